import type { FileSnapshot, FileState } from '../content/file-snapshot.ts';
import type { EditReceipt, EditRefusal } from '../edits/edit-plan.ts';
import type { EditSet } from '../edits/edit-set.ts';
import type { PlanOptions } from '../edits/plan/plan-options.ts';
import type { ChangeBlock } from '../lines/change-blocks.ts';
import type { MergeConflict } from '../lines/merge-lines.ts';
import type { WorkspaceFile } from '../listing/list-files.ts';
import type { Protection } from '../paths/protected-names.ts';
import type { TextComparison } from '../state/workspace-context.ts';

/** How a write treats what is there. */
export interface WriteOptions {
  /**
   * Permission bits. Default: those of the present file, else of an ordinary new one. Without effect where the file
   * system keeps none.
   */
  readonly mode?: number;
  /** `refuse` rejects with `EC_FILE_EXISTS` when the file exists. Default `allow`. */
  readonly overwrite?: 'allow' | 'refuse';
}

/** One pending change of a transaction. */
export interface FileDelta {
  /** Path inside the workspace. */
  readonly path: string;
  /** What happens to the path; `mode` changes nothing but the permission bits. */
  readonly kind: 'create' | 'modify' | 'delete' | 'mode';
  /** The path that the content was moved from. */
  readonly from?: string;
  /** What the path holds without the transaction; absent for no file. */
  readonly before?: FileState;
  /** What the path holds with it; absent for no file. */
  readonly after?: FileState;
  /** Why a commit needs an approval for this path; absent when it needs none. */
  readonly protection?: Protection;
}

/** What became of an edit set. */
export interface ApplyResult {
  /** Whether all of it is pending now; otherwise none of it is. */
  readonly applied: boolean;
  /** How each hunk or edit found its place. */
  readonly receipts: readonly EditReceipt[];
  /** Why edits were refused; empty when all were applied. */
  readonly refusals: readonly EditRefusal[];
  /** Paths that the edit set changed. */
  readonly paths: readonly string[];
  /**
   * Takes the edit set back byte for byte when it is applied, before the commit or after it; absent where nothing
   * was applied. It is refused for a file that has changed since, and says nothing of permission bits.
   */
  readonly inverse?: EditSet;
}

/** What the caller of `apply` allows, and what it knows. */
export type ApplyOptions = Omit<PlanOptions, 'hashText'>;

/** A file that somebody else changed where the transaction changes it too. */
export interface FileConflict {
  /** Path inside the workspace. */
  readonly path: string;
  /** How the two changes are at odds. */
  readonly reason: 'both-changed' | 'both-created' | 'they-deleted' | 'we-delete' | 'not-text';
  /** Text when the transaction first touched the file; absent for no file or no text. */
  readonly base?: string;
  /** Text that the transaction wants; absent when it deletes the file, or for no text. */
  readonly ours?: string;
  /** Text on the disk; absent when it was deleted, or for no text. */
  readonly theirs?: string;
  /** The stretches in conflict. */
  readonly stretches: readonly MergeConflict[];
  /** The text with conflict markers as git writes them; absent where a side is no text. */
  readonly markers?: string;
}

/** A file that was read and changed on disk since. */
export interface StaleRead {
  /** Path inside the workspace. */
  readonly path: string;
  /** Hash that was read; absent when there was no file. */
  readonly readHash?: string;
  /** Hash on disk now; absent when there is no file. */
  readonly presentHash?: string;
}

/** Leave to change protected paths, bound to exactly one candidate. */
export interface CommitApproval {
  /** The candidate that was looked at. */
  readonly candidateHash: string;
  /** The protected paths that may be changed. */
  readonly paths: readonly string[];
}

/** Settings of one commit. */
export interface CommitOptions {
  /** Leave to change protected paths. Default: none. */
  readonly approvals?: readonly CommitApproval[];
  /**
   * Commit only this candidate. When a merge with changes of somebody else makes another one, the merged
   * text becomes pending and the commit rejects with `EC_FILE_CANDIDATE_CHANGED`, to be checked anew.
   */
  readonly candidateHash?: string;
  /** What the history shows for the change. Default: the label of the transaction. */
  readonly label?: string;
  /** Cancels before the commit is decided; later it has no effect. */
  readonly signal?: AbortSignal;
}

/** What a commit did to one file. */
export interface FileReceipt extends FileDelta {
  /** Whether changes of somebody else were merged in. */
  readonly merged: boolean;
}

/** What a commit did. */
export interface CommitResult {
  /** `nothing-to-do` when no file differs from what the disk holds. */
  readonly status: 'committed' | 'nothing-to-do';
  /** Id of the transaction, which is the id of the change in the history. */
  readonly transactionId: string;
  /** Hash of what was committed. */
  readonly candidateHash: string;
  /** What was done to each file. */
  readonly receipts: readonly FileReceipt[];
  /** Files that were only read and have changed since. */
  readonly stale: readonly StaleRead[];
}

/** One contiguous change of one file, the unit of review. */
export interface FileBlock extends ChangeBlock {
  /** Path of the file; `id` is unique in the transaction and stays while the block's text stays. */
  readonly path: string;
}

/** What the comparer says of the net change of one file. */
export interface FileDiagnostics extends TextComparison {
  /** Path inside the workspace. */
  readonly path: string;
}

