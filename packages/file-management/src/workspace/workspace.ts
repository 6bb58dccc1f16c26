import type { SettleChoice, SettledCommit } from '../commit/settle-verdict.ts';
import type { FileSnapshot } from '../content/file-snapshot.ts';
import type { HistoryEntry } from '../history/history.ts';
import type { UndoResult } from '../history/take-back.ts';
import type { UndoOptions } from '../history/undo.ts';
import type { WorkspaceFile } from '../listing/list-files.ts';
import type { Transaction } from '../transaction/transaction.ts';

/** What is noted with a transaction. */
export interface BeginOptions {
  /** What the history shows for the change. */
  readonly label?: string;
  /** Who makes the change, such as a session. */
  readonly origin?: string;
}

/** Settings of `recover`. */
export interface RecoverOptions {
  /**
   * For an interrupted commit some of whose files hold somebody else's bytes: carry it out for the other files
   * (`forward`), take it back for the other files (`back`), or leave all files as they are (`keep`). Without it
   * such a commit is reported and nothing is touched.
   */
  readonly settle?: SettleChoice;
  /** Only say what would be done: outcomes are those that settling would come to. Default false. */
  readonly dryRun?: boolean;
}

/** What `recover` found and did. */
export interface RecoveryReport {
  /** Interrupted commits, each with its outcome; empty when there was none. */
  readonly commits: readonly SettledCommit[];
  /** Ids of transactions that are open and can be resumed. */
  readonly open: readonly string[];
  /**
   * Why opening could not settle an interrupted commit. Reading works all the same; whatever would change the
   * folder tries to settle it first.
   */
  readonly failure?: unknown;
}

/** Settings of `restore`. */
export interface RestoreOptions {
  /** Id of a change or checkpoint: the point of the history right after it is gone back to. */
  readonly to: string;
  /** Go back to the point right before that change instead. Default false. */
  readonly before?: boolean;
  /** Only these files. Default: all that changed since. A path that did not change since is refused. */
  readonly paths?: readonly string[];
  /** Only say what would happen. Default false. */
  readonly dryRun?: boolean;
  /** Cancels before the change is decided; later it has no effect. */
  readonly signal?: AbortSignal;
}

/** A transaction that is kept and neither committed nor discarded. */
export interface PendingTransaction {
  /** Id to resume it by. */
  readonly id: string;
  /** When it was begun, ISO 8601 in UTC. */
  readonly at: string;
  /** What it is called, as its caller named it. */
  readonly label?: string;
  /** Who began it, as its caller named it. */
  readonly origin?: string;
  /** Files that it would change. */
  readonly paths: readonly string[];
  /** Whether its commit was interrupted and has to be settled by `recover` first. */
  readonly interrupted: boolean;
}

/** What may be removed from the state folder. */
export interface RetentionOptions {
  /** Before-images of changes older than this many milliseconds are removed. Default 30 days. */
  readonly maxAgeMs?: number;
  /** The oldest before-images are removed until the rest takes at most this many bytes. Default 1 GiB. */
  readonly maxBytes?: number;
}

/** What `collect` removed. */
export interface RetentionReport {
  /** Ids of changes that cannot be undone any more. */
  readonly collected: readonly string[];
  /** Bytes that were freed. */
  readonly freedBytes: number;
}

/**
 * An open folder. Opening executes nothing and writes nothing in it; only `commit`, `undo`, `redo`, `restore`
 * and the settling of an interrupted commit do. After disposal every method rejects.
 */
export interface Workspace extends AsyncDisposable {
  /** Real absolute path of the folder. */
  readonly root: string;
  /** Absolute path of the folder that keeps history and open transactions. It is made when first needed. */
  readonly stateFolder: string;
  /** What opening found and settled. */
  readonly recovery: RecoveryReport;
  /** All files but the ignored ones, sorted by path. */
  list(): Promise<readonly WorkspaceFile[]>;
  /** Reads a file. Rejects with `EC_FILE_NOT_FOUND` or the reason why the path is refused. */
  read(path: string): Promise<FileSnapshot>;
  /** The text of a file; undefined when there is no file, or it is not text. */
  readText(path: string): Promise<string | undefined>;
  /** Begins a change. */
  begin(options?: BeginOptions): Promise<Transaction>;
  /** Reopens a change that was begun before. Rejects with `EC_FILE_TRANSACTION_UNKNOWN`. */
  resume(id: string): Promise<Transaction>;
  /** Transactions that can be resumed, oldest first. */
  pending(): Promise<readonly PendingTransaction[]>;
  /** All changes, oldest first. */
  history(): Promise<readonly HistoryEntry[]>;
  /**
   * What a change of the history did, or an open transaction would do, as a patch that `git apply` accepts.
   * Rejects with `EC_FILE_TRANSACTION_UNKNOWN`, or `EC_FILE_BLOB_MISSING` when its bytes are no longer kept.
   */
  diffOf(id: string): Promise<string>;
  /** Names the present point of the history, to be restored later; gives its id. */
  checkpoint(label: string): Promise<string>;
  /** Takes a change back as a new change. Rejects with `EC_FILE_NOTHING_TO_UNDO` and the reason. */
  undo(options?: UndoOptions): Promise<UndoResult>;
  /** Makes an undone change again. Rejects with `EC_FILE_NOTHING_TO_REDO` and the reason. */
  redo(options?: UndoOptions): Promise<UndoResult>;
  /**
   * Takes back all changes after a point of the history, of all files or of some. Touches only files that these
   * changes touched. Rejects with `EC_FILE_NOTHING_TO_UNDO` and the reason.
   */
  restore(options: RestoreOptions): Promise<UndoResult>;
  /** Settles interrupted commits; opening does so too, unless it was asked not to. */
  recover(options?: RecoverOptions): Promise<RecoveryReport>;
  /** Removes before-images by size and age, and what interrupted writes left in the state folder. */
  collect(options?: RetentionOptions): Promise<RetentionReport>;
}
