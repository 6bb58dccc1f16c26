import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { memoryWorkspace } from '../testing/index.ts';
import { openWorkspace } from '../workspace/open-workspace.ts';

const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'file-list-')));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

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
  const name = fc.constantFrom('a', 'b', 'ab', 'a.log', 'b.txt', 'build', 'src');
  const pattern = fc.tuple(
    fc.constantFrom('', '!', '/', '!/'),
    fc.constantFrom(
      'a',
      'b',
      '*.log',
      'build/',
      'src/',
      'src/a',
      '**/b',
      'a*',
      'src/**',
      '*',
      '?b',
      '[ab]',
      'build',
    ),
  );
  const rules = fc.array(
    pattern.map(([mark, body]) => mark + body),
    { maxLength: 5 },
  );
  const files = fc.uniqueArray(
    fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/')),
    { minLength: 2, maxLength: 12 },
  );
  await fc.assert(
    fc.asyncProperty(files, rules, rules, async (paths, rootRules, innerRules) => {
      const root = mkdtempSync(join(scratch, 'git-'));
      execFileSync('git', ['init', '-q', root]);
      const place = (path: string, content: string): void => {
        try {
          mkdirSync(dirname(join(root, path)), { recursive: true });
          writeFileSync(join(root, path), content);
        } catch {
          // One generated path is a folder of another one: it is left out.
        }
      };
      for (const path of paths) place(path, 'x');
      place('.gitignore', rootRules.join('\n'));
      place('src/.gitignore', innerRules.join('\n'));
      const known = execFileSync('git', ['ls-files', '-o', '--exclude-standard', '-z'], {
        cwd: root,
        encoding: 'utf8',
      });
      await using workspace = await openWorkspace(root, { stateFolder: join(scratch, 'state') });
      expect(pathsOf(await workspace.list())).toEqual(known.split('\0').filter(Boolean).sort());
    }),
    { numRuns: 40 },
  );
});
