export { tokens } from './components.ts';
export { coreErrors } from './core-errors.ts';
export type { EnhancedCodeOptions } from './engine-options.ts';
export { createEnhancedCode, type EnhancedCode } from './enhanced-code.ts';
export type { ReviewDecisionInput } from './run/run-control.ts';
export type { RunHandle } from './run/run-handle.ts';
export { defaultLimits, type RunLimits, type RunOptions } from './run/run-options.ts';
export type { RunResult } from './run/run-result.ts';
export type {
  ChangeInput,
  CheckOutcome,
  CommitInput,
  PromptInput,
  ReviewInput,
  ReviewOutcome,
  SelectInput,
  Stages,
  Turn,
} from './stages/stages.ts';
