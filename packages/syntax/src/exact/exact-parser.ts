import type { LanguageId } from '../detect/languages.ts';
import type { Finding } from '../finding.ts';
import type { LineIndex } from '../line-index.ts';
import type { DiagnosticConfidence } from '../types.ts';

/** What an exact parser is given. */
export interface ExactInput {
  /** Path as given; its extension may choose a dialect. */
  readonly path: string;
  /** The text. */
  readonly text: string;
  /** Its language. */
  readonly language: LanguageId;
  /** Lines of the text. */
  readonly lines: LineIndex;
}

/** A parser whose word counts more than that of the tree. */
export interface ExactParser {
  /** Name of the package, which becomes the `source` of its findings. */
  readonly name: string;
  /**
   * `decides` (the default): its word alone counts. `confirms`: it is asked only where the tree has errors,
   * which count if it finds some too. `precedes`: where it finds none, the tree is asked too.
   */
  readonly role?: 'decides' | 'confirms' | 'precedes';
  /** What it does not see; default nothing. */
  readonly blind?: readonly string[];
  /** Whether its findings may stop a write by themselves; default `block`. */
  readonly confidence?: DiagnosticConfidence;
  /**
   * Characters that it reads in a millisecond at least, where it cannot be stopped; default no bound. A text
   * that would take it longer than there is time for is left to the grammar. A text made against it may still
   * take longer: only a thread ends that.
   */
  readonly pace?: number;
  /** Finds all it can; undefined or an exception means no verdict. */
  find(input: ExactInput): readonly Finding[] | undefined;
}

/** Most errors of a parser that are turned into findings; a text without sense has one per word. */
export const mostErrors = 200;

/** Imports a parser; undefined when its package is not installed. */
export type ExactLoader = () => Promise<ExactParser | undefined>;

/** Runs an import and gives undefined when the package is not there. */
export async function ifInstalled<Module>(load: () => Promise<Module>): Promise<Module | undefined> {
  try {
    return await load();
  } catch {
    // Also a package that is there but does not load on this machine: the tree-sitter layer stands in.
    return undefined;
  }
}
