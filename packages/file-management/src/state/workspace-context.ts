import type { FileDriver, Folder } from '../driver/driver.ts';
import type { ProcessTable } from '../driver/processes.ts';
import type { Turns } from './concurrently.ts';
import type { StateFolder } from './state-folder.ts';

/** Tells what an edit makes worse in a file; `syntax` has one. */
export interface TextComparer {
  /** Compares two states of one file; undefined stands for a file that is not there. */
  compare(path: string, before: string | undefined, after: string | undefined): Promise<TextComparison>;
}

/** What comparing found. */
export interface TextComparison {
  /** `ok`: nothing got worse. `unsupported`: nothing is known about such files. `unknown`: it could not be checked. */
  readonly status: 'ok' | 'errors' | 'unsupported' | 'unknown';
  /** Findings that the change brought in. */
  readonly added: readonly TextFinding[];
}

/** One finding. */
export interface TextFinding {
  /** What is wrong, in words. */
  readonly message: string;
  /** How bad it is. */
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  /** Where it is in the new text: 0-based lines and UTF-16 characters, end exclusive. */
  readonly range?: {
    /** The first character. */
    readonly start: TextPosition;
    /** The place behind the last character. */
    readonly end: TextPosition;
  };
  /** Stable name of the kind of finding. */
  readonly code?: string;
  /** Which checker found it. */
  readonly source?: string;
}

/** A place in a text: 0-based line and UTF-16 character. */
export interface TextPosition {
  /** Line, 0-based. */
  readonly line: number;
  /** UTF-16 code units before it in the line, 0-based. */
  readonly character: number;
}

/** What all operations of one open workspace share. */
export interface WorkspaceContext {
  readonly driver: FileDriver;
  readonly root: Folder;
  /** Real path of the root. */
  readonly rootPath: string;
  readonly state: StateFolder;
  readonly processes: ProcessTable;
  readonly comparer: TextComparer | undefined;
  /** Whether a file that was only read and changed since is reported or refuses the commit. */
  readonly isolation: 'reported' | 'strict';
  /** What is kept of the past; applied now and then after a commit. */
  readonly retention: { readonly maxAgeMs?: number; readonly maxBytes?: number };
  /** Those of this workspace who wait for the lock, one after the other. */
  readonly turns: Turns;
  /** Milliseconds to wait for the lock. */
  readonly lockTimeoutMs: number;
  /** Present time, milliseconds since 1970. */
  now(): number;
  /** A new id of a transaction. */
  newId(): string;
  /** An unpredictable name for a file on its way. */
  temporaryName(): string;
  /** A random number from 0 to less than 1. */
  fraction(): number;
}
