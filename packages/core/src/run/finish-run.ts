import { fileErrors } from '@enhanced-code/file-management';
import type { RunOutcome } from '@enhanced-code/streaming';
import { coreErrors } from '../core-errors.ts';
import type { ReviewOutcome } from '../stages/stages.ts';
import { checkChange } from './check-change.ts';
import { describeChange } from './describe-change.ts';
import { Ending } from './ending.ts';
import type { RunContext } from './run-context.ts';
import { stage } from './stage.ts';

/** How often a change that was merged with somebody else's is taken through its checks again. */
const MOST_ROUNDS = 3;

/** Takes a checked change through verification and review to its commit. Throws an `Ending` where it stops before. */
export async function finishRun(run: RunContext): Promise<RunOutcome> {
  for (let round = 1; ; round++) {
    const candidateHash = await proposeChange(run);
    if (candidateHash === undefined) return { kind: 'finished', result: 'nothing-to-do' };
    if (round > 1) await checkAgain(run);
    await verifyChange(run, candidateHash);
    if (run.options.dryRun) return { kind: 'finished', result: 'dry-run' };
    const accepted = await reviewChange(run, candidateHash);
    const outcome = await commitChange(run, accepted, round);
    if (outcome) return outcome;
  }
}

/** Puts the change into the log and returns its hash; nothing when there is no change. */
async function proposeChange(run: RunContext): Promise<string | undefined> {
  const { diff, files, committed } = await describeChange(run.transaction);
  Object.assign(run.progress, { diff, files, hashes: committed });
  if (files.length === 0) return undefined;
  const candidateHash = await run.transaction.candidateHash();
  run.progress.candidateHash = candidateHash;
  await run.emit({ type: 'change', candidateHash, files, patch: diff });
  return candidateHash;
}

/** Checks a change that is not the one that the steps ended with: merged, or only partly accepted. */
async function checkAgain(run: RunContext): Promise<void> {
  const { findings } = await checkChange(run);
  const [first] = findings;
  if (!first) return;
  const details = {
    findings: findings.length,
    path: first.path,
    line: first.line + 1,
    steps: run.progress.steps,
  };
  throw new Ending({ kind: 'refused', by: 'policy' }, coreErrors.create('EC_CORE_CHECK_FAILED', details));
}

async function verifyChange(run: RunContext, candidateHash: string): Promise<void> {
  const { transaction, control } = run;
  const verdict = await stage(run, 'verify', () =>
    run.parts.stages.verify({ transaction, candidateHash, signal: control.signal }),
  );
  run.progress.verified = verdict;
  if (verdict.status !== 'failed') return;
  throw new Ending({ kind: 'refused', by: 'policy' }, coreErrors.create('EC_CORE_VERIFY_FAILED', {}));
}

/** What review left of the change: its hash and how much of the proposal it is. */
interface Accepted {
  readonly candidateHash: string;
  readonly result: 'committed' | 'partly-accepted';
}

async function reviewChange(run: RunContext, candidateHash: string): Promise<Accepted> {
  const { transaction, control, progress } = run;
  const { diff, files, checked, verified } = progress;
  const review = await stage(run, 'review', () =>
    run.parts.stages.review({
      transaction,
      candidateHash,
      signal: control.signal,
      diff,
      files,
      checked,
      verified,
      ask: (reason) => askForDecision(run, candidateHash, reason),
    }),
  );
  const { decision, by = 'policy', reason } = review;
  progress.reviewed = review.verdict ?? { status: decision === 'rejected' ? 'failed' : 'passed' };
  await run.emit({ type: 'review-decision', candidateHash, decision, by, ...(reason ? { reason } : {}) });
  if (decision === 'approved') return { candidateHash, result: 'committed' };
  if (decision === 'rejected') throw rejection(review);
  return keepAccepted(run, review);
}

async function askForDecision(
  run: RunContext,
  candidateHash: string,
  reason: string,
): Promise<ReviewOutcome> {
  // Whoever sees the event may decide at once, so the wait begins before it is sent.
  const decision = run.control.waitForDecision(candidateHash);
  decision.catch(() => {});
  await run.emit({ type: 'review-requested', candidateHash, reason });
  return decision;
}

function rejection({ reason, by = 'policy' }: ReviewOutcome): Ending {
  const error = coreErrors.create('EC_CORE_REVIEW_REJECTED', reason === undefined ? {} : { reason });
  return new Ending({ kind: 'refused', by: by === 'person' ? 'reviewer' : 'policy' }, error);
}

/** Drops the blocks that were not accepted. What is left is a new change, so it is checked and verified again. */
async function keepAccepted(run: RunContext, review: ReviewOutcome): Promise<Accepted> {
  await run.transaction.acceptBlocks(review.accepted ?? []);
  const candidateHash = await proposeChange(run);
  if (candidateHash === undefined) throw rejection({ reason: 'no block was accepted', ...review });
  await checkAgain(run);
  await verifyChange(run, candidateHash);
  return { candidateHash, result: 'partly-accepted' };
}

/** Commits; nothing is returned when the files had to be merged first, which makes it another change. */
async function commitChange(
  run: RunContext,
  accepted: Accepted,
  round: number,
): Promise<RunOutcome | undefined> {
  const { transaction, control, options, progress, parts } = run;
  const { candidateHash, result } = accepted;
  const approvedPaths = options.approvedPaths ?? [];
  const files = progress.hashes;
  try {
    await stage(run, 'commit', async () => {
      await run.emit({ type: 'commit-intent', transactionId: transaction.id, candidateHash, files });
      await parts.stages.commit({ transaction, candidateHash, signal: control.signal, approvedPaths });
      progress.committed = result;
      await run.emit({ type: 'commit-done', transactionId: transaction.id, candidateHash });
    });
  } catch (thrown) {
    const error = thrown instanceof Ending ? thrown.error : thrown;
    if (round < MOST_ROUNDS && fileErrors.is(error, 'EC_FILE_CANDIDATE_CHANGED')) return undefined;
    throw thrown;
  }
  return { kind: 'finished', result };
}
