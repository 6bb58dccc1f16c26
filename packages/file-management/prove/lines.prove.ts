// The line algorithms in full: random texts against their own laws, and against git as a judge. Prints a table
// and exits with 1 if a law is broken. `ROUNDS=100` takes a hundredth of everything, for a quick look.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { applyBlocks, changeBlocks } from '../src/lines/change-blocks.ts';
import { diffLines } from '../src/lines/diff-lines.ts';
import { gitRegions } from '../src/lines/git-regions.ts';
import { mergeLines } from '../src/lines/merge-lines.ts';
import { createPatch } from '../src/lines/patch.ts';
import {
  editLines,
  git,
  gitAligns,
  type Random,
  randomLines,
  scratchFolder,
  seeded,
  toText,
  writeFiles,
} from '../test/line-cases.ts';

const scale = process.env.ROUNDS === undefined ? 1 : Number(process.env.ROUNDS) / 10_000;
const random = seeded(Number(process.env.SEED ?? 1));
const ENDINGS = [['\n'], ['\r\n'], ['\n', '\r\n', '\r']];
let broken = 0;

/** Runs a law many times and prints how often it held. */
function prove(name: string, rounds: number, law: (round: number) => boolean | undefined): void {
  const count = Math.max(1, Math.round(rounds * scale));
  const start = performance.now();
  let [held, skipped] = [0, 0];
  for (let round = 0; round < count; round++) {
    const result = law(round);
    if (result === undefined) skipped++;
    else if (result) held++;
  }
  const judged = count - skipped;
  if (held < judged) broken++;
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const figures = `${held} of ${judged}`.padStart(18);
  process.stdout.write(`${name.padEnd(62)}${figures}${seconds.padStart(9)} s\n`);
}

function randomPair(most = 60): [string, string] {
  const endings = ENDINGS[random(ENDINGS.length)] ?? ['\n'];
  const distinct = 1 + random(40);
  const lines = randomLines(random, most, distinct, endings);
  return [toText(random, lines), toText(random, editLines(random, lines, distinct, endings))];
}

function apply(before: string, after: string, effort: number): boolean {
  const diff = diffLines(before, after, { effort });
  let [forward, back, atBefore, atAfter] = ['', '', 0, 0];
  for (const { beforeStart, beforeEnd, afterStart, afterEnd } of diff.regions) {
    forward +=
      diff.before.slice(atBefore, beforeStart).join('') + diff.after.slice(afterStart, afterEnd).join('');
    back +=
      diff.after.slice(atAfter, afterStart).join('') + diff.before.slice(beforeStart, beforeEnd).join('');
    [atBefore, atAfter] = [beforeEnd, afterEnd];
  }
  forward += diff.before.slice(atBefore).join('');
  return forward === after && back + diff.after.slice(atAfter).join('') === before;
}

prove('applying a diff gives the second text, inverting it the first', 100_000, () => {
  const [before, after] = randomPair();
  return apply(before, after, [1, 1e-6, 0][random(3)] ?? 1);
});

prove('with CRLF on both sides the regions are the same', 20_000, () => {
  const [before, after] = randomPair().map((text) => text.replace(/\r\n?/g, '\n')) as [string, string];
  const crlf = (text: string) => text.replaceAll('\n', '\r\n');
  const [plain, carried] = [diffLines(before, after), diffLines(crlf(before), crlf(after))];
  return JSON.stringify(plain.regions) === JSON.stringify(carried.regions);
});

prove('accepting blocks in any order gives one text, all of them the second', 20_000, () => {
  const [before, after] = randomPair();
  const blocks = changeBlocks(before, after);
  const some = blocks.map(({ id }) => id).filter(() => random(2) === 0);
  const one = applyBlocks(before, blocks, some);
  const two = applyBlocks(before, blocks.toReversed(), some.toReversed());
  return (
    one === two &&
    applyBlocks(
      before,
      blocks,
      blocks.map(({ id }) => id),
    ) === after
  );
});

prove('merging keeps what one side alone did, and equal changes', 20_000, () => {
  const [base, side] = randomPair();
  const clean = [mergeLines(base, side, base), mergeLines(base, base, side), mergeLines(base, side, side)];
  return clean.every((result) => result.clean && result.text === side);
});

using folder = scratchFolder();
git(folder.path, ['init', '-q', '.']);

prove('git apply takes the patch and its reverse back byte for byte', 2_000, () => {
  const [before, after] = randomPair();
  const patch = createPatch({ path: 'file', before, after });
  if (patch === '') return undefined;
  for (const [flags, from, to] of [
    [[], before, after],
    [['-R'], after, before],
  ] as const) {
    writeFiles(folder.path, { file: from });
    if (git(folder.path, ['apply', '--whitespace=nowarn', ...flags, '-'], patch).status !== 0) return false;
    if (readFileSync(join(folder.path, 'file'), 'utf8') !== to) return false;
  }
  return true;
});

