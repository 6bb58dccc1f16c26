// What a policy adds to a call that succeeds at once, against cockatiel's own policy in the same run. Rounds
// alternate and the time of the processor counts, so that a busy machine slows both alike.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import {
  createBulkhead,
  createCircuitBreaker,
  createDeadlinePolicy,
  createFallback,
  createRetry,
} from '../../packages/errors/src/recovery/index.ts';

// The very copy that our policies stand on.
const require = createRequire(new URL('../../packages/errors/package.json', import.meta.url));
const cockatiel: typeof import('cockatiel') = await import(pathToFileURL(require.resolve('cockatiel')).href);
const { bulkhead, circuitBreaker, ConsecutiveBreaker, fallback, handleAll, retry, wrap } = cockatiel;
const { timeout, TimeoutStrategy } = cockatiel;

const CALLS = 30_000;
const ROUNDS = 11;
const action = () => 7;

type Run = () => Promise<unknown>;
const breaker = createCircuitBreaker();
const theirBreaker = () =>
  circuitBreaker(handleAll, { halfOpenAfter: 1_000, breaker: new ConsecutiveBreaker(5) });

function pair(
  ours: { execute(fn: () => number): Promise<unknown> },
  theirs: { execute(fn: () => number): Promise<unknown> },
): [Run, Run] {
  return [() => ours.execute(action), () => theirs.execute(action)];
}

const contenders: Record<string, [ours: Run, theirs: Run]> = {
  retry: pair(createRetry(), retry(handleAll, { maxAttempts: 2 })),
  'circuit breaker': pair(breaker.policy('a'), theirBreaker()),
  bulkhead: pair(createBulkhead({ limit: 1_000 }), bulkhead(1_000)),
  deadlines: pair(createDeadlinePolicy({ totalMs: 10_000 }), timeout(10_000, TimeoutStrategy.Aggressive)),
  fallback: pair(createFallback({ targets: [1, 2] }), fallback(handleAll, 1)),
  'retry + breaker': pair(
    wrap(createRetry(), breaker.policy('b')),
    wrap(retry(handleAll, { maxAttempts: 2 }), theirBreaker()),
  ),
};

async function time(run: Run): Promise<number> {
  const start = process.cpuUsage();
  for (let call = 0; call < CALLS; call++) await run();
  const { user, system } = process.cpuUsage(start);
  return ((user + system) * 1_000) / CALLS;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

for (const [name, [ours, theirs]] of Object.entries(contenders)) {
  const rounds: { own: number; other: number }[] = [];
  for (let round = -2; round < ROUNDS; round++) {
    const sample = { own: await time(ours), other: await time(theirs) };
    if (round >= 0) rounds.push(sample);
  }
  const own = median(rounds.map((round) => round.own)).toFixed(0);
  const other = median(rounds.map((round) => round.other)).toFixed(0);
  const ratio = median(rounds.map((round) => round.own / round.other)).toFixed(2);
  process.stdout.write(
    `${name.padEnd(18)} ${own.padStart(6)} ns  cockatiel alone ${other.padStart(6)} ns  ${ratio} x\n`,
  );
}

const decisions = 1_000_000;
const start = process.cpuUsage();
for (let call = 0; call < decisions; call++) {
  const decision = breaker.tryAcquire('c');
  if (decision.allowed) decision.permit.settle('success');
}
const each = (process.cpuUsage(start).user * 1_000) / decisions;
process.stdout.write(`tryAcquire and settle as a plain decision: ${each.toFixed(0)} ns\n`);
