import type { ContextWarning } from '../entry.ts';
import { throwIfAborted } from '../errors.ts';
import type { StageCall } from './stages.ts';

const DEFAULT_TIMEOUT_MS = 10_000;

/** What running a stage needs. */
export interface StageRun {
  /** Name of the stage. */
  readonly name: string;
  /** Milliseconds that it may take. */
  readonly timeoutMs: number | undefined;
  /** The caller's signal. */
  readonly signal: AbortSignal | undefined;
  /** Where a failure is told. */
  readonly warnings: ContextWarning[];
}

function whenAborted(signal: AbortSignal): Promise<undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  if (signal.aborted) resolve(undefined);
  else signal.addEventListener('abort', () => resolve(undefined), { once: true });
  return promise;
}

/** Answer of an optional stage, or `undefined` with a warning when it fails or takes too long. */
export async function runStage<Answer>(
  { name, timeoutMs = DEFAULT_TIMEOUT_MS, signal: outer, warnings }: StageRun,
  work: (call: StageCall) => Promise<Answer>,
): Promise<Answer | undefined> {
  throwIfAborted(outer);
  const limit = AbortSignal.timeout(timeoutMs);
  const signal = outer === undefined ? limit : AbortSignal.any([outer, limit]);
  try {
    const answer = await Promise.race([work({ signal }), whenAborted(signal)]);
    throwIfAborted(outer);
    if (answer !== undefined) return answer;
    warnings.push({ kind: 'stage-failed', detail: `The stage ${name} took longer than ${timeoutMs} ms.` });
  } catch {
    throwIfAborted(outer);
    warnings.push({ kind: 'stage-failed', detail: `The stage ${name} failed.` });
  }
  return undefined;
}
