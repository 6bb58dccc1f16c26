import type { ContextSelection } from '@enhanced-code/context';
import type { EnhancedCodeError } from '@enhanced-code/errors';
import type { EditReceipt, EditRefusal, EditSet } from '@enhanced-code/file-management';
import type { AssistantPart, TerminalState, ToolCallPart, Usage } from '@enhanced-code/llm';
import type { StepState } from '../events/step-payloads.ts';

/** One model attempt of a step. */
export interface StepAttempt {
  /** Its id; unique within the step. */
  readonly attemptId: string;
  /** How it ended; `reset` where its output was taken back. */
  readonly state: TerminalState | 'reset';
}

/** What came of a step. */
export interface StepResult<Selection extends ContextSelection = ContextSelection> {
  /** Id of the step, as its events carry it. */
  readonly stepId: string;
  /**
   * `finished`: the model ended cleanly and every edit is applied; `not-applied`: it ended cleanly, but an edit was
   * unreadable or refused; otherwise as the model attempt ended. Nothing is applied unless `finished`.
   */
  readonly state: StepState;
  /** What the model said, without what was retracted. */
  readonly text: string;
  /** Everything complete that it said, ready to be the content of the assistant's message. */
  readonly content: readonly AssistantPart[];
  /** Tools that it asked for; they have not been run. Empty unless `finished`. */
  readonly toolCalls: readonly ToolCallPart[];
  /** The edits as they were read; absent where the model did not end cleanly. */
  readonly edits?: EditSet;
  /** Where the edits were applied; empty unless `finished`. */
  readonly receipts: readonly EditReceipt[];
  /** Why edits were refused. */
  readonly refusals: readonly EditRefusal[];
  /** What to tell the model so that it can repair its edits; absent unless `not-applied`. */
  readonly feedback?: string;
  /** Tokens of all model calls. */
  readonly usage: Usage;
  /** The attempts in their order. */
  readonly attempts: readonly StepAttempt[];
  /** The context of the last prompt; absent where choosing it failed. */
  readonly selection?: Selection;
  /** Why the step did not finish. */
  readonly error?: EnhancedCodeError;
}
