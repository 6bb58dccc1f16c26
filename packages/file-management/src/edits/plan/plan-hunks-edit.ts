import type { EditReceipt } from '../edit-plan.ts';
import type { HunksEdit } from '../edit-set.ts';
import { provenTabs } from '../locate/indentation.ts';
import type { SourceLines } from '../locate/source-lines.ts';
import type { FileUnit, UnitOutcome } from './file-unit.ts';
import type { PlacedHunk } from './place-hunk.ts';
import { type HunkOutcome, numberHunks, planHunks } from './plan-hunks.ts';

/** Plans the hunks of an edit against one text. */
export function planHunksEdit(source: SourceLines, unit: FileUnit<HunksEdit>): UnitOutcome[] {
  return toOutcomes(unit, planHunks(source, numberHunks(unit.edit.hunks, unit.place), unit.tabs));
}

/** Adds receipts to what the hunks of an edit do. */
export function toOutcomes(unit: FileUnit, outcomes: readonly HunkOutcome[]): UnitOutcome[] {
  return outcomes.map((outcome) => {
    if ('refusal' in outcome) return { refusal: outcome.refusal };
    const tabs = provenTabs(outcome.placed.reindent);
    return { spans: outcome.spans, receipt: receiptFor(unit, outcome.placed), ...(tabs && { tabs }) };
  });
}

function receiptFor({ format, place }: FileUnit, placed: PlacedHunk): EditReceipt {
  const { hunk, hunkIndex, start, level, relaxations, hints } = placed;
  const base = { format, ...place, hunkIndex, level, relaxations, hints, line: start + 1 };
  return hunk.hint.line === undefined ? base : { ...base, linesMoved: Math.abs(start + 1 - hunk.hint.line) };
}
