import { toJSON } from '@enhanced-code/errors';
import type { Transaction } from '@enhanced-code/file-management';
import { type EventLog, openRunWriter, type RunWriter } from '@enhanced-code/streaming';
import { coreErrors } from '../core-errors.ts';
import type { EngineParts } from '../engine-parts.ts';
import { assertReadable } from './assert-readable.ts';
import { Ending } from './ending.ts';
import { finishRun } from './finish-run.ts';
import { initialProgress, type RunContext } from './run-context.ts';
import type { RunControl } from './run-control.ts';
import { defaultLimits, type RunOptions } from './run-options.ts';
import type { RunResult } from './run-result.ts';
import { takeSteps } from './take-steps.ts';

/**
 * Runs from the first event to the last. Never rejects: whatever happens becomes the result. Says when the log
 * of the run can be read.
 */
export async function executeRun(
  starting: Promise<EngineParts>,
  runId: string,
  options: RunOptions,
  control: RunControl,
  opened: (log: EventLog) => void,
): Promise<RunResult> {
  try {
    const parts = await starting;
    const writer = await openRunWriter(parts.log, runId, { clock: parts.clock });
    opened(parts.log);
    const transaction = await parts.workspace.begin();
    const limits = { ...defaultLimits, ...parts.limits, ...options.limits };
    const emit: RunContext['emit'] = (draft) => writer.emit(draft);
    const run = { runId, options, limits, parts, control, transaction, emit, progress: initialProgress() };
    return await conclude(run, writer, await reachEnding(run));
  } catch (thrown) {
    return createResult(runId, initialProgress(), Ending.of(thrown, 'start'));
  }
}

async function reachEnding(run: RunContext): Promise<Ending> {
  const disarm = limitDuration(run);
  try {
    await announce(run);
    await takeSteps(run);
    disarm(); // From here on a person may take as long as they like.
    return new Ending(await finishRun(run));
  } catch (thrown) {
    const ending = run.control.signal.aborted
      ? Ending.aborted(run.control.signal.reason)
      : Ending.of(thrown, 'run');
    const { committed } = run.progress;
    return committed ? new Ending({ kind: 'finished', result: committed }, ending.error) : ending;
  } finally {
    disarm();
  }
}

async function announce(run: RunContext): Promise<void> {
  const { parts, options, transaction, control } = run;
  const { instruction, paths = [], dryRun = false, labels = {} } = options;
  await run.emit({
    type: 'run-start',
    instruction,
    model: { provider: parts.model.provider, modelId: parts.model.modelId },
    workspace: parts.workspaceName,
    options: { ...labels, dryRun, paths: [...paths], format: parts.format, transactionId: transaction.id },
  });
  if (instruction.trim() === '') throw coreErrors.create('EC_CORE_INSTRUCTION_EMPTY', {});
  for (const path of paths) await assertReadable(transaction, path);
  control.signal.throwIfAborted();
}

function limitDuration({ limits, control, parts, transaction }: RunContext): () => void {
  const details = {
    limit: 'maxDurationMs',
    value: limits.maxDurationMs,
    transactionId: transaction.id,
  } as const;
  return parts.clock.after(limits.maxDurationMs, () =>
    control.abortWith(coreErrors.create('EC_CORE_LIMIT_REACHED', details)),
  );
}

async function conclude(run: RunContext, writer: RunWriter, ending: Ending): Promise<RunResult> {
  const kept = await settleTransaction(run.transaction, ending);
  const result = createResult(run.runId, run.progress, ending, kept ? run.transaction.id : undefined);
  const { outcome, checked, verified, reviewed, usage, transactionId, error } = result;
  try {
    await run.emit({
      type: 'run-end',
      outcome,
      checked,
      verified,
      reviewed,
      usage,
      ...(transactionId === undefined ? {} : { transactionId }),
      ...(error === undefined ? {} : { error: toJSON(error) }),
    });
    await writer.flush();
    return result;
  } catch (thrown) {
    // What happened to the files stays true; that it could not be logged is said beside it.
    const unlogged = Ending.of(thrown, 'log').error;
    return unlogged ? { error: unlogged, ...result } : result;
  }
}

/** Whether the transaction is still of use: committed, or kept open because a limit was reached. */
async function settleTransaction(transaction: Transaction, { outcome, error }: Ending): Promise<boolean> {
  const written = outcome.kind === 'finished' && ['committed', 'partly-accepted'].includes(outcome.result);
  if (written) return true;
  // An unsettled commit is the journal's: it needs the transaction to finish it or to take it back.
  if (coreErrors.is(error, 'EC_CORE_LIMIT_REACHED') || error?.code === 'EC_FILE_COMMIT_UNFINISHED')
    return true;
  await transaction.discard();
  return false;
}

function createResult(
  runId: string,
  progress: RunContext['progress'],
  { outcome, error }: Ending,
  transactionId?: string,
): RunResult {
  const { steps, usage, text, receipts, refusals, diff, files, checked, verified, reviewed } = progress;
  const { selection, candidateHash } = progress;
  return {
    runId,
    outcome,
    checked,
    verified,
    reviewed,
    text,
    diff,
    files,
    receipts,
    refusals,
    usage,
    steps,
    ...(selection ? { selection } : {}),
    ...(candidateHash === undefined ? {} : { candidateHash }),
    ...(transactionId === undefined ? {} : { transactionId }),
    ...(error === undefined ? {} : { error }),
  };
}
