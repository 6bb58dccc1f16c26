import type { RunResult } from '@enhanced-code/core';
import { documentOf } from '../document.ts';
import type { Json } from '../envelope.ts';

/** The result of a run for machines, with more fields where the command has them. */
export function runData(command: string, result: RunResult, more: object = {}): Json {
  const { runId, outcome, checked, verified, reviewed, diff, files, receipts, usage, steps, selection } =
    result;
  const context = selection?.entries.map(({ path, tier, tokens, reasons }) => ({
    path,
    tier,
    tokens,
    reasons,
  }));
  return documentOf(command, {
    runId,
    outcome,
    checked,
    verified,
    reviewed,
    diff,
    files,
    receipts,
    usage,
    steps,
    context,
    transactionId: result.transactionId,
    candidateHash: result.candidateHash,
    ...more,
  });
}
