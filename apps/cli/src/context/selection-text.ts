import type { ContextEntry, ContextSelection } from '@enhanced-code/context';
import type { Paint } from '../color.ts';
import { plural } from '../render/plural.ts';
import { contextText } from '../render/run-text.ts';
import { tableText } from '../render/table.ts';
import { terminalSafe } from '../render/terminal-safe.ts';

/** Files that were left out and are named to a person. */
const SHOWN_LEFT_OUT = 20;

/** A selection for a person: a table, and with `why` every reason and what was left out. */
export function selectionText(selection: ContextSelection, why: boolean, paint: Paint): string {
  if (selection.entries.length === 0) return `No file matches.\n${why ? leftOutText(selection, paint) : ''}`;
  const table = contextText({ selection }, paint);
  if (!why) return table;
  const chosen = selection.entries.map((entry) => entryText(entry, paint)).join('\n');
  return `${table}\n${chosen}\n${leftOutText(selection, paint)}`;
}

function entryText({ path, tier, passages, tokens, score, reasons }: ContextEntry, paint: Paint): string {
  const lines = passages.map(({ startLine, endLine }) => `${startLine}-${endLine}`).join(', ');
  const shown = tier === 'whole' || lines === '' ? tier : `${tier} ${lines}`;
  const head = `${paint.bold(terminalSafe(path))}: ${shown}, ${plural(tokens, 'token')}, score ${score.toFixed(3)}`;
  const rows = reasons.map((reason) => [
    `  ${reason.score.toFixed(3)}`,
    reason.signal,
    terminalSafe(reason.detail),
  ]);
  return rows.length === 0 ? head : `${head}\n${tableText(rows)}`;
}

function leftOutText({ leftOut }: ContextSelection, paint: Paint): string {
  if (leftOut.length === 0) return '';
  const rows = leftOut
    .slice(0, SHOWN_LEFT_OUT)
    .map(({ path, reason, score }) => [terminalSafe(path), reason, score.toFixed(3)]);
  const more = leftOut.length > SHOWN_LEFT_OUT ? `… and ${leftOut.length - SHOWN_LEFT_OUT} more.\n` : '';
  return `\n${paint.bold('Left out')}\n${tableText(rows)}\n${more}`;
}
