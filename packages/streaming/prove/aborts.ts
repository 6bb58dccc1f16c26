import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeSse, fileEventLog } from '../src/index.ts';
import { sampleStart } from '../src/testing/index.ts';

/** What was left behind by streams that were given up. */
export interface AbortFigures {
  readonly streams: number;
  /** Timers that are still running. */
  readonly timers: number;
  /** Listeners that are still on the signal of the caller. */
  readonly listeners: number;
  readonly unhandled: number;
}

/** Opens streams of a run that is silent, and gives each up in one of four ways: before, at or after its first event. */
export async function proveAborts(streams: number): Promise<AbortFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'prove-aborts-'));
  const timers = new Set<object>();
  let listeners = 0;
  let unhandled = 0;
  const onUnhandled = () => {
    unhandled += 1;
  };
  process.on('unhandledRejection', onUnhandled);
  try {
    await using log = fileEventLog(folder, { clock: countingClock(timers) });
    await log.append('r', [sampleStart()]);
    for (let stream = 0; stream < streams; stream += 1) {
      const controller = new AbortController();
      const { signal } = controller;
      const bytes = encodeSse(log.read('r', { signal }), { signal, clock: countingClock(timers) });
      await giveUp(bytes, controller, stream % 4);
      listeners += getEventListeners(signal, 'abort').length;
    }
    await new Promise(setImmediate);
    return { streams, timers: timers.size, listeners, unhandled };
  } finally {
    process.off('unhandledRejection', onUnhandled);
    await rm(folder, { recursive: true });
  }
}

async function giveUp(bytes: AsyncGenerator<Uint8Array>, controller: AbortController, way: number) {
  if (way === 0) controller.abort();
  await bytes.next();
  if (way === 1) controller.abort();
  await bytes.next();
  if (way === 2) return void (await bytes.return(undefined));
  const waiting = bytes.next();
  controller.abort();
  assert.equal((await waiting).done, true);
}

/** The clock of the machine, with the timers that are running in a set. */
function countingClock(timers: Set<object>) {
  return {
    now: () => Date.now(),
    after(ms: number, callback: () => void) {
      const timer = setTimeout(() => {
        timers.delete(timer);
        callback();
      }, ms);
      timers.add(timer);
      return () => {
        clearTimeout(timer);
        timers.delete(timer);
      };
    },
  };
}