/** What the comparer says of all that is pending. */
export interface TransactionDiagnostics {
  /**
   * The worst of all files: `errors`, then `unknown`, then `unsupported`, then `ok`. `unavailable` when the
   * workspace has no comparer: nothing was checked.
   */
  readonly status: TextComparison['status'] | 'unavailable';
  /** The candidate that was judged. */
  readonly candidateHash: string;
  /** What was found in each pending file. */
  readonly files: readonly FileDiagnostics[];
}

/**
 * A change of the workspace in the making. Nothing reaches the folder before `commit`. What is pending is
 * kept in the state folder: `workspace.resume(id)` reopens it after a restart.
 *
 * Paths are relative with forward slashes; any other is refused with `EC_FILE_PATH_REFUSED`, links, hard
 * links and special files with `EC_FILE_LINK`, `EC_FILE_HARD_LINK` and `EC_FILE_SPECIAL`. After `commit` or
 * `discard` every method rejects with `EC_FILE_TRANSACTION_CLOSED`. Disposing only lets go of it.
 */
export interface Transaction extends AsyncDisposable {
  /** Id to resume it by, and of the change in the history once it is committed. */
  readonly id: string;
  /** Reads a file with what is pending. Rejects with `EC_FILE_NOT_FOUND`. */
  read(path: string): Promise<FileSnapshot>;
  /** The text of a file with what is pending; undefined when there is none or it is not text. */
  readText(path: string): Promise<string | undefined>;
  /** All files of the workspace with what is pending; pending ones carry their hash. */
  list(): Promise<readonly WorkspaceFile[]>;
  /**
   * Sets the content of a file. A text is encoded as the present file is, a new one as UTF-8. Rejects with
   * `EC_FILE_NOT_WRITABLE` for a file that nobody may write, unless its permission bits are set first.
   */
  write(path: string, content: string | Uint8Array, options?: WriteOptions): Promise<void>;
  /**
   * Applies the edits of a reply to what is pending: all of them, or none and the reasons. Give `shownHashes` to
   * refuse edits that replace or delete what the model was not shown, or was shown in another version.
   */
  apply(edit: EditSet, options?: ApplyOptions): Promise<ApplyResult>;
  /** Moves a file. Rejects with `EC_FILE_EXISTS` when the new name is taken. */
  rename(from: string, to: string): Promise<void>;
  /** Deletes a file. Rejects with `EC_FILE_NOT_FOUND`, or `EC_FILE_NOT_WRITABLE` as `write` does. */
  delete(path: string): Promise<void>;
  /** Sets the permission bits of a file, such as `0o755`. Changes nothing where the file system keeps none. */
  setMode(path: string, mode: number): Promise<void>;
  /** What is pending, by file. */
  changes(): Promise<readonly FileDelta[]>;
  /** What is pending, as a patch that `git apply` accepts; empty when nothing is. */
  diff(): Promise<string>;
  /** What is pending, by change block, in the order of paths and lines. Files that are not text have none. */
  blocks(): Promise<readonly FileBlock[]>;
  /** Takes change blocks back. Rejects with `EC_FILE_BLOCK_UNKNOWN`. */
  rejectBlocks(ids: readonly string[]): Promise<void>;
  /** Takes all change blocks back but these. Files without blocks stay as they are. */
  acceptBlocks(ids: readonly string[]): Promise<void>;
  /** Gives the new side of a change block another text. */
  editBlock(id: string, newText: string): Promise<void>;
  /** Judges the net change of every pending file by the comparer of the workspace. */
  diagnostics(): Promise<TransactionDiagnostics>;
  /** Marks the present state; gives the name to roll back to. */
  savepoint(): Promise<string>;
  /** Returns to a savepoint; it stays valid, later ones do not. Rejects with `EC_FILE_SAVEPOINT_UNKNOWN`. */
  rollbackTo(savepoint: string): Promise<void>;
  /** Hash of what a commit would do now. Checks and approvals bind to it. */
  candidateHash(): Promise<string>;
  /** Files that the transaction looked at and that changed on disk since. */
  outsideChanges(): Promise<readonly StaleRead[]>;
  /**
   * Tells when files that the transaction looked at until now change on disk; the same state is told once.
   * Dispose the result to stop. A driver that cannot watch never tells; the commit compares all bytes anyway.
   */
  watch(onChange: (changes: readonly StaleRead[]) => void): Promise<Disposable>;
  /**
   * Writes what is pending to the folder: all of it or nothing, also when the process or the machine dies.
   * Rejects with `EC_FILE_CONFLICT`, `EC_FILE_APPROVAL_NEEDED`, `EC_FILE_CANDIDATE_CHANGED`,
   * `EC_FILE_STALE_READ`, `EC_FILE_LOCKED`, `EC_FILE_RECOVERY_CONFLICT`, `EC_FILE_CANCELLED` or an error of
   * the file system with nothing changed and the transaction still open, or with
   * `EC_FILE_COMMIT_UNFINISHED` when only `recover()` can settle it.
   */
  commit(options?: CommitOptions): Promise<CommitResult>;
  /** Both sides of the conflicts that the last commit met. A `write` to such a path settles it. */
  conflicts(): readonly FileConflict[];
  /** Forgets all that is pending. */
  discard(): Promise<void>;
}
