import type { EditRefusal, TextSpan } from '../edit-plan.ts';
import type { LineRangeEdit, RangeChange, RangesEdit } from '../edit-set.ts';
import { contentEndOf, type SourceLines, startOf } from '../locate/source-lines.ts';
import { type FileUnit, plainReceipt, type UnitOutcome } from './file-unit.ts';
import { textToLines } from './new-text.ts';
import { refuse } from './refuse.ts';
import { toSpan } from './text-spans.ts';

/** Plans lines that are replaced by number. The hash of the file was checked before. */
export function planLineRange(source: SourceLines, unit: FileUnit<LineRangeEdit>): UnitOutcome[] {
  const { startLine, endLine, text } = unit.edit;
  const valid = startLine >= 1 && endLine >= startLine - 1 && endLine <= source.contents.length;
  if (!valid)
    return [{ refusal: outside(unit, `lines ${startLine} to ${endLine} of ${source.contents.length}`) }];
  const lines = textToLines(text).map((line) => ({ text: line }));
  const span = toSpan(source, {
    start: startLine - 1,
    end: endLine,
    lines,
    finalNewline: 'keep',
    hunkIndex: 0,
  });
  return [{ spans: [span], receipt: plainReceipt(unit, startLine) }];
}

/** Plans ranges of characters. The hash of the file was checked before. */
export function planRanges(source: SourceLines, unit: FileUnit<RangesEdit>): UnitOutcome[] {
  const spans: TextSpan[] = [];
  for (const [at, change] of unit.edit.changes.entries()) {
    const span = toTextSpan(source, change);
    if (span === undefined)
      return [{ refusal: outside(unit, `change ${at} names a place that the file does not have`) }];
    spans.push(span);
  }
  return [{ spans, receipt: plainReceipt(unit, (unit.edit.changes[0]?.startLine ?? 0) + 1) }];
}

function toTextSpan(source: SourceLines, change: RangeChange): TextSpan | undefined {
  const start = offsetAt(source, change.startLine, change.startCharacter);
  const end = offsetAt(source, change.endLine, change.endCharacter);
  return start === undefined || end === undefined || end < start
    ? undefined
    : { start, end, newText: change.newText };
}

// The protocol puts a character behind the end of its line at that end, and allows the line after the last.
function offsetAt(source: SourceLines, line: number, character: number): number | undefined {
  const lines = source.contents.length;
  const unfinished = lines > 0 && contentEndOf(source, lines - 1) === source.text.length;
  if (line < 0 || character < 0 || line > lines || (line === lines && unfinished)) return undefined;
  return Math.min(startOf(source, line) + character, contentEndOf(source, line));
}

function outside(unit: FileUnit, reason: string): EditRefusal {
  return refuse('EC_EDIT_NO_MATCH', unit.place, { reason });
}
