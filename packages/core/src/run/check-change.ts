import type { CheckOutcome } from '../stages/stages.ts';
import type { RunContext } from './run-context.ts';
import { stage } from './stage.ts';

/** Checks the net change of the transaction and says so in the log. */
export async function checkChange(run: RunContext): Promise<CheckOutcome> {
  const candidateHash = await run.transaction.candidateHash();
  const { transaction, control } = run;
  const outcome = await stage(run, 'check', () =>
    run.parts.stages.check({ transaction, candidateHash, signal: control.signal }),
  );
  run.progress.checked = outcome.verdict;
  await run.emit({ type: 'check-result', status: statusOf(outcome), added: outcome.findings, candidateHash });
  return outcome;
}

function statusOf({ verdict }: CheckOutcome): 'ok' | 'errors' | 'unknown' {
  if (verdict.status === 'skipped') return 'unknown';
  return verdict.status === 'passed' ? 'ok' : 'errors';
}
