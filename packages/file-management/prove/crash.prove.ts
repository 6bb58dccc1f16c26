// Interrupts commits, undos and the recoveries of both at every driver call in every way and prints what is left.
// Numbers as arguments are the sizes of the changes, in files; default 1, 3 and 50. Names (commit, undo, recovery,
// undo-recovery) choose what is interrupted; default all. STRIDE=n takes a sample: every
// n-th point only, which is then said in the table.
import { type CrashPoint, changeOfMany, countCalls, interrupt } from '../src/testing/crash-lab.ts';
import type { Fault } from '../src/testing/fault-driver.ts';

const KILLS: readonly Fault[] = ['crash-before', 'crash-after', 'crash-torn'];
const ERRORS: readonly Fault[] = ['EIO', 'ENOSPC', 'EACCES', 'EROFS', 'EMFILE'].map((error) => ({ error }));
const sizes = process.argv.slice(2).map(Number).filter(Boolean);
const targets = process.argv.slice(2).filter((name) => Number.isNaN(Number(name)));
const wanted = (target: string): boolean => targets.length === 0 || targets.includes(target);
const stride = Number(process.env.STRIDE ?? 1);
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
  let at = 0;
  for (const point of points) {
    // Strides that share no factor with the number of faults meet all of them in turn.
    if (at++ % stride !== 0) continue;
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

/** Every call with every fault, or with one of them in turn. */
function* everywhere(
  target: CrashPoint['target'],
  calls: number,
  faults: readonly Fault[],
  inTurn: boolean,
  first?: number,
): Generator<CrashPoint> {
  for (let call = 0; call < calls; call++) {
    const chosen = inTurn ? faults.slice((call + (first ?? 0)) % faults.length).slice(0, 1) : faults;
    for (const fault of chosen) yield { target, call, fault, ...(first === undefined ? {} : { first }) };
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

const FIRST_STRIDE = 60;

/** Recoveries at each of their calls, of commits and undos that were killed at each of theirs. */
async function* nested(target: 'recovery' | 'undo-recovery', size: number): AsyncGenerator<CrashPoint> {
  const scenario = changeOfMany(size);
  const { length } = await countCalls(scenario, target === 'recovery' ? 'commit' : 'undo');
  for (let first = 0; first < length; first += size > 10 ? FIRST_STRIDE : 1) {
    const calls = (await countCalls(scenario, target, first)).length;
    yield* everywhere(target, calls, [...KILLS, ...ERRORS], size > 1, first);
  }
}

if (stride > 1) process.stdout.write(`A sample: every ${stride}. point only.\n`);
process.stdout.write(
  `${'what is interrupted, and how'.padEnd(34)} files   points      old      new    WRONG\n`,
);
for (const size of sizes.length > 0 ? sizes : [1, 3, 50]) {
  for (const target of (['commit', 'undo'] as const).filter(wanted)) {
    const { length } = await countCalls(changeOfMany(size), target);
    const inTurn = size > 10 && target === 'undo';
    await prove(`${target}: killed (3 ways)`, size, everywhere(target, length, KILLS, inTurn));
    await prove(`${target}: 5 errors`, size, everywhere(target, length, ERRORS, inTurn));
    await prove(`${target}: loss of power`, size, withPower(target, length, size));
  }
  for (const target of (['recovery', 'undo-recovery'] as const).filter(wanted)) {
    const points: CrashPoint[] = [];
    for await (const point of nested(target, size)) points.push(point);
    await prove(`${target}: 3 kills, 5 errors`, size, points);
  }
}
process.exitCode = failures === 0 ? 0 : 1;
