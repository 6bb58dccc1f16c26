import type { EnhancedCodeError } from '@enhanced-code/errors';
import type { StepState } from '../events/step-payloads.ts';
import type { ContextSelection, EditReceipt, EditRefusal, EditSet, TerminalState, Usage } from '../seams.ts';

/** One model attempt of a step. */
export interface StepAttempt {
  readonly attemptId: string;
  readonly state: TerminalState | 'reset';
  readonly usage?: Usage;
}

/** A tool that the model asked for. It has not been run. */
export interface StepToolCall {
  readonly toolCallId: string;
  readonly toolName: string;
  /** Its whole input, as JSON text. */
  readonly inputText: string;
}

/** What came of a step. */
export interface StepResult<Selection extends ContextSelection = ContextSelection> {
  readonly stepId: string;
  /**
   * `finished`: the model ended cleanly and every edit is applied; `not-applied`: it ended cleanly, but an edit was
   * unreadable or refused; otherwise as the model attempt ended. Nothing is applied unless `finished`.
   */
  readonly state: StepState;
  /** What the model said, without what was retracted. */
  readonly text: string;
  /** Tools that it asked for; empty unless `finished`. */
  readonly toolCalls: readonly StepToolCall[];
  /** The edits as they were read; absent where the model did not end cleanly. */
  readonly edits?: EditSet;
  /** One for every edit that was applied. */
  readonly receipts: readonly EditReceipt[];
  /** One for every edit that was refused. */
  readonly refusals: readonly EditRefusal[];
  /** What to tell the model so that it can repair its edits; absent unless `not-applied`. */
  readonly feedback?: string;
  /** Tokens of all attempts. */
  readonly usage: Usage;
  /** The attempts in their order. */
  readonly attempts: readonly StepAttempt[];
  /** The context of the last attempt; absent where choosing it failed. */
  readonly selection?: Selection;
  /** Why the step did not finish. */
  readonly error?: EnhancedCodeError;
}
