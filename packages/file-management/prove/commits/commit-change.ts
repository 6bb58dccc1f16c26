import type { EditCase } from '../../test/edits/case.ts';
import type { CommitFile } from './commit-files.ts';

/** A case of a real commit. Where `mayBe` is given, either it or a refusal is right. */
export interface CommitCase extends EditCase {
  readonly mayBe?: Readonly<Record<string, string>>;
  /** The other text that git may give where its merge and its `apply` do not agree. */
  readonly witness?: () => string | undefined;
  /** What was done to the edit, where the kind does not say. */
  readonly detail?: string;
}

/** One hunk of a commit's diff: its header, and its lines with their prefixes. */
export interface Hunk {
  readonly header: string;
  readonly body: readonly string[];
}

/** A commit taken apart, so that every format can state it. */
export interface Change extends CommitFile {
  readonly parts: readonly Hunk[];
  /** Whether each hunk stands in the file once, and the formats without markers for the last line can state it. */
  readonly plain: boolean;
}

/** Takes a commit of one file apart into its hunks. */
export function takeApart(file: CommitFile): Change {
  const parts = file.hunks.split(/^(?=@@)/m).map((text) => {
    const [header = '', ...body] = text.replace(/\n$/, '').split('\n');
    return { header, body };
  });
  const plain =
    !(file.before + file.after).includes('\r') &&
    !/^[ +-](?:<{5,9}|={5,9}|>{5,9})/m.test(file.hunks) &&
    !file.hunks.includes('\n\\') &&
    parts.every((part) => oldSide(part).length > 0 && placesOf(file.before, oldSide(part)) === 1);
  return { ...file, parts, plain };
}

const side = ({ body }: Hunk, sign: '-' | '+'): string[] =>
  body.filter((line) => line.startsWith(' ') || line.startsWith(sign)).map((line) => line.slice(1));
/** The lines that a hunk expects. */
export const oldSide = (hunk: Hunk): string[] => side(hunk, '-');
/** The lines that a hunk leaves behind. */
export const newSide = (hunk: Hunk): string[] => side(hunk, '+');

/** How often some lines stand in a text one behind the other. */
export function placesOf(text: string, lines: readonly string[]): number {
  const all = text.split('\n');
  return all.filter((_, at) => lines.every((line, offset) => all[at + offset] === line)).length;
}

/** A unified diff with the hunks as git prints them. */
export const diffOf = ({ path, hunks }: Pick<CommitFile, 'path' | 'hunks'>): string =>
  `--- a/${path}\n+++ b/${path}\n${hunks}`;
/** The hunks in the language of `apply_patch`. */
export const patchOf = (path: string, parts: readonly Hunk[]): string =>
  `*** Begin Patch\n*** Update File: ${path}\n${parts.map(({ body }) => `@@\n${body.join('\n')}\n`).join('')}*** End Patch\n`;
/** One search/replace block. */
export const blockOf = (search: readonly string[], replace: readonly string[]): string =>
  `<<<<<<< SEARCH\n${search.map((line) => `${line}\n`).join('')}=======\n${replace.map((line) => `${line}\n`).join('')}>>>>>>> REPLACE\n`;
/** The hunks as search/replace blocks of a file. */
export const blocksOf = (path: string, parts: readonly Hunk[]): string =>
  `${path}\n${parts.map((part) => blockOf(oldSide(part), newSide(part))).join('\n')}`;
/** A text whose lines end with a carriage return and a newline. */
export const crlf = (text: string): string => text.replaceAll('\n', '\r\n');

/** A line without what a reply may write in another form: its indentation, its last blanks and its quotes. */
export function sameButForm(line: string): string {
  return line
    .trim()
    .replaceAll(/[\u2018\u2019]/g, "'")
    .replaceAll(/[\u201c\u201d]/g, '"');
}
