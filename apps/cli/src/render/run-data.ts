import type { RunResult } from '@enhanced-code/core';
import type { Json } from '../envelope.ts';

/** The result of a run for machines. */
export function runData(result: RunResult): Json {
  const { runId, outcome, checked, verified, reviewed, diff, files, receipts, usage, steps, selection } =
    result;
  const context = selection?.entries.map(({ path, tier, tokens, reasons }) => ({
    path,
    tier,
    tokens,
    reasons,
  }));
  // Through JSON once: the envelope takes nothing that would not survive it.
  return JSON.parse(
    JSON.stringify({
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
    }),
  ) as Json;
}
