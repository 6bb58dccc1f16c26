import type { EditFormat, PlanOptions } from '../../src/edits/index.ts';
import type { EditCase } from '../../test/edits/case.ts';

/** One case of a suite that another tool keeps for itself. */
export interface SuiteCase extends EditCase {
  /** Name of the suite. */
  readonly suite: string;
  /** Name of the test that the case was read from. */
  readonly name: string;
  readonly options?: PlanOptions;
}

/** Reads the cases of one suite from the folder that it stands in. */
export interface Suite {
  readonly name: string;
  /** Repository that holds it, as `owner/name`. */
  readonly repository: string;
  /** Part of its answerable cases that must be right. */
  readonly floor: number;
  readonly read: (files: SuiteFiles) => Promise<readonly SuiteCase[]>;
}

/** The files of a repository. */
export interface SuiteFiles {
  /** Text of a file; throws if there is none. */
  text(path: string): string;
  /** Paths of the files below a folder. */
  list(folder: string): readonly string[];
}

/** A case about one file; `after` is undefined where the other tool refuses. */
export function fileCase(
  suite: string,
  name: string,
  format: EditFormat,
  parts: { path?: string; before: string | undefined; edit: string; after: string | undefined },
): SuiteCase {
  const { path = 'file.txt', before, edit, after } = parts;
  return {
    suite,
    name,
    kind: suite,
    format,
    edit,
    target: path,
    files: before === undefined ? {} : { [path]: before },
    ...(after === undefined ? {} : { expected: { [path]: after } }),
  };
}

/** A tool call that replaces text. */
export function replaceCall(old: string, text: string, more: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({ path: 'file.txt', old_str: old, new_str: text, ...more });
}
