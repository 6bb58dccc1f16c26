import type { BaseFile } from '../edit-plan.ts';

/** What the caller of `planEdits` allows, and what it knows. */
export interface PlanOptions {
  /** Path for edits that name none. It is also taken where a named path is the end of it. */
  readonly target?: string;
  /** Whether new files may take the place of existing ones. Default false. */
  readonly overwrite?: boolean;
  /**
   * Hashes of the files as the model was shown them, by path. With it, whole files and deletions of files that
   * were not shown, or shown in another version, are refused; without it only edits that carry a hash of their
   * own can be checked.
   */
  readonly shownHashes?: ReadonlyMap<string, string>;
  /** Whether a whole file may drop most of the lines of the old one. Default false. */
  readonly allowShrinking?: boolean;
  /** Hashes the texts that files get, so that receipts can name them. Default: receipts have no `newHash`. */
  readonly hashText?: HashText;
}

/** The hash of the bytes that the file at a path has with a text, made in the way of `BaseFile.hash`. */
export type HashText = (path: string, text: string) => string;

/** Looks up the text of a file; undefined where there is none. */
export type ReadBase = (path: string) => BaseFile | undefined;
