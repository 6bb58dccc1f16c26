export type { CallErrorCode } from '../wire/call-errors.ts';
export {
  type Cassette,
  type PlainError,
  type PlainPart,
  type RecordedCall,
  type RecordedPart,
  readCassette,
  writeCassette,
} from './cassette.ts';
export { chaosFetch, type Fault, type FaultPlan } from './chaos-fetch.ts';
export {
  type ConformanceCase,
  type ConformanceScenario,
  type ConformanceSubject,
  modelConformance,
} from './conformance.ts';
export { type ManualClock, manualClock } from './manual-clock.ts';
export { partProblems } from './part-contract.ts';
export { type RecordingModel, type RecordOptions, recordModel } from './record-model.ts';
export { type ReplayOptions, replayModel } from './replay-model.ts';
export {
  type ScriptedFailure,
  type ScriptedModel,
  type ScriptedModelOptions,
  type ScriptedStep,
  type ScriptedToolCall,
  type ScriptStep,
  scriptedModel,
} from './scripted-model.ts';
