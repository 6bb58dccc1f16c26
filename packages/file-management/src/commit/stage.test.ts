import { describe, expect, test } from 'vitest';
import {
  commitFiles,
  faultyWorkspace,
  isInTree,
  litterOf,
  once,
  recordOf,
  treeOf,
} from '../../test/faulty-workspace.ts';
import type { MemoryDriver } from '../driver/index.ts';
import type { DriverCall } from '../testing/index.ts';

const files = { 'a.txt': 'a\n', 'dir/b.txt': 'b\n', 'c.txt': 'c\n' };
const changes = { 'a.txt': 'new a\n', 'dir/new.txt': 'new\n', 'x/y/z.txt': 'z\n', 'c.txt': null };
const reachesTree = (call: DriverCall): boolean =>
  isInTree(call) && ['replace', 'link', 'remove', 'makeFolder'].includes(call.operation);

/** A commit that stopped when it was decided and had reached no file yet. */
async function decided() {
  const scene = await faultyWorkspace(files, once(reachesTree, 'crash-before'));
  await commitFiles(scene.workspace, changes);
  return { ...scene, ...recordOf(scene.memory) };
}

const committed = {
  'a.txt': 'new a\n',
  'dir/': '',
  'dir/b.txt': 'b\n',
  'dir/new.txt': 'new\n',
  'x/': '',
  'x/y/': '',
  'x/y/z.txt': 'z\n',
};

test('new content waits in the nearest folder that exists, under a name of its own; a deletion waits nowhere', async () => {
  const { memory, record } = await decided();
  expect(record).toMatchObject({ phase: 'apply', entry: { folders: ['x', 'x/y'] }, emptied: [] });
  const places = record.staged.map(({ path, folder }) => [path, folder]);
  expect(places).toEqual([
    ['a.txt', ''],
    ['dir/new.txt', 'dir'],
    ['x/y/z.txt', ''],
  ]);
  const waiting = record.staged.map(({ folder, name }) => `${folder === '' ? '' : `${folder}/`}${name}`);
  expect(litterOf(memory)).toEqual([...waiting].sort());
  expect(waiting.map((path) => treeOf(memory)[path])).toEqual(['new a\n', 'new\n', 'z\n']);
});

test('folders that are to be made are named once, and outermost first', async () => {
  const { workspace, memory } = await faultyWorkspace(files, once(reachesTree, 'crash-before'));
  await commitFiles(workspace, { 'p/q/r/1.txt': '1', 'p/q/2.txt': '2', 'p/3.txt': '3', 's/4.txt': '4' });
  expect(recordOf(memory).record.entry.folders).toEqual(['p', 's', 'p/q', 'p/q/r']);
});

test('a file on its way is private until its bytes are complete, and has its permission bits before its place', async () => {
  const modes: string[] = [];
  const look = (call: DriverCall, memory: MemoryDriver): undefined => {
    const [staged] = [...memory.dump('/work')].filter(([path]) => path.endsWith('.tmp'));
    if (staged === undefined) return;
    const isWrite = call.operation === 'write' && call.name.endsWith('.tmp');
    const isMove = call.operation === 'replace' && call.name === '/work/run.sh';
    if (isWrite || isMove) modes.push(`${call.operation} ${staged[1].mode.toString(8)}`);
  };
  const { workspace, memory } = await faultyWorkspace(files, look);
  memory.put('/work/run.sh', 'old\n', 0o755);
  await commitFiles(workspace, { 'run.sh': 'new\n' });
  expect(modes.filter((mode) => mode.startsWith('write 600'))).not.toEqual([]);
  expect(modes.at(-1)).toBe('replace 755');
  expect(memory.dump('/work').get('run.sh')?.mode).toBe(0o755);
});

describe('what waits for a decided commit', () => {
  const spoil: Readonly<Record<string, (memory: MemoryDriver, path: string) => void>> = {
    'is used when it is whole': () => undefined,
    'is made again when it is gone': (memory, path) => memory.drop(path),
    'is made again when it holds other bytes': (memory, path) => memory.put(path, 'torn'),
    'is made again when its permission bits are others': (memory, path) =>
      memory.put(path, Buffer.from(memory.dump('/work').get(path.slice(6))?.bytes ?? []), 0o600),
  };
  test.each(Object.entries(spoil))('%s', async (_title, harm) => {
    const { memory, record, reopen } = await decided();
    for (const { folder, name } of record.staged) harm(memory, `/work/${folder}/${name}`.replace('//', '/'));
    const { recovery } = await reopen();
    expect(recovery.commits).toMatchObject([{ outcome: 'finished' }]);
    expect(treeOf(memory)).toEqual(committed);
    const modes = [...memory.dump('/work')]
      .filter(([path]) => !path.endsWith('/'))
      .map(([, { mode }]) => mode);
    expect(modes).toEqual([0o644, 0o644, 0o644, 0o644]);
  });
});

