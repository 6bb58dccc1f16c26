import type { ContextIndex } from '@enhanced-code/context';
import type { EditFormat, Workspace } from '@enhanced-code/file-management';
import type { Clock, LanguageModel } from '@enhanced-code/llm';
import type { EventLog } from '@enhanced-code/streaming';
import type { Syntax } from '@enhanced-code/syntax';
import type { RunLimits } from './run/run-options.ts';
import type { Stages } from './stages/stages.ts';

/** What `createEnhancedCode` takes. */
export interface EnhancedCodeOptions {
  /** The model that writes the edits. */
  readonly model: LanguageModel;
  /** The folder to change: opened already, or a path, which is opened with the first run and closed with the engine. */
  readonly workspace: Workspace | string;
  /** Checks the syntax of a change. Default: one of its own, closed with the engine. */
  readonly syntax?: Syntax;
  /** Where the events of the runs go. Default: files in the state folder of the workspace. */
  readonly log?: EventLog;
  /** Replaces stages of the run, one by one. */
  readonly stages?: Partial<Stages>;
  /** How the model is asked to write its edits. Default `search-replace`. */
  readonly format?: EditFormat;
  /** Tokens that files may take in the prompt. Default 16,000. */
  readonly contextTokens?: number;
  /** Tokens that the whole prompt may take. Default: those for files and 8,000 more. */
  readonly promptTokens?: number;
  /** Limit of one answer in tokens. Default: the provider's. */
  readonly maxOutputTokens?: number;
  /** Bounds of every run that names none of its own. */
  readonly limits?: Partial<RunLimits>;
  /** Where time comes from. Default: the clock of the machine. */
  readonly clock?: Clock;
  /** Makes ids. Default: random ones. */
  readonly ids?: (kind: 'run' | 'step' | 'attempt') => string;
  /** Chooses context. Default: an index over the workspace, closed with the engine. */
  readonly context?: ContextIndex;
}
