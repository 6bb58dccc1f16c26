// Applies 100,000 random diffs to what they were made of, inverted, reordered, with other line endings and
// twice, and prints what did not come out byte for byte.
import { checkPair } from '../test/edits/metamorphic.ts';
import { createRandom } from '../test/edits/random.ts';

const cases = Number(process.argv[2] ?? 100_000);
const random = createRandom(Number(process.argv[3] ?? 1));
let applied = 0;
let wrong = 0;
for (let at = 0; at < cases; at++) {
  const { problem, applied: did } = checkPair(random);
  if (did) applied++;
  if (problem !== undefined && ++wrong <= 5) process.stdout.write(`${problem}\n`);
}
process.stdout.write(
  `${cases} pairs: ${applied} applied, ${cases - applied} refused or empty, ${wrong} wrong\n`,
);
process.exitCode = wrong === 0 ? 0 : 1;
