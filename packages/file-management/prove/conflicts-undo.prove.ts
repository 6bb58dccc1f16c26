// Random sequences of changes, undos and redos: every state comes back byte for byte with its permission bits, and a
// file that its user writes meanwhile stays his. ROUNDS (default 500) and SEED choose them.
import { seeded } from '../test/line-cases.ts';
import { randomSequence } from '../test/undo-sequences.ts';

const rounds = Number(process.env.ROUNDS ?? 500);
const seed = Number(process.env.SEED ?? 1);
const sum = { committed: 0, undone: 0, redone: 0, wrong: 0 };

for (let round = 0; round < rounds; round++) {
  const { steps, wrong } = await randomSequence(seeded(seed * 1_000_003 + round), 20);
  for (const key of ['committed', 'undone', 'redone'] as const) sum[key] += steps[key];
  if (wrong !== undefined && sum.wrong++ < 5) process.stdout.write(`  WRONG in round ${round}: ${wrong}\n`);
}
const counts = Object.entries(sum).map(([name, count]) => `${name} ${count}`);
process.stdout.write(`${rounds} random sequences of 20 moves: ${counts.join(', ')}\n`);
process.exitCode = sum.wrong === 0 ? 0 : 1;
