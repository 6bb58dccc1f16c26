import type { EditReceipt, EditRefusal } from '@enhanced-code/file-management';
import type { Payload } from './event-base.ts';
import type { ChangedFile, CommittedFile } from './payloads.ts';

/** One edit has been read from the model's output. It has not been located or applied. */
export interface EditParsed extends Payload<'edit-parsed'> {
  /** The attempt that it belongs to. */
  readonly attemptId: string;
  /** Place among the edits of the attempt, 0-based. */
  readonly index: number;
  /** The file that it is meant for, as the model wrote it; absent where the format has none. */
  readonly path?: string;
}

/** One edit was applied to the transaction. It is pending, not committed. */
export interface EditApplied extends Payload<'edit-applied'> {
  /** Where it was applied, and how closely it had to match. */
  readonly receipt: EditReceipt;
}

/** One edit was refused; nothing of its reply was applied. */
export interface EditRefused extends Payload<'edit-refused'> {
  /** Which edit it was, and why it was refused. */
  readonly refusal: EditRefusal;
  /** What the model is told about it. */
  readonly feedback: string;
}

/** One finding of a check. */
export interface CheckFinding {
  /** Path relative to the workspace, with `/`. */
  readonly path: string;
  /** Line, 0-based. */
  readonly line: number;
  /** Character within the line, 0-based, in UTF-16 code units. */
  readonly character: number;
  /** How bad it is. */
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  /** Stable name of the kind of finding. */
  readonly code: string;
  /** Which checker says so. */
  readonly source: string;
  /** What is wrong, in words for a person. */
  readonly message: string;
}

/** The net change was checked. */
export interface CheckResult extends Payload<'check-result'> {
  /** `ok`: nothing new was found; `unsupported` and `unknown`: nobody looked at some file. */
  readonly status: 'ok' | 'errors' | 'unsupported' | 'unknown';
  /** Findings that the change adds. */
  readonly added: readonly CheckFinding[];
  /** The exact change that was checked. */
  readonly candidateHash?: string;
}

/** What the transaction would change now. */
export interface ChangeProposed extends Payload<'change'> {
  /** Hash of the exact change. */
  readonly candidateHash: string;
  /** The files that it touches. */
  readonly files: readonly ChangedFile[];
  /** The patch, in the form that git applies; absent where it is too large or private. */
  readonly patch?: string;
  /** SHA-256 of the patch in hex, where the patch itself is left out. */
  readonly patchHash?: string;
}

/** The run waits for a decision. */
export interface ReviewRequested extends Payload<'review-requested'> {
  /** What is to be decided on. */
  readonly candidateHash: string;
  /** Why it is asked, in words for a person. */
  readonly reason: string;
}

/** A decision was made. */
export interface ReviewDecision extends Payload<'review-decision'> {
  /** What it binds to. */
  readonly candidateHash: string;
  /** What was decided. */
  readonly decision: 'approved' | 'rejected' | 'partly-approved';
  /** Who decided. */
  readonly by: 'policy' | 'person';
  /** Why, in words. */
  readonly reason?: string;
}

/** Files are about to be written; on disk before they are. */
export interface CommitIntent extends Payload<'commit-intent'> {
  /** The transaction that is committed. */
  readonly transactionId: string;
  /** Hash of the exact change. */
  readonly candidateHash: string;
  /** The files that it touches. */
  readonly files: readonly CommittedFile[];
}

/** All files have been written. */
export interface CommitDone extends Payload<'commit-done'> {
  /** The transaction that is committed. */
  readonly transactionId: string;
  /** Hash of the exact change. */
  readonly candidateHash: string;
  /** The checkpoint from which it can be undone. */
  readonly checkpointId?: string;
}

/** Events about edits, checks, review and commit. */
export type ChangePayload =
  | EditParsed
  | EditApplied
  | EditRefused
  | CheckResult
  | ChangeProposed
  | ReviewRequested
  | ReviewDecision
  | CommitIntent
  | CommitDone;
