import { diffLines } from '../../lines/diff-lines.ts';
import type { EditReceipt, EditRefusal, TextSpan } from '../edit-plan.ts';
import { type Reindent, sharedTabs } from '../locate/indentation.ts';
import { type SourceLines, toSourceLines } from '../locate/source-lines.ts';
import type { FileUnit, UnitOutcome } from './file-unit.ts';
import { findOverlap } from './overlap.ts';
import { planUnit } from './plan-unit.ts';
import { refuse } from './refuse.ts';
import { applySpans } from './text-spans.ts';

/** What edits do to a text, or why nothing is done to it. */
export type TextPlan =
  | {
      readonly text: string;
      readonly spans: readonly TextSpan[];
      readonly receipts: readonly EditReceipt[];
    }
  | { readonly refusals: readonly EditRefusal[] };

/** Rounds in which edits may build on each other. */
const ROUNDS = 6;

interface Round {
  readonly spans: TextSpan[];
  readonly receipts: EditReceipt[];
  readonly failed: { unit: FileUnit; refusal: EditRefusal }[];
  readonly tabs: Reindent[];
}

/**
 * Plans edits of one text. All of them are looked for in the text as it is. What is not there may stand in
 * the result of the others, since replies describe one step after another: those are looked for again.
 */
export function planText(text: string, units: readonly FileUnit[]): TextPlan {
  const first = planFirst(toSourceLines(text), units);
  const overlap = findOverlap(first.spans);
  if (overlap !== undefined) return { refusals: overlapRefusals(text, units, overlap) };
  let result = applySpans(text, first.spans);
  const receipts = [...first.receipts];
  let failed = first.failed;
  for (let round = 0; failed.length > 0 && round < ROUNDS; round++) {
    const next = retry(result, failed);
    if (next === undefined) return { refusals: first.failed.map(({ refusal }) => refusal) };
    result = applySpans(result, next.spans);
    receipts.push(...next.receipts.map(markAsLater));
    failed = next.failed;
  }
  if (failed.length > 0) return { refusals: failed.map(({ refusal }) => refusal) };
  return {
    text: result,
    spans: receipts.some(isLater) ? spansBetween(text, result) : first.spans,
    receipts,
  };
}

// What one edit proves of the way in which the reply writes tabs holds for the others too.
function planFirst(source: SourceLines, units: readonly FileUnit[]): Round {
  const round = planRound(source, units, undefined);
  const tabs = units.length < 2 ? undefined : sharedTabs(round.tabs);
  if (tabs === undefined) return round;
  return planRound(
    source,
    units.map((unit) => ({ ...unit, tabs })),
    undefined,
  );
}

function planRound(
  source: SourceLines,
  units: readonly FileUnit[],
  only: ReadonlySet<string> | undefined,
): Round {
  const round: Round = { spans: [], receipts: [], failed: [], tabs: [] };
  for (const unit of units) {
    for (const outcome of planUnit(source, unit)) {
      const hunkIndex = 'refusal' in outcome ? (outcome.refusal.hunkIndex ?? 0) : outcome.receipt.hunkIndex;
      if (only === undefined || only.has(partKey(unit, hunkIndex))) addTo(round, unit, outcome);
    }
  }
  round.spans.sort((left, right) => left.start - right.start || left.end - right.end);
  return round;
}

function addTo(round: Round, unit: FileUnit, outcome: UnitOutcome): void {
  if ('refusal' in outcome) round.failed.push({ unit, refusal: outcome.refusal });
  else {
    // One by one: a call takes no more arguments than the stack has room for.
    for (const span of outcome.spans)
      if (span.end > span.start || span.newText !== '') round.spans.push(span);
    round.receipts.push(outcome.receipt);
    if (outcome.tabs !== undefined) round.tabs.push(outcome.tabs);
  }
}

function partKey(unit: FileUnit, hunkIndex: number): string {
  return `${unit.place.editIndex}:${hunkIndex}`;
}

// Only lines that are not there can have been made by another edit, and hunks of one diff never are.
function retry(text: string, failed: Round['failed']): Round | undefined {
  const may = failed.every(
    ({ unit, refusal }) => unit.format !== 'unified-diff' && refusal.code === 'EC_EDIT_NO_MATCH',
  );
  if (!may) return undefined;
  const parts = new Set(failed.map(({ unit, refusal }) => partKey(unit, refusal.hunkIndex ?? 0)));
  const units = [...new Set(failed.map(({ unit }) => unit))];
  const round = planRound(toSourceLines(text), units, parts);
  return round.receipts.length === 0 || findOverlap(round.spans) !== undefined ? undefined : round;
}

function markAsLater(receipt: EditReceipt): EditReceipt {
  return { ...receipt, relaxations: [...receipt.relaxations, 'after-earlier-edit'] };
}

function isLater(receipt: EditReceipt): boolean {
  return receipt.relaxations.includes('after-earlier-edit');
}

function spansBetween(before: string, after: string): TextSpan[] {
  const diff = diffLines(before, after);
  const starts = offsets(diff.before);
  return diff.regions.map(({ beforeStart, beforeEnd, afterStart, afterEnd }) => ({
    start: starts[beforeStart] ?? before.length,
    end: starts[beforeEnd] ?? before.length,
    newText: diff.after.slice(afterStart, afterEnd).join(''),
  }));
}

function offsets(lines: readonly string[]): number[] {
  let at = 0;
  return lines.map((line) => {
    at += line.length;
    return at - line.length;
  });
}

function overlapRefusals(text: string, units: readonly FileUnit[], overlap: TextSpan): EditRefusal[] {
  const line = text.slice(0, overlap.start).split('\n').length;
  return units.slice(0, 1).map(({ place }) => refuse('EC_EDIT_OVERLAP', place, { positions: [line] }));
}
