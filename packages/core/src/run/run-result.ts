import type { ContextSelection } from '@enhanced-code/context';
import type { EnhancedCodeError } from '@enhanced-code/errors';
import type { EditReceipt, EditRefusal } from '@enhanced-code/file-management';
import type { Usage } from '@enhanced-code/llm';
import type { RunOutcome, Verdict } from '@enhanced-code/streaming';
import type { ChangedFile } from './event-types.ts';

/** What came of a run. It always arrives: a run that fails has a result too. */
export interface RunResult {
  /** The run; its events are in the log under this id. */
  readonly runId: string;
  /** How it ended; exactly one of four. */
  readonly outcome: RunOutcome;
  /** Whether the net change was checked for new errors. */
  readonly checked: Verdict;
  /** Whether the project's own commands were run on it. */
  readonly verified: Verdict;
  /** Whether a policy or a person reviewed it. */
  readonly reviewed: Verdict;
  /** What the model said in its last step. */
  readonly text: string;
  /** The change as a patch that `git apply` takes; empty where there is none. */
  readonly diff: string;
  /** The files of the change. */
  readonly files: readonly ChangedFile[];
  /** One for every edit of the change: how and where it was located. */
  readonly receipts: readonly EditReceipt[];
  /** Why the edits of the last step were refused; empty unless they were. */
  readonly refusals: readonly EditRefusal[];
  /** The context of the last step. */
  readonly selection?: ContextSelection;
  /** Tokens of all attempts, also of failed ones. */
  readonly usage: Usage;
  /** Steps taken. */
  readonly steps: number;
  /** The exact change that was checked, reviewed and committed. */
  readonly candidateHash?: string;
  /** The transaction: committed, or still open after a reached limit. */
  readonly transactionId?: string;
  /** Why it did not finish. */
  readonly error?: EnhancedCodeError;
}
