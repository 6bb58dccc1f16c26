import { diffLines } from '../../lines/diff-lines.ts';
import type { EditRefusal } from '../edit-plan.ts';
import type { WholeFileEdit } from '../edit-set.ts';
import type { SourceLines } from '../locate/source-lines.ts';
import { type FileUnit, plainReceipt, type UnitOutcome } from './file-unit.ts';
import { textToLines } from './new-text.ts';
import { findPlaceholder } from './placeholders.ts';
import { refuse } from './refuse.ts';
import { toSpan } from './text-spans.ts';

/** Lines that a file must have before dropping most of them looks like an accident. */
const SHRINK_FROM = 20;
/** The part of the lines that a whole file may not fall below. */
const SHRINK_TO = 0.3;

/** Plans the new content of an existing file as the difference to the old, so that equal lines stay as they are. */
export function planWhole(source: SourceLines, unit: FileUnit<WholeFileEdit>): UnitOutcome[] {
  const lines = textToLines(unit.edit.text);
  const refusal = guardWhole(source, unit, lines);
  if (refusal !== undefined) return [{ refusal }];
  const { regions } = diffLines(source.contents, lines);
  const spans = regions.map(({ beforeStart, beforeEnd, afterStart, afterEnd }) => {
    const added = lines.slice(afterStart, afterEnd).map((text) => ({ text }));
    return toSpan(source, {
      start: beforeStart,
      end: beforeEnd,
      lines: added,
      finalNewline: 'keep',
      hunkIndex: 0,
    });
  });
  return [{ spans, receipt: plainReceipt(unit, 0) }];
}

function guardWhole(source: SourceLines, unit: FileUnit, lines: readonly string[]): EditRefusal | undefined {
  const placeholder = findPlaceholder(lines, source.contents, unit.place.path);
  if (placeholder !== undefined)
    return refuse('EC_EDIT_PLACEHOLDER', unit.place, { positions: [placeholder + 1] });
  if (unit.options.allowShrinking === true) return undefined;
  const before = source.contents.filter((line) => line.trim() !== '').length;
  const after = lines.filter((line) => line.trim() !== '').length;
  if (after >= before * SHRINK_TO || (before < SHRINK_FROM && after > 0)) return undefined;
  return refuse('EC_EDIT_SHRINKS', unit.place, { reason: `${after} of ${before} lines would be left` });
}
