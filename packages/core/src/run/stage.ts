import type { StageName } from '@enhanced-code/streaming';
import { Ending } from './ending.ts';
import type { RunContext } from './run-context.ts';

/** Runs one stage between its two events. What it throws ends the run, under the name of the stage. */
export async function stage<Value>(
  run: RunContext,
  name: StageName,
  work: () => Promise<Value>,
): Promise<Value> {
  const { clock } = run.parts;
  const startedAt = clock.now();
  await run.emit({ type: 'stage-start', stage: name });
  try {
    const value = await work();
    await run.emit({ type: 'stage-end', stage: name, status: 'done', durationMs: clock.now() - startedAt });
    return value;
  } catch (thrown) {
    const ending = run.control.signal.aborted
      ? Ending.aborted(run.control.signal.reason)
      : Ending.of(thrown, name);
    const reason = ending.error?.code ?? ending.outcome.kind;
    await run.emit({
      type: 'stage-end',
      stage: name,
      status: 'failed',
      reason,
      durationMs: clock.now() - startedAt,
    });
    throw ending;
  }
}
