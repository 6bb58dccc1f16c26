import { indentOf } from '../locate/indentation.ts';
import { isDoubtful } from './lazy-doubt.ts';
import type { LazyFile } from './lazy-file.ts';
import type { LazyPart } from './lazy-parts.ts';
import { readRun } from './lazy-run.ts';

/** Lines of the file that a part stands for: 0-based, end exclusive. */
export interface PartRange {
  readonly start: number;
  readonly end: number;
}

/** How comment lines begin in the languages that are told apart by it. */
const COMMENT = /^\s*(?:\/\/|#(?!include|define|if|else|end)|\/\*|\*|--|<!--|;)/;

/** The lines of the file that a part stands for, if lines at its edges say so; none before `from`. */
export function findPartRange(file: LazyFile, part: LazyPart, from: number): PartRange | undefined {
  const start = startOf(file, part);
  const last = start === undefined ? undefined : lastOf(file, part, start);
  if (start === undefined || last === undefined || start < from || last < start) return undefined;
  const here = { start, last, closes: endOfBlock(file, part.lines, start) === last };
  return isDoubtful(file, part, from, here) ? undefined : { start, end: last + 1 };
}

// Without a placeholder before it, a part begins where the file does and must show that it does; a part
// without any around it is a piece of the file.
function startOf(file: LazyFile, { lines, atStart, atEnd }: LazyPart): number | undefined {
  if (atStart && file.has(0, lines[0])) return 0;
  if (atStart && !atEnd) return undefined;
  const lead = leadLength(file, lines);
  const start = findRun(file, lines.slice(lead), false);
  const takesPlace = lead > 0 && start !== undefined && isComment(lastBefore(file, start));
  return takesPlace ? undefined : start;
}

// New comments above a line that stays go above it; they can only take the place of other comments.
function leadLength(file: LazyFile, lines: readonly string[]): number {
  const first = lines.findIndex(
    (line) => line.trim() !== '' && (!isComment(line) || file.placesOf(line).length > 0),
  );
  return first === -1 ? 0 : first;
}

function isComment(line: string | undefined): boolean {
  return line !== undefined && COMMENT.test(line);
}

function lastBefore({ lines }: LazyFile, line: number): string | undefined {
  for (let at = line - 1; at >= 0; at--) if (lines[at] !== '') return lines[at];
  return undefined;
}

function lastOf(file: LazyFile, part: LazyPart, start: number): number | undefined {
  const { lines, atStart, atEnd } = part;
  const last = file.lines.length - 1;
  if (atEnd && file.has(last, lines.at(-1))) return last;
  if (atEnd && !atStart) return endsInLastBody(file, lines, start) ? last : undefined;
  return findRun(file, [...lines].reverse(), true) ?? endOfBlock(file, lines, start);
}

/**
 * The last line of the block that ends a part. The line that opens it stands in one place only, and the block
 * ends where the file's indentation comes back to it, with the line that the part ends with.
 */
function endOfBlock(file: LazyFile, lines: readonly string[], start: number): number | undefined {
  const depth = depthOf(lines.at(-1));
  const opener = lines.findLastIndex(
    (line, at) => at < lines.length - 1 && line.trim() !== '' && depthOf(line) <= depth,
  );
  if (opener === -1 || depthOf(lines[opener]) !== depth) return undefined;
  const found = findRun(file, lines.slice(opener), false);
  if (found === undefined || found < start) return undefined;
  let last = found + 1;
  while (last < file.lines.length && (file.lines[last] === '' || depthOf(file.lines[last]) > depth)) last++;
  return file.has(last, lines.at(-1)) ? last : undefined;
}

/**
 * Whether a part ends inside the body that the file ends with as well: the line that opens it is shown and stands in
 * one place, and all behind it is indented more, in both. The body may not get shorter, since lines that a reply
 * forgot look like lines that shall go.
 */
function endsInLastBody(file: LazyFile, lines: readonly string[], start: number): boolean {
  const depth = depthOf(lines.at(-1));
  const opener = lines.findLastIndex((line) => line.trim() !== '' && depthOf(line) < depth);
  const [place, ...others] = file.placesOf(lines[opener]);
  if (place === undefined || others.length > 0 || place < start) return false;
  const told = (body: readonly string[]): readonly string[] => body.filter((line) => line.trim() !== '');
  const held = told(file.lines.slice(place + 1));
  const shown = told(lines.slice(opener + 1));
  return held.length <= shown.length && held.every((line) => depthOf(line) > depthOf(lines[opener]));
}

/** The width of the indentation of a line. */
export function depthOf(line: string | undefined): number {
  return indentOf(line ?? '').length;
}

function findRun(file: LazyFile, run: readonly string[], up: boolean): number | undefined {
  return readRun(file, run, up)?.place;
}
