import { expect, test } from 'vitest';
import { compareIgnored, ignoreGround } from '../../test/ignore-cases.ts';
import { seeded } from '../../test/line-cases.ts';
import { memoryDriver } from '../driver/index.ts';
import { faultDriver, memoryWorkspace } from '../testing/index.ts';
import { openWorkspace } from '../workspace/open-workspace.ts';
import { IgnoreRules } from './ignore-rules.ts';

const pathsOf = (files: readonly { path: string }[]): string[] => files.map(({ path }) => path);

test('usual folders, ignored files and version control are left out', async () => {
  const { workspace } = await memoryWorkspace({
    '.gitignore': '*.log\n/dist/\n!keep.log\n',
    '.git/config': 'x',
    '.git/info/exclude': 'private.txt\n',
    'a.txt': 'a',
    'debug.log': 'x',
    'keep.log': 'x',
    'dist/out.js': 'x',
    'src/dist/in.js': 'x',
    'src/.gitignore': '!debug.log\nlocal/\n',
    'src/debug.log': 'x',
    'src/local/x.txt': 'x',
    'private.txt': 'x',
    'node_modules/p/index.js': 'x',
    'deep/node_modules/p/index.js': 'x',
  });
  expect(pathsOf(await workspace.list())).toEqual([
    '.gitignore',
    'a.txt',
    'keep.log',
    'src/.gitignore',
    'src/debug.log',
    'src/dist/in.js',
  ]);
});

test('options add patterns and switch rules off', async () => {
  const files = {
    '.gitignore': '*.log\n',
    'a.log': 'x',
    'b.md': 'x',
    'node_modules/x.js': 'x',
    '.git/config': 'x',
  };
  const list = { ignore: ['*.md'], gitignore: false, skipUsual: false };
  const { workspace } = await memoryWorkspace(files, { list });
  expect(pathsOf(await workspace.list())).toEqual(['.gitignore', 'a.log', 'node_modules/x.js']);
});

