import type { RunResult } from '@enhanced-code/core';
import type { Verdict } from '@enhanced-code/streaming';
import type { Paint } from '../color.ts';
import { diffText } from './diff.ts';
import { tableText } from './table.ts';
import { terminalSafe } from './terminal-safe.ts';

/** The files that the model saw, with what they cost and why they were chosen. */
export function contextText({ selection }: Pick<RunResult, 'selection'>, paint: Paint): string {
  if (!selection || selection.entries.length === 0) return '';
  const rows = selection.entries.map(({ path, tier, tokens, reasons }) => [
    terminalSafe(path),
    tier,
    String(tokens),
    reasons
      .slice(0, 3)
      .map(({ signal, detail }) => (detail ? `${signal}: ${detail}` : signal))
      .join('; '),
  ]);
  const { usedTokens, budgetTokens } = selection;
  const title = paint.bold(
    `Context: ${selection.entries.length} files, ${usedTokens} of ${budgetTokens} tokens`,
  );
  return `${title}\n${tableText([['file', 'tier', 'tokens', 'why'], ...rows], [2])}\n`;
}

/** One line for every edit: where it landed and what had to be relaxed to find the place. */
export function receiptsText({ receipts }: Pick<RunResult, 'receipts'>, paint: Paint): string {
  if (receipts.length === 0) return '';
  const rows = receipts.map((receipt) => [
    terminalSafe(receipt.path),
    placeOf(receipt),
    receipt.level,
    relaxationsOf(receipt),
  ]);
  return `${paint.bold('Edits')}\n${tableText([['file', 'place', 'matched', 'relaxed'], ...rows])}\n`;
}

function placeOf({ line }: RunResult['receipts'][number]): string {
  return line > 0 ? `line ${line}` : 'whole file';
}

function relaxationsOf({ relaxations, hints }: RunResult['receipts'][number]): string {
  const all = [...relaxations, ...hints.map((hint) => `chosen by ${hint}`)];
  return all.length > 0 ? all.join(', ') : 'nothing else';
}

/** Tokens, steps and what was looked at. */
export function summaryText(result: RunResult, paint: Paint): string {
  const { usage, steps, checked, verified, reviewed } = result;
  const tokens = `${usage.inputTokens} in, ${usage.outputTokens} out (${usage.source})`;
  return `${paint.bold('Usage')}\n${tableText([
    ['tokens', tokens],
    ['steps', String(steps)],
    ['checked', verdictText(checked)],
    ['verified', verdictText(verified)],
    ['reviewed', verdictText(reviewed)],
  ])}\n`;
}

function verdictText(verdict: Verdict): string {
  return verdict.status === 'skipped' ? `skipped: ${verdict.reason}` : verdict.status;
}

/** The whole result of a run that has a change, in the order in which a person reads it. */
export function runText(result: RunResult, paint: Paint): string {
  const parts = [
    contextText(result, paint),
    result.diff === '' ? '' : diffText(result.diff, paint),
    receiptsText(result, paint),
    summaryText(result, paint),
  ];
  return parts.filter((part) => part !== '').join('\n');
}
