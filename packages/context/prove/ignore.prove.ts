// Compares the ignore rules of a folder source with git on random rules and paths, and on a table of cases.
// Usage: node --conditions=@enhanced-code/source prove/ignore.prove.ts [cases]
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isIgnored, parseIgnore, type RuleSet } from '../src/folder/ignore.ts';

const PARTS = [
  'a',
  'b',
  'ab',
  '*',
  'a*',
  '*b',
  '?',
  '**',
  '[ab]',
  '[!a]',
  '[a-c]b',
  'b.c',
  '*.c',
  '\\*',
  'a b',
  'ü',
];
const NAMES = ['a', 'b', 'ab', 'abb', 'b.c', 'a.c', 'cb', '*', 'a b', 'ü', '.c', '#x', '!x'];
/** Rules that stand in the files of real projects, and what is special in gitignore(5). */
const TABLE: readonly string[] = [
  '# a comment\n\\#x\n\\!x',
  'a  \nb\\ ',
  'a\r\nb\r',
  '/a\n!/a/b',
  'a/\n!a/b',
  '*\n!*/\n!*.c',
  '**/a/**/b',
  'a/**',
  '**/b.c',
  '/*\n!/a',
  'a/*\n!a/b.c',
  '*.c\n!b.c',
  '[',
  'a[]b]c',
  '[!a-b]',
  '**a',
  'a**b',
  '/',
  '!',
  '//a',
];

function seeded(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * limit);
  };
}

const pick = seeded(5);
const one = (list: readonly string[]) => list[pick(list.length)] ?? '';
const some = (list: readonly string[], most: number) =>
  Array.from({ length: 1 + pick(most) }, () => one(list)).join('/');

function randomRules(): string {
  const rule = () => `${one(['', '', '!', '/'])}${some(PARTS, 3)}${one(['', '', '/'])}`;
  return Array.from({ length: 1 + pick(4) }, rule).join('\n');
}

/** Whether a file is ignored, or lies below a folder that is, as a walk never gets there. */
function isOut(outer: RuleSet, inner: RuleSet, path: string): boolean {
  const parts = path.split('/');
  return parts.some((_, at) => {
    const sets = at > 0 && parts[0] === 'a' ? [outer, inner] : [outer];
    return isIgnored(sets, parts.slice(0, at + 1), at + 1 < parts.length);
  });
}

const folder = mkdtempSync(join(tmpdir(), 'context-ignore-'));
execFileSync('git', ['init', '--quiet', folder]);
const count = Number(process.argv[2] ?? 400);
let compared = 0;
let differing = 0;
for (let at = 0; at < count; at += 1) {
  const rules = TABLE[at] ?? randomRules();
  const inner = pick(3) === 0 ? randomRules() : '';
  writeFileSync(join(folder, '.gitignore'), `${rules}\n`);
  mkdirSync(join(folder, 'a'), { recursive: true });
  writeFileSync(join(folder, 'a', '.gitignore'), `${inner}\n`);
  const paths = [...new Set(Array.from({ length: 40 }, () => some(NAMES, 3)))].filter((path) => path !== 'a');
  const asked = ['check-ignore', '--no-index', '--stdin', '-z'];
  const answer = spawnSync('git', asked, { cwd: folder, input: paths.join('\0'), encoding: 'utf8' });
  const expected = new Set(answer.stdout.split('\0'));
  const [outerRules, innerRules] = [parseIgnore(rules, 0), parseIgnore(inner, 1)];
  for (const path of paths) {
    compared += 1;
    const ours = isOut(outerRules, innerRules, path);
    if (ours === expected.has(path)) continue;
    differing += 1;
    if (differing <= 20) process.stdout.write(`${JSON.stringify({ rules, inner, path, git: !ours })}\n`);
  }
}
rmSync(folder, { recursive: true });
process.stdout.write(`${count} sets of rules, ${compared} paths compared with git, ${differing} differ\n`);
if (differing > 0) process.exitCode = 1;
