import { chmodSync, chownSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type MemoryDriver, memoryDriver } from '../driver/index.ts';
import { type DriverCall, faultDriver } from '../testing/index.ts';
import { openWorkspace, type WorkspaceOptions } from '../workspace/open-workspace.ts';

const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'file-outer-')));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const repository = (top: string): Readonly<Record<string, string>> => ({
  [`${top}/.git/HEAD`]: 'ref: refs/heads/main\n',
  [`${top}/.git/objects/x`]: '',
  [`${top}/.git/refs/x`]: '',
});

function tree(files: Readonly<Record<string, string>>): MemoryDriver {
  const driver = memoryDriver();
  for (const [path, text] of Object.entries(files)) driver.put(path, text);
  return driver;
}

async function listed(folder: string, options: WorkspaceOptions): Promise<readonly string[]> {
  await using workspace = await openWorkspace(folder, { stateFolder: '/state', ...options });
  return (await workspace.list()).map(({ path }) => path);
}

const work = {
  '/home/top/part/sub/a.ts': 'a',
  '/home/top/part/sub/a.log': 'a',
  '/home/top/part/sub/deep/b.tmp': 'b',
  '/home/top/part/sub/keep.log': 'k',
  '/home/top/part/sub/private.txt': 'p',
};
const everything = ['a.log', 'a.ts', 'deep/b.tmp', 'keep.log', 'private.txt'];

describe('the rules of the repository above the folder', () => {
  const rules = {
    '/home/top/.gitignore': '*.log\n/part/sub/deep/*.tmp\n/a.ts\n',
    '/home/top/part/.gitignore': '!keep.log\n',
    '/home/top/.git/info/exclude': 'private.txt\nkeep.log\n',
  };

  test('hold in it, the nearer file before the farther one', async () => {
    const driver = tree({ ...work, ...rules, ...repository('/home/top') });
    expect(await listed('/home/top/part/sub', { driver })).toEqual(['a.ts', 'keep.log']);
  });

  test('go before patterns of the caller and behind files of the folder itself', async () => {
    const own = { '/home/top/part/sub/.gitignore': '!a.log\n' };
    const driver = tree({ ...work, ...rules, ...own, ...repository('/home/top') });
    const list = { ignore: ['keep.log', '/a.ts'] };
    expect(await listed('/home/top/part/sub', { driver, list })).toEqual(['.gitignore', 'a.log', 'keep.log']);
  });

  test('are those of the nearest repository only', async () => {
    const outer = { ...repository('/home'), '/home/.gitignore': '*\n' };
    const driver = tree({ ...work, ...rules, ...outer, ...repository('/home/top') });
    expect(await listed('/home/top/part/sub', { driver })).toEqual(['a.ts', 'keep.log']);
    const inner = { ...repository('/home/top/part/sub'), '/home/top/part/sub/.git/info/exclude': '*.ts\n' };
    const nested = tree({ ...work, ...rules, ...outer, ...repository('/home/top'), ...inner });
    expect(await listed('/home/top/part/sub', { driver: nested })).toEqual(
      everything.filter((path) => path !== 'a.ts'),
    );
  });

  test('can be switched off, and then nothing above is looked at', async () => {
    const driver = tree({ ...work, ...rules, ...repository('/home/top') });
    const opened: DriverCall[] = [];
    const watched = faultDriver(driver, (call) => {
      if (call.operation === 'open') opened.push(call);
      return undefined;
    });
    const list = { gitignore: false };
    expect(await listed('/home/top/part/sub', { driver: watched, list })).toEqual(everything);
    expect(opened.map(({ name }) => name)).not.toContain('/home/top');
  });

  test('hold for the list of a transaction as well', async () => {
    const driver = tree({ ...work, ...rules, ...repository('/home/top') });
    await using workspace = await openWorkspace('/home/top/part/sub', { driver, stateFolder: '/state' });
    const transaction = await workspace.begin();
    expect((await transaction.list()).map(({ path }) => path)).toEqual(['a.ts', 'keep.log']);
  });

  test('hold in a worktree and a submodule, whose .git is a file', async () => {
    const driver = tree({ ...work, ...rules, '/home/top/.git': 'gitdir: /elsewhere/.git/worktrees/top\n' });
    expect(await listed('/home/top/part/sub', { driver })).toEqual(['a.ts', 'keep.log', 'private.txt']);
  });
});

