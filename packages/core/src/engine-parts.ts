import type { EditFormat, Workspace } from '@enhanced-code/file-management';
import type { Clock, LanguageModel } from '@enhanced-code/llm';
import type { EventLog, StepBudget } from '@enhanced-code/streaming';
import type { RunLimits } from './run/run-options.ts';
import type { Stages } from './stages/stages.ts';

/** What a run is made of, as the registry of the engine resolved it. */
export interface EngineParts {
  readonly model: LanguageModel;
  readonly workspace: Workspace;
  /** Name of the workspace for people; not an absolute path. */
  readonly workspaceName: string;
  readonly log: EventLog;
  readonly stages: Stages;
  readonly format: EditFormat;
  readonly budget: StepBudget;
  readonly limits: Partial<RunLimits>;
  readonly maxOutputTokens?: number;
  readonly clock: Clock;
  readonly ids: (kind: 'run' | 'step' | 'attempt') => string;
}
