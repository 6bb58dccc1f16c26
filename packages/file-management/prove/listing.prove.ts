// Lists a tree under thousands of random ignore files and has git judge what is left out.
import { compareIgnored, ignoreGround } from '../test/ignore-cases.ts';
import { seeded } from '../test/line-cases.ts';

const rounds = Number(process.env.ROUNDS ?? 3000);
const random = seeded(Number(process.env.SEED ?? 1));
let wrong = 0;
let leftOut = 0;

using ground = ignoreGround();
let most = 0;
for (let round = 0; round < rounds; round++) {
  const { ours, gits, rules } = await compareIgnored(ground, random);
  most = Math.max(most, gits.length);
  if (gits.length < most) leftOut++;
  if (ours.join('\n') === gits.join('\n')) continue;
  if (wrong++ < 5) {
    const only = (one: readonly string[], other: readonly string[]) =>
      one.filter((path) => !other.includes(path));
    process.stdout.write(
      `  DIFFERS under ${rules}: only we ${only(ours, gits)}; only git ${only(gits, ours)}\n`,
    );
  }
}
process.stdout.write(
  `${rounds} sets of ignore files, of which ${leftOut} leave something out: ${wrong} listings differ from git\n`,
);
process.exitCode = wrong === 0 ? 0 : 1;