describe('nothing above holds', () => {
  const ignoring = { '/home/top/.gitignore': '*.log\n*.tmp\nprivate.txt\n', '/home/.gitignore': '*\n' };

  test.each([
    ['without a repository', {}],
    ['below a .git that is empty', { '/home/top/.git/description': 'x' }],
    ['below a .git without HEAD', { '/home/top/.git/objects/x': '', '/home/top/.git/refs/x': '' }],
    ['below a .git without objects', { '/home/top/.git/HEAD': 'x', '/home/top/.git/refs/x': '' }],
    ['below a .git without refs', { '/home/top/.git/HEAD': 'x', '/home/top/.git/objects/x': '' }],
    ['below a .git that is some other file', { '/home/top/.git': 'notes\n' }],
  ])('%s', async (_title, files) => {
    const driver = tree({ ...work, ...ignoring, ...files });
    expect(await listed('/home/top/part/sub', { driver })).toEqual(everything);
  });

  test.each(['sub/\n', '/part/\n', '*\n', 'part/sub\n*.log\n'])(
    'where the repository leaves out the folder itself (%j): it is a folder of its own',
    async (pattern) => {
      const driver = tree({ ...work, ...repository('/home/top'), '/home/top/.gitignore': pattern });
      expect(await listed('/home/top/part/sub', { driver })).toEqual(everything);
    },
  );

  test('through a link in the place of .git', async () => {
    const driver = tree({ ...work, ...ignoring, ...repository('/elsewhere') });
    driver.putLink('/home/top/.git', '/elsewhere/.git');
    expect(await listed('/home/top/part/sub', { driver })).toEqual(everything);
  });
});

describe('a folder above that cannot be read', () => {
  const rules = { '/home/top/.gitignore': '*.log\n', '/home/top/part/.gitignore': '*.ts\n' };
  const failing = (error: string): WorkspaceOptions => ({
    driver: faultDriver(tree({ ...work, ...rules, ...repository('/home/top') }), ({ operation, name }) =>
      operation === 'open' && name === '/home/top/part' ? { error } : undefined,
    ),
  });

  test.each(['EACCES', 'EPERM', 'ENOENT'])('is passed over (%s)', async (error) => {
    const paths = await listed('/home/top/part/sub', failing(error));
    expect(paths).toEqual(['a.ts', 'deep/b.tmp', 'private.txt']);
  });

  test('for want of descriptors is told', async () => {
    await expect(listed('/home/top/part/sub', failing('EMFILE'))).rejects.toMatchObject({
      code: 'EC_FILE_TOO_MANY_OPEN',
    });
  });

  test('on the disk keeps nobody from listing what he may read', async () => {
    const root = join(scratch, 'closed', 'inner');
    mkdirSync(root, { recursive: true });
    writeFileSync(join(root, 'a.ts'), 'a');
    chmodSync(join(scratch, 'closed'), 0o100);
    try {
      expect(await listed(root, { stateFolder: join(scratch, 'state') })).toEqual(['a.ts']);
    } finally {
      chmodSync(join(scratch, 'closed'), 0o700);
    }
  });
});

test.runIf(process.getuid?.() === 0)(
  'a repository of somebody else above decides nothing, as for git',
  async () => {
    const top = join(scratch, 'foreign');
    for (const path of ['.git/objects', '.git/refs', 'inner'])
      mkdirSync(join(top, path), { recursive: true });
    writeFileSync(join(top, '.git', 'HEAD'), 'ref: refs/heads/main\n');
    writeFileSync(join(top, '.gitignore'), '*.log\n');
    for (const name of ['a.ts', 'a.log']) writeFileSync(join(top, 'inner', name), name);
    const list = (): Promise<readonly string[]> =>
      listed(join(top, 'inner'), { stateFolder: join(scratch, 'state') });
    expect(await list()).toEqual(['a.ts']);
    chownSync(join(top, '.git'), 12_345, 12_345);
    expect(await list()).toEqual(['a.log', 'a.ts']);
  },
);

test('looking above writes nothing and opens nothing but folders on the way and rules in them', async () => {
  const driver = tree({
    ...work,
    ...repository('/home/top'),
    '/home/top/.gitignore': '*.log\n',
    '/home/secret': 's',
  });
  const calls: DriverCall[] = [];
  const watched = faultDriver(driver, (call) => {
    if (!call.name.startsWith('/home/top/part/sub')) calls.push(call);
    return undefined;
  });
  expect(await listed('/home/top/part/sub', { driver: watched })).toHaveLength(3);
  const reads = calls.filter(({ operation }) => operation === 'read').map(({ name }) => name);
  expect(new Set(reads)).toEqual(new Set(['/home/top/.gitignore', '/home/top/part/.gitignore']));
  const kinds = new Set(calls.map(({ operation }) => operation));
  expect(
    [...kinds].filter((kind) => !['realPath', 'open', 'folder', 'stat', 'stats', 'read'].includes(kind)),
  ).toEqual([]);
});
