/** A file that a source offers. */
export interface SourceFile {
  /** Path relative to the root, with forward slashes. */
  readonly path: string;
  /** Size in bytes. */
  readonly size: number;
  /** Time of the last change in milliseconds; only compared for equality. */
  readonly mtimeMs: number;
  /** Hash of the content where it is known; a pending edit must have one. */
  readonly hash?: string;
}

/** A past commit, as a hint which files belong to which words. */
export interface PastCommit {
  /** Identifier that never stands for another commit. */
  readonly id: string;
  /** Whole commit message. */
  readonly message: string;
  /** Paths that the commit changed, under the names they had after it. */
  readonly paths: readonly string[];
  /** Renames of the commit, so that older paths are counted for the present name. */
  readonly renames?: readonly {
    /** Path before the commit. */
    readonly from: string;
    /** Path after the commit. */
    readonly to: string;
  }[];
}

/** What changed since an earlier answer. */
export interface SourceChanges {
  /** Mark to hand in the next time. */
  readonly revision: string;
  /** New and changed files. */
  readonly changed: readonly SourceFile[];
  /** Paths that are gone. */
  readonly removed: readonly string[];
}

/**
 * Where the files come from. A workspace satisfies it; one that overlays pending edits makes selection and
 * search see them. Ignore rules are the source's work: what it does not list does not exist.
 */
export interface ContextSource {
  /** All files, in any order. */
  list(): Promise<readonly SourceFile[]>;
  /** Text of a file; `undefined` when it is binary or gone. */
  read(path: string): Promise<string | undefined>;
  /**
   * Changes since `revision` (`undefined` on the first call), or `undefined` when only a full list can tell.
   * A source that watches its files saves the scan of the whole list.
   */
  changedSince?(revision: string | undefined): Promise<SourceChanges | undefined>;
  /** What the last list lacks, readable by a person, such as a folder that cannot be read; each is a warning. */
  incomplete?(): readonly string[];
  /** Commits that lead to the present state, newest first; left out when there is no history. */
  history?(): Promise<readonly PastCommit[]>;
}
