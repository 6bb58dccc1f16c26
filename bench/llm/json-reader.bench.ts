// Tool arguments that arrive in pieces: the time for 1 MB in pieces of 8 bytes, and the cost per piece from 2,000 to
// 200,000 of them, in CPU time, beside what a client without an incremental parser does: it parses the whole prefix each time.
import { parsePartialJson } from 'ai';
import { JsonReader } from '../../packages/llm/src/tools/index.ts';

const ROUNDS = 5;
/** Most CPU for 1 MB in milliseconds, and most growth of the cost per piece from 2,000 to 200,000 of them. */
const LIMITS = { megabyteMs: 250, flat: 1.2 } as const;
const line = 'const value = "text"; // a line of code\n';

function pieces(text: string, size: number): string[] {
  return Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
    text.slice(index * size, (index + 1) * size),
  );
}

function ours(list: readonly string[]): void {
  const reader = new JsonReader();
  for (const piece of list) reader.push(piece);
  if (reader.state !== 'complete') throw new TypeError('the text was not read whole');
}

async function prefixes(list: readonly string[]): Promise<void> {
  let text = '';
  for (const piece of list) {
    text += piece;
    await parsePartialJson(text);
  }
}

/** CPU of the best of some rounds, in milliseconds: a loaded machine only ever makes a run slower. */
async function best(run: () => unknown, rounds = ROUNDS): Promise<number> {
  let shortest = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round += 1) {
    const started = process.cpuUsage();
    await run();
    const { user, system } = process.cpuUsage(started);
    shortest = Math.min(shortest, (user + system) / 1000);
  }
  return shortest;
}

const ofBytes = (bytes: number): string =>
  JSON.stringify({ path: 'src/a.ts', content: line.repeat(Math.ceil(bytes / (line.length + 3))) });
const print = (name: string, value: string): void =>
  void process.stdout.write(`${name.padEnd(44)} ${value}\n`);

const megabyte = pieces(ofBytes(1_000_000), 8);
const whole = await best(() => ours(megabyte));
print(
  `ours, 1 MB in ${megabyte.length} pieces of 8 bytes`,
  `${whole.toFixed(0)} ms (limit ${LIMITS.megabyteMs}: ${whole <= LIMITS.megabyteMs ? 'ok' : 'OVER'})`,
);
const perPiece: number[] = [];
for (const deltas of [2000, 20_000, 200_000]) {
  const list = pieces(ofBytes(deltas * 8), 8);
  const ms = await best(() => ours(list), Math.max(ROUNDS, 1_000_000 / deltas));
  perPiece.push((ms * 1000) / list.length);
  print(`ours, ${list.length} pieces`, `${((ms * 1000) / list.length).toFixed(3)} µs per piece`);
}
const grown = (perPiece.at(-1) ?? Number.NaN) / (perPiece[0] ?? Number.NaN);
print(
  'the last by the first',
  `${grown.toFixed(2)} (limit ${LIMITS.flat}: ${grown <= LIMITS.flat ? 'ok' : 'OVER'})`,
);
for (const kilobytes of [8, 16, 32]) {
  const list = pieces(ofBytes(kilobytes * 1024), 16);
  const [mine, theirs] = [await best(() => ours(list)), await best(() => prefixes(list), 1)];
  print(
    `${kilobytes} kB in pieces of 16 bytes`,
    `ours ${mine.toFixed(2)} ms, prefix each time (ai) ${theirs.toFixed(0)} ms, ${(theirs / mine).toFixed(0)} times`,
  );
}
