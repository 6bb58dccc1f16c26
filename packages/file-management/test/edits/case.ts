import type { EditFormat } from '../../src/edits/index.ts';
import { type ChangedFile, changeFile, countPlaces, type DiffHunk, oldSide, toHunks } from './change.ts';
import type { Random } from './random.ts';

/** One damaged edit with the answer that is right. */
export interface EditCase {
  readonly kind: string;
  readonly format: EditFormat;
  /** The reply of the model. */
  readonly edit: string;
  /** Files before, by path. */
  readonly files: Readonly<Record<string, string>>;
  /** Files afterwards, by path; undefined where the edit must be refused. */
  readonly expected?: Readonly<Record<string, string>>;
  /** The file that a reply without a name is about. */
  readonly target?: string;
}

/** A real text file. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Makes a case of one kind, or nothing if the chosen file does not lend itself to it. */
export type CaseMaker = (random: Random, file: SourceFile) => Omit<EditCase, 'kind'> | undefined;

/** A change of a real file whose every hunk stands in one place only. */
export interface Subject extends ChangedFile {
  readonly hunks: readonly DiffHunk[];
}

/** Settings of `makeSubject`. */
export interface SubjectOptions {
  /** Most changed places. */
  readonly most?: number;
  readonly context?: number;
}

/** Cuts a file into lines, without the empty one behind the last newline. */
export function linesOf(text: string): string[] {
  const lines = text.replaceAll('\r', '').split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** Joins lines into a text that ends with a newline. */
export function textOf(lines: readonly string[], ending = '\n'): string {
  return lines.map((line) => line + ending).join('');
}

/** Changes a file so that the change can be told apart from everything else in it. */
export function makeSubject(
  random: Random,
  file: SourceFile,
  { most = 3, context = 3 }: SubjectOptions = {},
): Subject | undefined {
  const before = linesOf(file.text).slice(0, 1_500);
  if (before.length < 25) return undefined;
  const changed = changeFile(random, file.path, before, most);
  if (changed === undefined) return undefined;
  const hunks = toHunks(changed, context);
  const unique = hunks.every((hunk) => countPlaces(before, oldSide(hunk)) === 1);
  return unique ? { ...changed, hunks } : undefined;
}
