import { setImmediate as turn } from 'node:timers/promises';
import { createRateLimiter } from '../src/limits/rate-limiter.ts';
import { manualClock } from '../src/testing/index.ts';

/** How a server that bears so many calls per second is used. */
export interface RateServerRun {
  readonly clients: number;
  /** Calls per second that it bears, with as many saved up. */
  readonly perSecond: number;
  readonly seconds: number;
  /** Whether the clients share a limiter that finds the rate. */
  readonly adaptive: boolean;
}

/** What came of it, after a quarter of the time for finding the rate. */
export interface RateServerOutcome {
  /** Share of the calls that the server could bear and that were answered. */
  readonly goodput: number;
  /** Share of the calls that it refused. */
  readonly refused: number;
}

/** Time of a call in milliseconds. */
const CALL_MS = 200;
/** The simulation goes on by so many milliseconds at a time. */
const STEP_MS = 20;

/** Clients that call as fast as they may, against a server with a bucket of its own, on a simulated clock. */
export async function rateServer(run: RateServerRun): Promise<RateServerOutcome> {
  const clock = manualClock();
  const limiter = createRateLimiter(
    run.adaptive
      ? { adaptive: true, maxWaitMs: 1e9, clock }
      : { requestsPerMinute: run.clients * 600, maxWaitMs: 1e9, clock },
  );
  const warmUpMs = (run.seconds * 1000) / 4;
  const counts = { answered: 0, refused: 0 };
  let level = run.perSecond;
  let filledAt = 0;
  const serve = (): boolean => {
    level = Math.min(run.perSecond, level + ((clock.now() - filledAt) * run.perSecond) / 1000);
    filledAt = clock.now();
    if (level < 1) return false;
    level -= 1;
    return true;
  };
  const client = async (): Promise<void> => {
    while (clock.now() < run.seconds * 1000) {
      const permit = await limiter.acquire();
      const good = serve();
      await new Promise<void>((resolve) => clock.after(CALL_MS, resolve));
      permit.settle(good ? {} : { limited: true });
      if (clock.now() < warmUpMs) continue;
      counts[good ? 'answered' : 'refused'] += 1;
    }
  };
  const clients = Array.from({ length: run.clients }, client);
  for (let at = 0; at < run.seconds * 1000; at += STEP_MS) {
    await turn();
    clock.advance(STEP_MS);
  }
  void Promise.all(clients);
  const bearable = run.seconds * 0.75 * run.perSecond;
  const { answered, refused } = counts;
  return { goodput: answered / bearable, refused: refused / (answered + refused) };
}
