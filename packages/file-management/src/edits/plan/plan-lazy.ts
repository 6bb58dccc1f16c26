import { diffLines } from '../../lines/diff-lines.ts';
import type { TextSpan } from '../edit-plan.ts';
import type { LazyEdit } from '../edit-set.ts';
import type { SourceLines } from '../locate/source-lines.ts';
import { type FileUnit, plainReceipt, type UnitOutcome } from './file-unit.ts';
import { cutAtPlaceholders, type LazyPart } from './lazy-parts.ts';
import { textToLines } from './new-text.ts';
import { refuse } from './refuse.ts';
import { toSpan } from './text-spans.ts';

/** Lines that may go without another in their place, between two lines that are shown. */
const MOST_DELETED = 12;

/** Lines of the file that a part stands for: 0-based, end exclusive. */
interface PartRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Plans a file that is written with placeholders. Every part between two of them must begin and end with
 * lines of the file that say where it belongs; a part that does not is refused, since only a parser of the
 * language could know its place.
 */
export function planLazy(source: SourceLines, unit: FileUnit<LazyEdit>): UnitOutcome[] {
  const parts = cutAtPlaceholders(textToLines(unit.edit.text), source.contents);
  const spans: TextSpan[] = [];
  let from = 0;
  for (const part of parts) {
    const range = findRange(source, part, from);
    if (range === undefined) return [refuseAt(unit, part, 'a part shows no line that says where it belongs')];
    const changes = changesIn(source, part, range);
    if (changes === undefined) return [refuseAt(unit, part, 'lines are left out without a placeholder')];
    spans.push(...changes);
    from = range.end;
  }
  return [{ spans, receipt: plainReceipt(unit, 1) }];
}

function refuseAt(unit: FileUnit, part: LazyPart, reason: string): UnitOutcome {
  return {
    refusal: refuse('EC_EDIT_NO_PLACE', unit.place, {
      reason: `${reason} (line ${part.line + 1} of the reply)`,
    }),
  };
}

function findRange(source: SourceLines, part: LazyPart, from: number): PartRange | undefined {
  const { contents } = source;
  const start = part.atStart ? startOfFile(contents, part) : findRun(contents, part.lines, false);
  const last = part.atEnd ? endOfFile(contents, part) : findRun(contents, [...part.lines].reverse(), true);
  if (start === undefined || last === undefined || start < from || last < start) return undefined;
  return { start, end: last + 1 };
}

// Without a placeholder before it, a part begins where the file does, and must show that it does.
function startOfFile(contents: readonly string[], { lines }: LazyPart): number | undefined {
  return isSame(lines[0], contents[0]) ? 0 : undefined;
}

function endOfFile(contents: readonly string[], { lines }: LazyPart): number | undefined {
  return isSame(lines.at(-1), contents.at(-1)) ? contents.length - 1 : undefined;
}

/** The line of the file at which a run begins, read down or up until it stands in one place only. */
function findRun(contents: readonly string[], run: readonly string[], up: boolean): number | undefined {
  const step = up ? -1 : 1;
  let places = contents.flatMap((_content, line) => (isSame(contents[line], run[0]) ? [line] : []));
  for (let at = 1; places.length > 1 && at < run.length; at++) {
    places = places.filter((line) => isSame(contents[line + at * step], run[at]));
  }
  return places.length === 1 ? places[0] : undefined;
}

function isSame(left: string | undefined, right: string | undefined): boolean {
  return left !== undefined && right !== undefined && left.trimEnd() === right.trimEnd();
}

/** What a part changes in its range; undefined where it drops more than a part would on purpose. */
function changesIn(
  source: SourceLines,
  { lines }: LazyPart,
  { start, end }: PartRange,
): TextSpan[] | undefined {
  const before = source.contents.slice(start, end).map((line) => line.trimEnd());
  const { regions } = diffLines(
    before,
    lines.map((line) => line.trimEnd()),
  );
  const drops = regions.some(({ beforeStart, beforeEnd, afterStart, afterEnd }) => {
    const removed = beforeEnd - beforeStart;
    return removed > MOST_DELETED && removed > 2 * (afterEnd - afterStart);
  });
  if (drops) return undefined;
  return regions.map(({ beforeStart, beforeEnd, afterStart, afterEnd }) => {
    const added = lines.slice(afterStart, afterEnd).map((text) => ({ text }));
    const change = { start: start + beforeStart, end: start + beforeEnd, lines: added, hunkIndex: 0 };
    return toSpan(source, { ...change, finalNewline: 'keep' });
  });
}
