// Lets somebody else change files between the edit and its commit, in thousands of generated ways: changes apart
// from each other must both survive, changes of the same place must be refused with both sides.
import { fileErrors } from '../src/file-errors.ts';
import { memoryWorkspace } from '../src/testing/in-memory.ts';
import { git, randomLines, scratchFolder, seeded, writeFiles } from '../test/line-cases.ts';

const rounds = Number(process.env.ROUNDS ?? 5000);
const random = seeded(Number(process.env.SEED ?? 1));
const counts = { merged: 0, refused: 0, 'judged by git': 0, wrong: 0 };
using folder = scratchFolder();

for (let round = 0; round < rounds; round++) {
  const problem = round % 10 < 6 ? await apart() : round % 10 < 8 ? await samePlace() : await anyPlace();
  if (problem !== undefined && counts.wrong++ < 10)
    process.stdout.write(`  WRONG in round ${round}: ${problem}\n`);
}
process.stdout.write(
  `${rounds} triples: ${Object.entries(counts)
    .map(([name, n]) => `${name} ${n}`)
    .join(', ')}\n`,
);
process.exitCode = counts.wrong === 0 ? 0 : 1;

interface Tried {
  readonly text: string | undefined;
  readonly conflict: { readonly ours?: string; readonly theirs?: string } | undefined;
}

/** Commits our text over a base that somebody else has meanwhile replaced by theirs. */
async function commit(base: string, ours: string, theirs: string): Promise<Tried> {
  const { workspace, driver } = await memoryWorkspace({ 'a.txt': base });
  const transaction = await workspace.begin();
  await transaction.write('a.txt', ours);
  driver.put('/work/a.txt', theirs);
  try {
    await transaction.commit();
    return { text: await workspace.readText('a.txt'), conflict: undefined };
  } catch (error) {
    if (!fileErrors.is(error, 'EC_FILE_CONFLICT')) throw error;
    return { text: await workspace.readText('a.txt'), conflict: transaction.conflicts()[0] };
  }
}

/** Lines of their own between two places keep the changes apart, however alike all other lines are. */
async function apart(): Promise<string | undefined> {
  const part = (): string[] => randomLines(random, 8, 4);
  const mark = (name: string): string[] => [`-- ${name} --\n`, `== ${name} ==\n`];
  const [a, b, c, d, e] = [part(), part(), part(), part(), part()];
  const join = (second: readonly string[], fourth: readonly string[]): string =>
    [a, mark('1'), second, mark('2'), c, mark('3'), fourth, mark('4'), e].flat().join('');
  const [ours, theirs] = [
    [...part(), `ours ${random(1e6)}\n`],
    [...part(), `theirs ${random(1e6)}\n`],
  ];
  const flip = random(2) === 0;
  const base = join(b, d);
  const sides = flip ? [join(ours, d), join(b, theirs)] : [join(b, ours), join(theirs, d)];
  const { text, conflict } = await commit(base, sides[0] ?? '', sides[1] ?? '');
  counts.merged++;
  const expected = flip ? join(ours, theirs) : join(theirs, ours);
  return text === expected
    ? undefined
    : `changes apart: ${conflict === undefined ? 'merged to other text' : 'refused'}`;
}

async function samePlace(): Promise<string | undefined> {
  const lines = [...randomLines(random, 10, 5), 'here\n', ...randomLines(random, 10, 5)];
  const at = lines.indexOf('here\n');
  const side = (name: string): string => lines.with(at, `${name} ${random(1e6)}\n`).join('');
  const [base, ours, theirs] = [lines.join(''), side('ours'), side('theirs')];
  const { text, conflict } = await commit(base, ours, theirs);
  counts.refused++;
  if (conflict === undefined) return 'changes of the same line: not refused';
  if (text !== theirs) return 'changes of the same line: their bytes are gone';
  return conflict.ours === ours && conflict.theirs === theirs ? undefined : 'the sides are not told';
}

/** Anywhere and alike: git judges. */
async function anyPlace(): Promise<string | undefined> {
  const lines = randomLines(random, 30, 6);
  const side = (): string => {
    const edited = [...lines];
    for (let n = 1 + random(3); n > 0; n--)
      edited.splice(random(edited.length + 1), random(3), ...randomLines(random, 2, 6));
    return edited.join('');
  };
  const [base, ours, theirs] = [lines.join(''), side(), side()];
  writeFiles(folder.path, { base, ours, theirs });
  const judged = git(folder.path, ['merge-file', '-p', 'ours', 'base', 'theirs']);
  const { text, conflict } = await commit(base, ours, theirs);
  counts['judged by git']++;
  if (ours === base || (judged.status === 0) === (conflict === undefined))
    return conflict !== undefined || ours === base || text === judged.stdout
      ? undefined
      : 'other text than git';
  return `git says ${judged.status}, we ${conflict === undefined ? 'merge' : 'refuse'}`;
}