describe('a commit that was only prepared', () => {
  const prepared = async () => {
    const stop = ({ operation, name }: DriverCall): boolean =>
      operation === 'syncFile' && name.endsWith('.tmp');
    let syncs = 0;
    // The first file that is synced is the record itself.
    const scene = await faultyWorkspace(files, (call) =>
      stop(call) && ++syncs === 4 ? 'crash-before' : undefined,
    );
    await commitFiles(scene.workspace, { 'a.txt': 'new a\n', 'dir/b.txt': 'new b\n', 'dir/d.txt': 'd\n' });
    expect(recordOf(scene.memory).record.phase).toBe('prepare');
    expect(litterOf(scene.memory).length).toBeGreaterThan(1);
    return scene;
  };

  test('is cleared away, whatever waits', async () => {
    const { memory, reopen } = await prepared();
    const { recovery } = await reopen();
    expect(recovery.commits).toMatchObject([{ outcome: 'taken-back', foreign: [] }]);
    expect(treeOf(memory)).toEqual({ 'a.txt': 'a\n', 'c.txt': 'c\n', 'dir/': '', 'dir/b.txt': 'b\n' });
    expect(recordOf(memory).path).toBe('');
  });

  test.each([
    ['gone', () => undefined],
    ['a file now', (memory: MemoryDriver) => memory.put('/work/dir', 'a file')],
    ['a link now', (memory: MemoryDriver) => memory.putLink('/work/dir', '/elsewhere')],
  ] as const)('is cleared away when a folder in which something waits is %s', async (_title, put) => {
    const { memory, reopen } = await prepared();
    memory.put('/elsewhere/.keep', '');
    for (const path of Object.keys(treeOf(memory)))
      if (path.startsWith('dir/') && path !== 'dir/') memory.drop(`/work/${path}`);
    memory.drop('/work/dir');
    put(memory);
    const { recovery } = await reopen();
    expect(recovery).toMatchObject({ commits: [{ outcome: 'taken-back' }] });
    expect(recovery.failure).toBeUndefined();
    expect(litterOf(memory)).toEqual([]);
  });

  test('stays unfinished while what waits cannot be removed', async () => {
    const { memory, reopen } = await prepared();
    const { faultDriver } = await import('../testing/index.ts');
    const driver = faultDriver(memory, (call) =>
      call.operation === 'remove' && isInTree(call) ? { error: 'EACCES' } : undefined,
    );
    const { recovery } = await reopen({ driver });
    expect(recovery.failure).toMatchObject({ code: 'EC_FILE_NOT_WRITABLE', details: { errno: 'EACCES' } });
    expect(recordOf(memory).record.phase).toBe('prepare');
    expect(litterOf(memory)).not.toEqual([]);
  });
});

test.each([
  ['EACCES', 'EC_FILE_NOT_WRITABLE'],
  ['ELOOP', 'EC_FILE_LINK'],
  ['EMFILE', 'EC_FILE_TOO_MANY_OPEN'],
])(
  'a folder that cannot be opened (%s) when places are looked for keeps the commit from beginning',
  async (error, code) => {
    let secured = false;
    const { workspace, memory, driver } = await faultyWorkspace(files, ({ operation, name }) => {
      secured ||= operation === 'sync' && name.endsWith('/blobs/');
      return secured && operation === 'folder' && name === '/work/dir' ? { error } : undefined;
    });
    const { outcome } = await commitFiles(workspace, { 'dir/sub/new.txt': 'new\n' });
    expect(outcome).toBe(code);
    expect(driver.calls.filter((call) => call.operation === 'create' && isInTree(call))).toEqual([]);
    expect(treeOf(memory)).toEqual({ 'a.txt': 'a\n', 'c.txt': 'c\n', 'dir/': '', 'dir/b.txt': 'b\n' });
    expect(recordOf(memory).path).toBe('');
  },
);
