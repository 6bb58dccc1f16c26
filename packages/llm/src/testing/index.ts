export { type ManualClock, manualClock } from './manual-clock.ts';
export {
  type ScriptedModel,
  type ScriptedModelOptions,
  type ScriptedStep,
  type ScriptedToolCall,
  type ScriptStep,
  scriptedModel,
} from './scripted-model.ts';
