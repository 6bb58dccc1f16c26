import { diffLines } from '../../lines/diff-lines.ts';
import type { TextSpan } from '../edit-plan.ts';
import type { LazyEdit } from '../edit-set.ts';
import type { SourceLines } from '../locate/source-lines.ts';
import { importsAsInFile } from './extended-imports.ts';
import { type FileUnit, plainReceipt, type UnitOutcome } from './file-unit.ts';
import { asLastMember, findAppended } from './lazy-append.ts';
import { LazyFile } from './lazy-file.ts';
import { cutAtPlaceholders, type LazyPart } from './lazy-parts.ts';
import { findPartRange, type PartRange } from './lazy-range.ts';
import { textToLines } from './new-text.ts';
import { refuse } from './refuse.ts';
import { toSpan } from './text-spans.ts';

/** Lines that may go without another in their place, between two lines that are shown. */
const MOST_DELETED = 12;

/**
 * Plans a file that is written with placeholders. Every part between two of them must begin and end with
 * lines of the file that say where it belongs; a part that does not is refused, since only a parser of the
 * language could know its place.
 */
export function planLazy(source: SourceLines, unit: FileUnit<LazyEdit>): UnitOutcome[] {
  const parts = cutAtPlaceholders(textToLines(unit.edit.text), source.contents);
  const file = new LazyFile(source.contents);
  const spans: TextSpan[] = [];
  let from = 0;
  for (const [at, part] of parts.entries()) {
    const told = { ...part, lines: importsAsInFile(part.lines, source.contents) };
    const range = findPartRange(file, told, from);
    const last = part.atEnd ? part : asLastMember(file, parts.slice(0, at), part, parts[at + 1]);
    const appended = range === undefined && last !== undefined ? findAppended(file, last) : undefined;
    if (last !== undefined && appended !== undefined && appended.start >= from) {
      spans.push(append(source, last, appended.start));
      break;
    }
    if (range === undefined) return [refuseAt(unit, part, 'a part shows no line that says where it belongs')];
    const changes = changesIn(source, part, range);
    if (changes === undefined) return [refuseAt(unit, part, 'lines are left out without a placeholder')];
    for (const span of changes) spans.push(span);
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

// What closes the file is part of the file and of the part; a blank line sets the new code off as in the reply.
function append(source: SourceLines, { lines, afterBlank }: LazyPart, start: number): TextSpan {
  const added = lines.slice(0, lines.length - (source.contents.length - start));
  const before = source.contents[start - 1] ?? '';
  const apart = afterBlank && before.trim() !== '' && !/[{([:]\s*$/.test(before) ? [''] : [];
  const texts = [...apart, ...added].map((text) => ({ text }));
  return toSpan(source, { start, end: start, lines: texts, finalNewline: 'keep', hunkIndex: 0 });
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
