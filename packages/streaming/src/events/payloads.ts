/** Whether something was looked at, and what came of it. Never `passed` for what was not looked at. */
export type Verdict = Judged | Skipped;

/** It was looked at. */
export interface Judged {
  /** What came of it. */
  readonly status: 'passed' | 'failed';
}

/** It was not looked at. */
export interface Skipped {
  /** Says so. */
  readonly status: 'skipped';
  /** Why it was not looked at, in words for a person. */
  readonly reason: string;
}

/** How a run ended. */
export type RunOutcome = Finished | Refused | Unfinished;

/** It did what it was asked for, or there was nothing to do. */
export interface Finished {
  /** Says so. */
  readonly kind: 'finished';
  /** What became of the change. */
  readonly result: 'committed' | 'nothing-to-do' | 'dry-run' | 'partly-accepted';
}

/** There was no change that could be taken. */
export interface Refused {
  /** Says so. */
  readonly kind: 'refused';
  /** Who refused: a reviewer, a policy, the model, or nobody: there was no valid edit. */
  readonly by: 'reviewer' | 'policy' | 'model' | 'no-valid-edit';
}

/** It broke off. A limit that was reached is a failure that keeps what was done. */
export interface Unfinished {
  /** Whether by a failure or because somebody cancelled it. */
  readonly kind: 'failed' | 'cancelled';
}

/** The stages of a run, in their order. */
export type StageName = 'select' | 'prompt' | 'generate' | 'edit' | 'check' | 'verify' | 'review' | 'commit';

/** How much of a change touches one file. */
export interface ChangedFile {
  /** Path relative to the workspace, with `/`. For a rename the old one. */
  readonly path: string;
  /** What happens to it. */
  readonly kind: 'modify' | 'create' | 'delete' | 'rename';
  /** The new path of a rename. */
  readonly newPath?: string;
  /** Lines added. */
  readonly added: number;
  /** Lines removed. */
  readonly removed: number;
}

/** Hashes of one file on both sides of a commit. */
export interface CommittedFile {
  /** Path relative to the workspace, with `/`. */
  readonly path: string;
  /** Hash before; absent where the file is created. */
  readonly beforeHash?: string;
  /** Hash after; absent where the file is deleted. */
  readonly afterHash?: string;
}
