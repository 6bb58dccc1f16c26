import type { InsertEdit } from '../edit-set.ts';
import { matchKey } from '../locate/match-key.ts';
import type { SourceLines } from '../locate/source-lines.ts';
import { type FileUnit, plainReceipt, type UnitOutcome } from './file-unit.ts';
import { textToLines } from './new-text.ts';
import { refuse } from './refuse.ts';
import { toSpan } from './text-spans.ts';

/**
 * Plans lines that go in next to another. The other line is quoted, or the hash of the file vouches for its
 * number; the beginning of a file needs neither.
 */
export function planInsert(source: SourceLines, unit: FileUnit<InsertEdit>): UnitOutcome[] {
  const after = placeOf(source, unit.edit);
  const reason = 'the file does not have that line';
  if (after === undefined) return [{ refusal: refuse('EC_EDIT_NO_MATCH', unit.place, { reason }) }];
  if (after.length > 1) {
    const positions = unit.edit.before === true ? after.map((line) => line + 1) : after;
    return [{ refusal: refuse('EC_EDIT_AMBIGUOUS', unit.place, { positions }) }];
  }
  const start = after[0] ?? 0;
  const lines = textToLines(unit.edit.text).map((text) => ({ text }));
  if (lines.length === 0) return [{ refusal: refuse('EC_EDIT_NO_CHANGE', unit.place) }];
  const span = toSpan(source, { start, end: start, lines, finalNewline: 'keep', hunkIndex: 0 });
  return [{ spans: [span], receipt: plainReceipt(unit, Math.max(start, 1)) }];
}

/** Lines after which the text may go, or undefined if there is none. */
function placeOf(source: SourceLines, { afterLine, anchor, before }: InsertEdit): number[] | undefined {
  if (anchor === undefined)
    return afterLine === undefined || afterLine > source.contents.length ? undefined : [afterLine];
  const found = linesLike(source, anchor);
  const agreeing = afterLine === undefined ? found : found.filter((line) => line + 1 === afterLine);
  return agreeing.length === 0 ? undefined : agreeing.map((line) => (before === true ? line : line + 1));
}

function linesLike(source: SourceLines, anchor: string): number[] {
  for (const level of ['exact', 'trailing-blanks', 'punctuation', 'indentation'] as const) {
    const key = matchKey(anchor.replace(/\r?\n$/, ''), level);
    const found = source.contents.flatMap((content, line) =>
      matchKey(content, level) === key ? [line] : [],
    );
    if (found.length > 0) return found;
  }
  return [];
}