type Triple = readonly [base: string, ours: string, theirs: string];

/** Three texts; `rounds` of edits lead from the first to each of the others. */
function randomTriple(distinct: number, most = 50, rounds = 1): Triple {
  const endings = ENDINGS[random(2)] ?? ['\n'];
  const lines = randomLines(random, most, distinct, endings);
  const side = (): string => {
    let edited = lines;
    for (let round = 0; round < rounds; round++) edited = editLines(random, edited, distinct, endings);
    return toText(random, edited);
  };
  return [toText(random, lines), side(), side()];
}

/** Whether git merges to the same text, or to the same conflicts with the same markers in the same places. */
function agrees([base, ours, theirs]: Triple, style: readonly string[] = []): boolean {
  writeFiles(folder.path, { base, ours, theirs });
  const judged = git(folder.path, ['merge-file', '-p', ...style, 'ours', 'base', 'theirs']);
  const result = mergeLines(base, ours, theirs);
  if (result.clean) return judged.status === 0 && judged.stdout === result.text;
  const markers = result.toMarkers(style.length > 0 ? { base: 'base' } : {});
  return judged.status !== 0 && judged.stdout === markers;
}

for (const distinct of [2, 3, 8, 40, 200]) {
  prove(`git merge-file: same verdict, bytes and markers (${distinct} different lines)`, 5_000, () =>
    agrees(randomTriple(distinct)),
  );
}
for (const distinct of [3, 30, 300, 3_000]) {
  prove(`the same, large and much changed (${distinct} different lines)`, 250, () =>
    agrees(randomTriple(distinct, 3_000, 1 + random(400))),
  );
}
// With the base shown git does not look for equal texts that came about differently: they are conflicts there.
prove('git merge-file --diff3: same markers where both call it a conflict', 2_000, () => {
  const triple = randomTriple(8);
  const { clean } = mergeLines(...triple);
  return clean ? undefined : agrees(triple, ['--diff3']);
});

prove('the alignment under a merge is that of git diff, past its limits too', 300, (round) => {
  const distinct = [20, 500, 5_000][round % 3] ?? 20;
  const lines = randomLines(random, 6_000, distinct);
  let other = round % 2 === 0 ? lines.toSorted(() => random(3) - 1) : [...lines];
  for (let edits = random(1_000); edits > 0; edits--) other = editLines(random, other, distinct);
  return gitAligns(folder.path, lines, other, gitRegions(lines, other));
});

/** Sources in this repository and installed ones. */
function realFiles(limit: number): string[] {
  const root = join(import.meta.dirname, '..', '..', '..');
  const tracked = execFileSync('git', ['-C', root, 'ls-files', '*.ts', '*.md', '*.mjs'], {
    encoding: 'utf8',
  });
  const own = tracked
    .split('\n')
    .filter(Boolean)
    .map((path) => join(root, path));
  const typescript = join(root, 'node_modules', 'typescript', 'lib');
  const installed = readdirSync(typescript).map((name) => join(typescript, name));
  const texts = [...own, ...installed].filter(
    (path) => /\.(ts|md|mjs)$/.test(path) && statSync(path, { throwIfNoEntry: false })?.isFile(),
  );
  return texts
    .slice(0, limit)
    .map((path) => readFileSync(path, 'utf8'))
    .filter((text) => text.length < 500_000);
}

function editReal(text: string, source: Random): string {
  const lines = text.split(/(?<=\n)/);
  for (let edits = 1 + source(4); edits > 0; edits--) {
    const at = source(lines.length);
    const block = lines.splice(at, 1 + source(8));
    lines.splice(
      source(2) === 0 ? at : source(lines.length + 1),
      0,
      ...block.map((line) => (source(3) === 0 ? ` ${line}` : line)),
    );
  }
  return lines.join('');
}

const files = realFiles(600);
prove(`git merge-file agrees on edits of ${files.length} real files`, 2_000, (round) => {
  const text = files[round % files.length] ?? '';
  return agrees([text, editReal(text, random), editReal(text, random)]);
});

prove('git diff --minimal changes no fewer lines of real files', 600, (round) => {
  const text = files[round % files.length] ?? '';
  const other = editReal(text, random);
  writeFiles(folder.path, { 'a/x': text, 'b/x': other });
  const { stdout } = git(folder.path, ['diff', '--no-index', '--minimal', '--numstat', 'a/x', 'b/x']);
  const [added = 0, removed = 0] = stdout.split('\t').map(Number);
  return diffLines(text, other).changedLines <= added + removed;
});

process.exitCode = broken === 0 ? 0 : 1;
