import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openWorkspace } from '../src/workspace/open-workspace.ts';
import type { Random } from './line-cases.ts';

const NAMES = [
  'a',
  'b',
  'ab',
  'a.log',
  'b.txt',
  'build',
  'src',
  'x-1',
  'c d',
  '[z]',
  '.env',
  'ü',
  'aé',
  '日b',
  'a\u00a0',
];
const FOLDERS = ['', 'src/', 'build/', 'src/build/', 'a/b/', 'src/a/b/'];
const PARTS = [
  ...['a', 'b', 'src', 'build', 'ab', '*', '**', '?', '*.log', 'a*', '*b', '[ab]', '[!a]*', '[a-c]*'],
  ...[
    '**x',
    'b**',
    '[[:alpha:]]*',
    '[[:punct:]]*',
    'c\\ d',
    '\\[z\\]',
    '[[]z]',
    'x-*',
    '*-1',
    '?-[0-9-]',
    '[x-]*',
    '{a,b}*',
    'a+*',
    '(a)*',
    '^a*',
    'a$*',
    'a|b*',
    '.*',
    '*.*',
    '***',
    '[z-a]',
    '[a',
    '*a*',
    '*[a-l]*?*',
    '*.*.*',
    '*?*?*',
    'ü',
    '??',
    '[ü]*',
    '[!a]',
    'a??',
    '*[é]',
    'a[[:space:]]*',
    '[[:alpha:]][!a-z]*',
    '???b',
  ],
];
const MARKS = ['', '', '', '!', '/', '!/', '**/'];
const ENDS = ['', '', '', '/', '/**', '/*', ' ', '  ', '\r'];

/** A repository with a small tree, to compare listings in. */
export interface IgnoreGround extends Disposable {
  readonly root: string;
  readonly stateFolder: string;
}

/** Makes the tree: every name in every folder where it can be. */
export function ignoreGround(): IgnoreGround {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'ignore-')));
  const root = join(base, 'work');
  execFileSync('git', ['init', '-q', root]);
  for (const folder of FOLDERS) mkdirSync(join(root, folder), { recursive: true });
  for (const folder of FOLDERS) for (const name of NAMES) put(root, folder + name, 'x');
  return {
    root,
    stateFolder: join(base, 'state'),
    [Symbol.dispose]: () => rmSync(base, { recursive: true, force: true }),
  };
}

/** Lists the tree, or a folder in it, under random rules, by ourselves and by git. */
export async function compareIgnored({ root, stateFolder }: IgnoreGround, random: Random, below = '') {
  const files = ['.gitignore', 'src/.gitignore', 'src/a/.gitignore', '.git/info/exclude'];
  const rules = files.map((path) => [path, randomRules(random)] as const);
  for (const [path, lines] of rules) put(root, path, lines);
  const args = ['-c', 'core.quotepath=off', 'ls-files', '-co', '--exclude-standard', '-z'];
  const folder = join(root, below);
  const known = execFileSync('git', args, { cwd: folder, encoding: 'utf8', env: plain });
  await using workspace = await openWorkspace(folder, { stateFolder });
  const listed = await workspace.list();
  return {
    ours: listed.map(({ path }) => path),
    gits: known.split('\0').filter(Boolean).sort(),
    rules: JSON.stringify(rules),
    /** Whether the rules leave out the folder itself: git then lists nothing, we list it as a folder of its own. */
    leftOut: below !== '' && isIgnored(root, below),
  };
}

const plain = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };

function isIgnored(root: string, path: string): boolean {
  return spawnSync('git', ['check-ignore', '-q', path], { cwd: root, env: plain }).status === 0;
}

function randomRules(random: Random): string {
  const pick = (from: readonly string[]): string => from[random(from.length)] ?? '';
  return Array.from({ length: random(6) }, () => {
    const body = Array.from({ length: 1 + (random(3) === 0 ? 1 + random(2) : 0) }, () => pick(PARTS)).join(
      '/',
    );
    return pick(MARKS) + body + pick(ENDS);
  }).join('\n');
}

function put(root: string, path: string, content: string): void {
  try {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  } catch {
    // One path is a folder of another one: it is left out.
  }
}
