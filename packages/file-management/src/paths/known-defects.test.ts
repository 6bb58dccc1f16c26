import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { diskDriver } from '../driver/index.ts';
import { faultDriver } from '../testing/index.ts';
import { openWorkspace } from '../workspace/open-workspace.ts';

// Defects that other tools had, each with the way in which it would show here.

const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'known-defects-')));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

let grounds = 0;
function ground(): { root: string; outside: string; stateFolder: string } {
  const base = join(scratch, `${grounds++}`);
  const [root, outside] = [join(base, 'ws'), join(base, 'ws-evil')];
  for (const folder of [root, outside]) mkdirSync(folder, { recursive: true });
  writeFileSync(join(outside, 'secret.txt'), 'secret\n');
  return { root, outside, stateFolder: join(base, 'state') };
}

test.each(['descriptors', 'verified paths'])(
  'a dangling link is no new file, and nothing appears behind it (%s)',
  async (walk) => {
    const { root, outside, stateFolder } = ground();
    symlinkSync(join(outside, 'made.txt'), join(root, 'link.txt'));
    const driver = diskDriver({ descriptorWalk: walk === 'descriptors' });
    await using workspace = await openWorkspace(root, { stateFolder, driver });
    const transaction = await workspace.begin();
    await expect(transaction.write('link.txt', 'x\n')).rejects.toMatchObject({
      code: 'EC_FILE_LINK',
      exitCode: 5,
    });
    await expect(workspace.read('link.txt')).rejects.toMatchObject({ code: 'EC_FILE_LINK' });
    expect(readdirSync(outside)).toEqual(['secret.txt']);
  },
);

test('a sibling folder whose name begins alike is outside', async () => {
  const { root, stateFolder } = ground();
  await using workspace = await openWorkspace(root, { stateFolder });
  for (const path of ['../ws-evil/secret.txt', `${root}-evil/secret.txt`, 'x/../../ws-evil/secret.txt'])
    await expect(workspace.read(path)).rejects.toMatchObject({ code: 'EC_FILE_PATH_REFUSED' });
});

test('a folder that is a link to a sibling is not entered, by reading, writing, moving or listing', async () => {
  const { root, outside, stateFolder } = ground();
  symlinkSync(outside, join(root, 'dir'));
  writeFileSync(join(root, 'a.txt'), 'a\n');
  await using workspace = await openWorkspace(root, { stateFolder });
  const transaction = await workspace.begin();
  const code = 'EC_FILE_LINK';
  await expect(transaction.read('dir/secret.txt')).rejects.toMatchObject({ code });
  await expect(transaction.write('dir/new.txt', 'x')).rejects.toMatchObject({ code });
  await expect(transaction.delete('dir/secret.txt')).rejects.toMatchObject({ code });
  await expect(transaction.rename('a.txt', 'dir/a.txt')).rejects.toMatchObject({ code });
  expect((await workspace.list()).map(({ path }) => path)).toEqual(['a.txt']);
  expect(readFileSync(join(outside, 'secret.txt'), 'utf8')).toBe('secret\n');
});

test('a hard link to a file outside is not written to', async () => {
  const { root, outside, stateFolder } = ground();
  linkSync(join(outside, 'secret.txt'), join(root, 'mine.txt'));
  await using workspace = await openWorkspace(root, { stateFolder });
  const transaction = await workspace.begin();
  await expect(transaction.write('mine.txt', 'x\n')).rejects.toMatchObject({
    code: 'EC_FILE_HARD_LINK',
    details: { links: 2 },
  });
  expect(readFileSync(join(outside, 'secret.txt'), 'utf8')).toBe('secret\n');
});

test('names of files on their way cannot be guessed, and the files are private until they are complete', async () => {
  const { root, stateFolder } = ground();
  const made: { readonly name: string; readonly index: number }[] = [];
  const driver = faultDriver(diskDriver(), ({ operation, name, index }) => {
    if (operation === 'create') made.push({ name, index });
    return undefined;
  });
  await using workspace = await openWorkspace(root, { stateFolder, driver });
  for (const n of [1, 2]) {
    const transaction = await workspace.begin();
    await transaction.write('a.txt', `${n}\n`);
    await transaction.commit();
  }
  const names = made.map(({ name }) => name.slice(name.lastIndexOf('/') + 1));
  expect(names.length).toBeGreaterThan(6);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^\.enhanced-code-[0-9a-f]{24}\.tmp$/);
  for (const { name } of made) expect(name.startsWith(`${root}/`) || name.startsWith(stateFolder)).toBe(true);
});

test.each(['../../escape', 'a/b', '', '.', '..', 'x'.repeat(81), 'tx\0'])(
  'the id %j cannot name another folder',
  async (id) => {
    const { root, stateFolder } = ground();
    await using workspace = await openWorkspace(root, { stateFolder, ids: () => id });
    await expect(workspace.begin()).rejects.toMatchObject({ code: 'EC_FILE_TRANSACTION_UNKNOWN' });
    await expect(workspace.resume(id)).rejects.toMatchObject({ code: 'EC_FILE_TRANSACTION_UNKNOWN' });
    expect(readdirSync(join(scratch, `${grounds - 1}`)).sort()).toEqual(['state', 'ws', 'ws-evil']);
  },
);

test.each([
  [
    'a file that leads elsewhere',
    (root: string, outside: string) => writeFileSync(join(root, '.git'), `gitdir: ${outside}\n`),
  ],
  ['a link', (root: string, outside: string) => symlinkSync(outside, join(root, '.git'))],
  ['a folder', (root: string) => mkdirSync(join(root, '.git'))],
])(
  "where .git is %s, files are listed, changed and taken back, and git's own stay untouched",
  async (_name, make) => {
    const { root, outside, stateFolder } = ground();
    make(root, outside);
    writeFileSync(join(root, 'a.txt'), 'old\n');
    await using workspace = await openWorkspace(root, { stateFolder });
    expect((await workspace.list()).map(({ path }) => path)).not.toContain('.git/config');
    const transaction = await workspace.begin();
    await transaction.write('a.txt', 'new\n');
    await transaction.commit();
    await workspace.undo();
    expect(await workspace.readText('a.txt')).toBe('old\n');
    expect(readdirSync(outside)).toEqual(['secret.txt']);
  },
);