test('a listing tells size and time, and a transaction adds the hash of what is pending', async () => {
  const { workspace } = await memoryWorkspace({ 'a.txt': 'four' });
  const [file] = await workspace.list();
  expect(file).toMatchObject({ path: 'a.txt', size: 4 });
  expect(file?.mtimeMs).toBeGreaterThan(0);
  const transaction = await workspace.begin();
  await transaction.write('b.txt', 'pending');
  const [, pending] = await transaction.list();
  expect(pending).toMatchObject({ path: 'b.txt', size: 7, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
});

test('names that no path may hold are left out', async () => {
  const { workspace, driver } = await memoryWorkspace({ 'a.txt': 'a' });
  driver.put('/work/evil\nname', 'x');
  driver.put('/work/.GIT/config', 'x');
  driver.put('/work/.enhanced-code-0123abcd.tmp', 'x');
  expect(pathsOf(await workspace.list())).toEqual(['a.txt']);
});

test('git leaves out the same files', async () => {
  using ground = ignoreGround();
  const random = seeded(5);
  for (let round = 0; round < 60; round++) {
    const { ours, gits, rules } = await compareIgnored(ground, random);
    expect(ours, rules).toEqual(gits);
  }
});

test.each(['src', 'src/a/b', 'build'])(
  'git leaves out the same files when it is asked in %s',
  async (below) => {
    using ground = ignoreGround();
    const random = seeded(7);
    let compared = 0;
    for (let round = 0; round < 24; round++) {
      const { ours, gits, rules, leftOut } = await compareIgnored(ground, random, below);
      if (leftOut) continue;
      compared++;
      expect(ours, rules).toEqual(gits);
    }
    expect(compared).toBeGreaterThan(4);
  },
);

test.each([
  ['# a.txt', 'a.txt', false],
  ['\\# a', '# a', true],
  ['\\!a', '!a', true],
  ['a.txt  ', 'a.txt', true],
  ['a\\ ', 'a ', true],
  ['a\\ b  ', 'a b', true],
  ['a.txt\r', 'a.txt', true],
  ['\ufeffa.txt', 'a.txt', true],
  ['/', 'a', false],
  ['!', 'a', false],
  ['a\\', 'a\\', false],
  ['[', '[', false],
  ['[a', 'a', false],
  ['[]]', ']', true],
  ['[!]]', 'a', true],
  ['[^a]', 'a', false],
  ['[a-c]x', 'bx', true],
  ['[c-a]x', 'bx', false],
  ['[a-]', '-', true],
  ['[\\]]', ']', true],
  ['[[:digit:]]x', '7x', true],
  ['[[:digit:]_]x', '_x', true],
  ['[[:nothing:]]', 'a', false],
  ['a?c', 'abc', true],
  ['a+c(', 'a+c(', true],
  ['A.txt', 'a.txt', false],
  ['a**c', 'abbc', true],
  ['**', 'any', true],
  ['sub//', 'sub', false],
])('the line %j leaves out the name %j: %s', (line, name, expected) => {
  expect(new IgnoreRules([]).with('', line).ignores('', name, true)).toBe(expected);
});

test.each([
  ['/x', 'x', true],
  ['/x', 'a/x', false],
  ['a/x', 'a/x', true],
  ['a/x', 'b/a/x', false],
  ['**/x', 'x', true],
  ['**/x', 'a/b/x', true],
  ['a/**', 'a/b/c', true],
  ['a/**/x', 'a/x', true],
  ['a/**/x', 'a/b/c/x', true],
  ['a/**x', 'a/b/x', false],
  ['a/*', 'a/b/c', false],
  ['a[/]x', 'a/x', false],
  ['/**', 'a/b', true],
  ['/b**', 'build/x', true],
  ['a*b**', 'axb/x', false],
  ['/a*b**', 'axb/x', false],
  ['x/', 'x', false],
])('the line %j leaves out the file %j: %s', (line, path, expected) => {
  const at = path.lastIndexOf('/') + 1;
  const rules = new IgnoreRules([]).with('', line);
  expect(rules.ignores(path.slice(0, at), path.slice(at), false)).toBe(expected);
});

test.each([
  ['*a*b*c*d', 'xaxbxcxd', true],
  ['*a*b*c*d', 'xaxbxcxdx', false],
  ['*a*b*c*d', 'abcd', true],
  ['**/a*/**/b*/x', 'a/b/x', true],
  ['**/a*/**/b*/x', 'q/ab/q/q/bx/x', true],
  ['**/a*/**/b*/x', 'q/ab/q/q/cx/x', false],
  ['**/a*/**/b*/**', 'ab/ba/x', true],
  ['*/*/*/*/x', 'a/b/c/d/x', true],
  ['*/*/*/*/x', 'a/b/c/x', false],
  ['*[0-9]*[0-9]*[0-9]*.log', 'a1b2c3.log', true],
  ['*[0-9]*[0-9]*[0-9]*.log', 'a1b2/3.log', false],
])('the line %j of many wildcards leaves out %j: %s', (line, path, expected) => {
  const at = path.lastIndexOf('/') + 1;
  const rules = new IgnoreRules([]).with('', line);
  expect(rules.ignores(path.slice(0, at), path.slice(at), false)).toBe(expected);
});

test('patterns that nearly match in countless ways take no longer to compare', async () => {
  const lines = ['*a'.repeat(40), '?*'.repeat(40), '[a-z]*'.repeat(40), `${'**/a*/'.repeat(20)}x`];
  const rules = [...lines.map((line) => `${line}b`), `${'a '.repeat(100_000)}\\`].join('\n');
  const [wide, deep] = ['a'.repeat(255), `${'a/'.repeat(200)}y`];
  const { workspace } = await memoryWorkspace({ '.gitignore': rules, [wide]: '', [deep]: '' });
  expect(pathsOf(await workspace.list())).toEqual(['.gitignore', deep, wide].sort());
});

test('a wide and deep tree is listed in full, whatever number of folders it has', async () => {
  const files: Record<string, string> = {};
  for (let n = 0; n < 300; n++) files[`part${n % 60}/${'deep/'.repeat(n % 7)}file${n}.ts`] = `${n}`;
  const { workspace } = await memoryWorkspace(files);
  expect(pathsOf(await workspace.list())).toEqual(Object.keys(files).sort());
});

test('a folder that cannot be read stops the listing with its reason, one that is gone does not', async () => {
  const memory = memoryDriver();
  for (let n = 0; n < 40; n++) memory.put(`/work/part${n}/file.ts`, 'x');
  const failing = (error: string) =>
    faultDriver(memory, ({ operation, name }) =>
      operation === 'folder' && name.endsWith('part7') ? { error } : undefined,
    );
  const open = (error: string) => openWorkspace('/work', { driver: failing(error), stateFolder: '/state' });
  await expect((await open('EMFILE')).list()).rejects.toMatchObject({ code: 'EC_FILE_TOO_MANY_OPEN' });
  for (const error of ['ENOENT', 'EACCES', 'ENOTDIR']) {
    expect(await (await open(error)).list()).toHaveLength(39);
  }
});

test('a listing can be cancelled', async () => {
  const stop = new AbortController();
  const { workspace } = await memoryWorkspace({ 'a/b.txt': 'x' }, { list: { signal: stop.signal } });
  expect(await workspace.list()).toHaveLength(1);
  stop.abort(new Error('enough'));
  await expect(workspace.list()).rejects.toThrow('enough');
});
