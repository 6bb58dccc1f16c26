// Interrupts commits, undos and recoveries at every driver call in every way and prints what is left.
import { type CrashPoint, changeOfMany, countCalls, interrupt } from '../src/testing/crash-lab.ts';
import type { Fault } from '../src/testing/fault-driver.ts';

const KILLS: readonly Fault[] = ['crash-before', 'crash-after', 'crash-torn'];
const ERRORS: readonly Fault[] = ['EIO', 'ENOSPC', 'EACCES', 'EROFS', 'EMFILE'].map((error) => ({ error }));
const sizes = process.argv.slice(2).map(Number).filter(Boolean);
let failures = 0;

function seeded(seed: number): () => boolean {
  let state = seed >>> 0 || 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state > 0x7fffffff;
  };
}

async function prove(label: string, size: number, points: Iterable<CrashPoint>): Promise<void> {
  const counts = { old: 0, new: 0, wrong: 0 };
  const scenario = changeOfMany(size);
  for (const point of points) {
    const outcome = await interrupt(scenario, point).catch((error: unknown) => ({
      state: 'wrong' as const,
      wrong: `thrown: ${String((error as Error).stack)}`,
    }));
    counts[outcome.state]++;
    if (outcome.state === 'wrong' && failures++ < 10) {
      process.stdout.write(`  WRONG at ${JSON.stringify(point)}: ${outcome.wrong}\n`);
    }
  }
  const total = counts.old + counts.new + counts.wrong;
  const cells = [label.padEnd(34), `${size}`.padStart(5), `${total}`.padStart(8)];
  process.stdout.write(
    `${[...cells, ...[counts.old, counts.new, counts.wrong].map((n) => `${n}`.padStart(8))].join(' ')}\n`,
  );
}

/** Every call with every fault; for large changes the faults take turns over the calls. */
function* everywhere(
  target: CrashPoint['target'],
  calls: number,
  faults: readonly Fault[],
  size: number,
): Generator<CrashPoint> {
  for (let call = 0; call < calls; call++) {
    const chosen = size > 10 ? faults.slice(call % faults.length).slice(0, 1) : faults;
    for (const fault of chosen) yield { target, call, fault };
  }
}

function* withPower(target: CrashPoint['target'], calls: number, size: number): Generator<CrashPoint> {
  const fault = 'crash-after';
  for (let call = 0; call < calls; call++) {
    if (size <= 10) yield { target, call, fault, power: 'keep' };
    if (size <= 10 || call % 2 === 0) yield { target, call, fault, power: 'drop' };
    for (let coin = 0; coin < (size > 10 ? call % 2 : 20); coin++) {
      yield { target, call, fault, power: seeded(call * 97 + coin + 1) };
    }
  }
}

const FIRST_STRIDE = 150;
const SECOND_STRIDE = 7;

async function* nested(size: number): AsyncGenerator<CrashPoint> {
  const scenario = changeOfMany(size);
  const { length } = await countCalls(scenario, 'commit');
  for (let first = 0; first < length; first += size > 10 ? FIRST_STRIDE : 1) {
    const calls = (await countCalls(scenario, 'recovery', first)).length;
    for (let call = 0; call < calls; call += size > 10 ? SECOND_STRIDE : 1) {
      for (const fault of ['crash-after', 'crash-torn', { error: 'EIO' }] as const) {
        yield { target: 'recovery', first, call, fault };
      }
    }
  }
}

process.stdout.write(
  `${'what is interrupted, and how'.padEnd(34)} files   points      old      new    WRONG\n`,
);
for (const size of sizes.length > 0 ? sizes : [1, 3, 50]) {
  for (const target of ['commit', 'undo'] as const) {
    const { length } = await countCalls(changeOfMany(size), target);
    await prove(`${target}: killed (3 ways)`, size, everywhere(target, length, KILLS, size));
    await prove(`${target}: 5 errors`, size, everywhere(target, length, ERRORS, size));
    await prove(`${target}: loss of power`, size, withPower(target, length, size));
  }
  const points: CrashPoint[] = [];
  for await (const point of nested(size)) points.push(point);
  await prove('recovery: killed (2 ways), EIO', size, points);
}
process.exitCode = failures === 0 ? 0 : 1;
