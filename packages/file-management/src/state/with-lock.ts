import { fileErrors } from '../file-errors.ts';
import { untilAborted } from './concurrently.ts';
import { takeLock } from './folder-lock.ts';
import type { StateParts } from './state-folder.ts';
import type { WorkspaceContext } from './workspace-context.ts';

/**
 * Holds the lock of the workspace while acting. Callers of one workspace queue up in memory first, in the order
 * in which they came: only one of them at a time competes with other processes.
 */
export async function withLock<Result>(
  context: WorkspaceContext,
  parts: StateParts,
  signal: AbortSignal | undefined,
  act: () => Promise<Result>,
): Promise<Result> {
  const queuedAt = context.now();
  const deadline = AbortSignal.timeout(context.lockTimeoutMs);
  const place: { state: 'waiting' | 'acting' | 'gone' } = { state: 'waiting' };
  const queued = context.turns.take(async () => {
    if (place.state === 'gone') throw givenUp(context, signal, queuedAt);
    place.state = 'acting';
    await using _lock = await lock(context, parts, queuedAt, signal);
    // Without `await` the lock would be given back before the action is over.
    return await act();
  });
  // What has begun is waited for; it looks at the signal itself as long as it can still be cancelled.
  await untilAborted(queued, signal === undefined ? deadline : AbortSignal.any([signal, deadline])).catch(
    () => {
      if (place.state === 'waiting') place.state = 'gone';
    },
  );
  if (place.state === 'gone') throw givenUp(context, signal, queuedAt);
  return queued;
}

/** Why somebody leaves the queue: cancelled, or others of this process took too long. */
function givenUp(
  { processes, now }: WorkspaceContext,
  signal: AbortSignal | undefined,
  queuedAt: number,
): Error {
  if (signal?.aborted) return fileErrors.create('EC_FILE_CANCELLED', {}, { cause: signal.reason });
  const { pid, host } = processes.self();
  return fileErrors.create('EC_FILE_LOCKED', { pid, host, waitedMs: Math.round(now() - queuedAt) });
}

function lock(
  { processes, temporaryName, fraction, lockTimeoutMs: timeoutMs, now }: WorkspaceContext,
  parts: StateParts,
  queuedAt: number,
  signal: AbortSignal | undefined,
): Promise<AsyncDisposable> {
  const wait = { processes, temporaryName, fraction, timeoutMs, since: queuedAt, now: () => now() };
  return takeLock(parts.locks, { ...wait, ...(signal && { signal }) });
}
