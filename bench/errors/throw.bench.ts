// What it costs to make, throw and catch an error of a catalogue, against a plain `Error` in the same run.
// Rounds alternate, the time of the processor counts and the median ratio, so that a busy machine slows
// both alike. The aim is at most twice a plain error.
import { defineErrors } from '../../packages/errors/src/index.ts';

const errors = defineErrors('bench', {
  EC_BENCH_LOST: {
    severity: 'error',
    class: 'not_found',
    retryable: false,
    replaySafety: 'safe',
    exitCode: 1,
    httpStatus: 404,
    message: 'No file at {path}[, line {line}].',
    hint: 'Check the path {path}.',
    details: {
      type: 'object',
      properties: { path: { type: 'string' }, line: { type: 'integer' } },
      required: ['path'],
    },
  },
  EC_BENCH_BUSY: {
    severity: 'warning',
    class: 'overloaded',
    retryable: true,
    replaySafety: 'safe',
    exitCode: 9,
    httpStatus: 503,
    message: 'The other side is busy.',
    hint: 'Try again later.',
  },
});

const DEPTH = 12;
const CALLS = 20_000;
const ROUNDS = 15;

/** Throws from some way down the stack, as real code does, and catches at the top. */
function throwFrom(depth: number, make: () => Error): never {
  if (depth > 0) return throwFrom(depth - 1, make);
  throw make();
}

function time(make: () => Error): number {
  const start = process.cpuUsage().user;
  for (let call = 0; call < CALLS; call++) {
    try {
      throwFrom(DEPTH, make);
    } catch {
      // Only the cost of getting here counts.
    }
  }
  return ((process.cpuUsage().user - start) * 1_000) / CALLS;
}

const cause = new TypeError('x');
const contenders: Record<string, () => Error> = {
  'plain Error': () => new Error('No file at src/a.ts, line 3.'),
  'catalogued, without details': () => errors.create('EC_BENCH_BUSY', {}),
  'catalogued, with details': () => errors.create('EC_BENCH_LOST', { path: 'src/a.ts', line: 3 }),
  'catalogued, details and foreign cause': () =>
    errors.create('EC_BENCH_LOST', { path: 'src/a.ts', line: 3 }, { cause }),
};

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const times = new Map(Object.keys(contenders).map((name) => [name, [] as number[]]));
for (let round = -2; round < ROUNDS; round++) {
  for (const [name, make] of Object.entries(contenders)) {
    const taken = time(make);
    if (round >= 0) times.get(name)?.push(taken);
  }
}
const plain = times.get('plain Error') ?? [];
for (const [name, taken] of times) {
  const ratio = median(taken.map((value, round) => value / (plain[round] ?? Number.NaN)));
  process.stdout.write(
    `${name.padEnd(38)} ${median(taken).toFixed(0).padStart(7)} ns  ${ratio.toFixed(2)} x\n`,
  );
}
