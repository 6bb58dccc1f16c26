import { describe, expect, test } from 'vitest';
import {
  commitFiles,
  type Decide,
  faultyWorkspace,
  isInTree,
  litterOf,
  once,
  recordOf,
  treeOf,
} from '../../test/faulty-workspace.ts';
import type { DriverCall } from '../testing/index.ts';
import { faultDriver } from '../testing/index.ts';

const files = { 'a.txt': 'a\n', 'dir/b.txt': 'b\n', 'dir/c.txt': 'c\n' };
const changes = { 'a.txt': 'new a\n', 'dir/b.txt': null, 'x/y/new.txt': 'new\n' };
const old = { 'a.txt': 'a\n', 'dir/': '', 'dir/b.txt': 'b\n', 'dir/c.txt': 'c\n' };
const done = {
  ...{ 'a.txt': 'new a\n', 'dir/': '', 'dir/c.txt': 'c\n' },
  ...{ 'x/': '', 'x/y/': '', 'x/y/new.txt': 'new\n' },
};

const isRecord = ({ operation, name }: DriverCall): boolean =>
  operation === 'replace' && name.endsWith('.commit.json');
const linksNew = (call: DriverCall): boolean => call.operation === 'link' && isInTree(call);

/** Acts when the record of the commit is written for the n-th time. */
function atRecord(n: number, act: Decide): Decide {
  let seen = 0;
  return (call, memory) => (isRecord(call) && ++seen === n ? act(call, memory) : undefined);
}

test('the order of a commit: content, record, staging, decision, files, history', async () => {
  const { workspace, driver, memory } = await faultyWorkspace(files);
  const transaction = await workspace.begin();
  for (const [path, text] of Object.entries(changes))
    await (text === null ? transaction.delete(path) : transaction.write(path, text));
  const before = driver.calls.length;
  await transaction.commit();
  const calls = driver.calls.slice(before);
  const at = (fits: (call: DriverCall) => boolean, last = false): number =>
    last ? calls.findLastIndex(fits) : calls.findIndex(fits);
  const records = [at(isRecord), at(isRecord, true)] as const;
  const places = (call: DriverCall): boolean =>
    isInTree(call) && ['replace', 'link', 'makeFolder'].includes(call.operation);
  const steps = [
    at((call) => call.operation === 'sync' && call.name.endsWith('/blobs/')),
    records[0],
    at((call) => call.operation === 'create' && isInTree(call)),
    at((call) => call.operation === 'syncFile' && call.name.endsWith('.tmp'), true),
    records[1],
    at((call) => call.operation === 'remove' && call.name === '/work/dir/b.txt'),
    at(places),
    at(places, true),
    at((call) => call.operation === 'sync' && isInTree(call), true),
    at((call) => call.operation === 'write' && call.name === 'journal'),
    at((call) => call.operation === 'remove' && call.name.endsWith('.commit.json')),
  ];
  // The last file that is synced on its way is the record with the decision itself.
  expect(steps.filter((step, index) => index !== 3 && step < 0)).toEqual([]);
  expect(steps.toSorted((one, other) => one - other)).toEqual(steps);
  expect(treeOf(memory)).toEqual(done);
});

describe('a failure before the decision changes nothing, and the commit can be made again', () => {
  const inState = ({ name }: DriverCall): boolean => name.startsWith('/state/');
  test.each([
    [
      'no space for the content',
      once(({ operation, name }) => operation === 'append' && /[0-9a-f]{64}$/.test(name), {
        error: 'ENOSPC',
      }),
      'EC_FILE_NO_SPACE',
      '/state/',
    ],
    [
      'no space for the record',
      once((call) => isRecord(call), { error: 'ENOSPC' }),
      'EC_FILE_NO_SPACE',
      '/work',
    ],
    [
      'no space for a file on its way',
      once((call) => call.operation === 'create' && isInTree(call), { error: 'ENOSPC' }),
      'EC_FILE_NO_SPACE',
      '/work',
    ],
    [
      'no room for names of content',
      once((call) => call.operation === 'sync' && inState(call) && call.name.endsWith('/blobs/'), {
        error: 'EIO',
      }),
      'EC_FILE_IO',
      '/state/',
    ],
  ] as const)('%s', async (_title, decide, code, place) => {
    const { workspace, memory } = await faultyWorkspace(files, decide);
    const { outcome, error, transaction } = await commitFiles(workspace, changes);
    expect(outcome).toBe(code);
    expect((error as { details: { path: string } }).details.path).toContain(place);
    expect(treeOf(memory)).toEqual(old);
    expect(recordOf(memory).path).toBe('');
    expect((await transaction.commit()).status).toBe('committed');
    expect(treeOf(memory)).toEqual(done);
    expect(await workspace.history()).toHaveLength(1);
  });

  test('pending bytes that were lost are told, and no other file is changed', async () => {
    const { workspace, memory } = await faultyWorkspace(files);
    const transaction = await workspace.begin();
    await transaction.write('a.txt', 'new a\n');
    await transaction.write('dir/c.txt', 'new c\n');
    const [change] = await transaction.changes();
    const hash = change?.after?.hash ?? '';
    const [blob = ''] = [...memory.dump('/state').keys()].filter((path) => path.endsWith(hash));
    memory.put(`/state/${blob}`, 'damaged');
    await expect(transaction.commit()).rejects.toMatchObject({
      code: 'EC_FILE_BLOB_MISSING',
      details: { hash },
    });
    expect(treeOf(memory)).toEqual(old);
    expect(recordOf(memory).path).toBe('');
  });
});

describe('descriptors that carrying out will take', () => {
  const opensRoot = ({ operation, name }: DriverCall): boolean => operation === 'open' && name === '/work';

  test('are tried before the decision, as many as there are folders to make and some more', async () => {
    const { workspace, driver } = await faultyWorkspace(files);
    const transaction = await workspace.begin();
    await transaction.write('x/y/new.txt', 'new\n');
    const before = driver.calls.length;
    await transaction.commit();
    const calls = driver.calls.slice(before);
    const decision = calls.findLastIndex(isRecord);
    // One more look is taken whether the folder is still the one that was opened.
    expect(calls.slice(0, decision).filter(opensRoot)).toHaveLength(1 + 2 + 4);
    expect(calls.slice(decision).filter(opensRoot)).toEqual([]);
  });

  test('and are not to be had keep the commit from being decided', async () => {
    let tries = 0;
    const { workspace, memory, driver } = await faultyWorkspace(files, (call, memory) =>
      opensRoot(call) && recordOf(memory).record.phase === 'prepare' && ++tries === 3
        ? { error: 'EMFILE' }
        : undefined,
    );
    const { outcome, transaction } = await commitFiles(workspace, changes);
    expect(outcome).toBe('EC_FILE_TOO_MANY_OPEN');
    expect(driver.calls.filter((call) => call.operation === 'makeFolder' && isInTree(call))).toEqual([]);
    expect(treeOf(memory)).toEqual(old);
    expect((await transaction.commit()).status).toBe('committed');
  });
});

describe('who writes while new content is staged', () => {
  test('the same lines as we do is told of the clash, and nothing had to be taken back', async () => {
    const phases: string[] = [];
    const write = atRecord(1, (_call, memory) => void memory.put('/work/a.txt', 'theirs\n'));
    const { workspace, memory } = await faultyWorkspace(files, (call, memory) => {
      phases.push(recordOf(memory).record.phase);
      return write(call, memory);
    });
    const { outcome, transaction } = await commitFiles(workspace, {
      'a.txt': 'ours\n',
      'dir/b.txt': 'new b\n',
    });
    expect(outcome).toBe('EC_FILE_CONFLICT');
    expect(transaction.conflicts()).toMatchObject([{ path: 'a.txt', theirs: 'theirs\n', ours: 'ours\n' }]);
    expect(treeOf(memory)).toEqual({ ...old, 'a.txt': 'theirs\n' });
    expect(new Set(phases)).toEqual(new Set(['none', 'prepare']));
  });

  test('other lines of the same file gets them merged', async () => {
    const phases: string[] = [];
    const write = atRecord(1, (_call, memory) => void memory.put('/work/a.txt', '1\n2\n3\n4\nfive\n'));
    const { workspace, memory } = await faultyWorkspace(
      { 'a.txt': '1\n2\n3\n4\n5\n', 'b.txt': 'b\n' },
      (call, memory) => {
        phases.push(recordOf(memory).record.phase);
        return write(call, memory);
      },
    );
    const { outcome } = await commitFiles(workspace, { 'a.txt': 'one\n2\n3\n4\n5\n', 'b.txt': 'new\n' });
    expect(outcome).toBe('committed');
    expect(treeOf(memory)).toEqual({ 'a.txt': 'one\n2\n3\n4\nfive\n', 'b.txt': 'new\n' });
    expect(phases).not.toContain('revert');
    expect(await workspace.history()).toHaveLength(1);
  });

  test('again and again, is told as a conflict of the file in the end', async () => {
    let writes = 0;
    const { workspace, memory } = await faultyWorkspace({ 'a.txt': '1\n2\n3\n4\n5\n' }, (call, memory) => {
      const isStaging = call.operation === 'create' && isInTree(call);
      if (isStaging) memory.put('/work/a.txt', `1\n2\n3\n4\nversion ${++writes}\n`);
      return undefined;
    });
    const { outcome, error } = await commitFiles(workspace, { 'a.txt': 'one\n2\n3\n4\n5\n' });
    expect({ outcome, writes }).toEqual({ outcome: 'EC_FILE_CONFLICT', writes: 4 });
    expect(error).toMatchObject({ details: { paths: ['a.txt'] } });
    expect(treeOf(memory)).toEqual({ 'a.txt': '1\n2\n3\n4\nversion 4\n' });
  });
});

describe('a commit that fails after the decision', () => {
  test('is taken back in full, durably: files, folders and what waited', async () => {
    const { workspace, memory } = await faultyWorkspace(files, once(linksNew, { error: 'EIO' }));
    const { outcome, error } = await commitFiles(workspace, changes);
    expect(outcome).toBe('EC_FILE_IO');
    expect(error).toMatchObject({ details: { path: 'x/y/new.txt', errno: 'EIO' } });
    expect(treeOf(memory)).toEqual(old);
    memory.losePower('drop');
    expect(treeOf(memory)).toEqual(old);
    expect(recordOf(memory).path).toBe('');
    expect(await workspace.history()).toEqual([]);
  });

  test.each([
    ['a folder that cannot be made', 'makeFolder', '/work/x'],
    ['a file that cannot be removed', 'remove', '/work/dir/b.txt'],
    ['a file that cannot be replaced', 'replace', '/work/a.txt'],
  ])('is taken back: %s', async (_title, operation, name) => {
    const { workspace, memory } = await faultyWorkspace(
      files,
      once((call) => call.operation === operation && call.name === name, { error: 'EACCES' }),
    );
    const { outcome } = await commitFiles(workspace, changes);
    expect(outcome).toBe('EC_FILE_NOT_WRITABLE');
    expect(treeOf(memory)).toEqual(old);
    expect(recordOf(memory).path).toBe('');
  });

  test('and cannot be taken back either is told as unfinished with its first cause, and settled later', async () => {
    const { workspace, memory, reopen } = await faultyWorkspace(files, (call) =>
      linksNew(call) || (call.operation === 'removeFolder' && isInTree(call)) ? { error: 'EIO' } : undefined,
    );
    const { outcome, error, transaction } = await commitFiles(workspace, changes);
    expect(outcome).toBe('EC_FILE_COMMIT_UNFINISHED');
    expect(error).toMatchObject({
      details: { transactionId: transaction.id },
      cause: { code: 'EC_FILE_IO', details: { path: 'x/y/new.txt' } },
    });
    expect(recordOf(memory).record.phase).toBe('revert');
    const { recovery } = await reopen();
    expect(recovery.commits).toEqual([{ transactionId: transaction.id, outcome: 'taken-back', foreign: [] }]);
    expect(treeOf(memory)).toEqual(old);
  });

  test('and is killed while it is taken back, is taken back by the next process', async () => {
    const run = async (
      kill: number,
    ): Promise<{ killed: boolean; tree: object; outcomes: readonly string[] }> => {
      let since = -1;
      let killed = false;
      const scene = await faultyWorkspace(files, (call) => {
        if (since < 0 && !linksNew(call)) return undefined;
        since++;
        if (since === 0) return { error: 'EIO' };
        if (since !== kill) return undefined;
        killed = true;
        return 'crash-after';
      });
      await commitFiles(scene.workspace, changes);
      const { recovery } = await scene.reopen();
      expect(recovery.failure).toBeUndefined();
      const outcomes = recovery.commits.map(({ outcome }) => outcome);
      return { killed, tree: treeOf(scene.memory), outcomes };
    };
    const seen = new Set<string>();
    for (let kill = 1, going = true; going; kill++) {
      const { killed, tree, outcomes } = await run(kill);
      going = killed;
      for (const outcome of outcomes) seen.add(outcome);
      // A kill before the record says that it is taken back leaves a decided commit, which is carried out.
      expect(tree, `call ${kill}`).toEqual(outcomes[0] === 'finished' ? done : old);
    }
    expect([...seen].sort()).toEqual(['finished', 'taken-back']);
  });

  test('is told as unfinished when what it prepared cannot be cleared away', async () => {
    let failing = true;
    const { workspace, memory, reopen } = await faultyWorkspace(files, (call) => {
      if (!failing || !isInTree(call)) return undefined;
      if (
        call.operation === 'create' &&
        recordOf(memory).record.phase === 'prepare' &&
        litterOf(memory).length > 0
      )
        return { error: 'ENOSPC' };
      return call.operation === 'remove' ? { error: 'EIO' } : undefined;
    });
    const { outcome, error } = await commitFiles(workspace, changes);
    expect(outcome).toBe('EC_FILE_COMMIT_UNFINISHED');
    expect(error).toMatchObject({ cause: { code: 'ENOSPC' } });
    expect(litterOf(memory)).not.toEqual([]);
    failing = false;
    expect((await reopen()).recovery.commits).toMatchObject([{ outcome: 'taken-back' }]);
    expect(treeOf(memory)).toEqual(old);
  });
});

describe('the end of a commit', () => {
  test('a record that stays after the history has the change is cleared away later, and nothing is done twice', async () => {
    const { workspace, memory, reopen } = await faultyWorkspace(
      files,
      once(({ operation, name }) => operation === 'remove' && name.endsWith('.commit.json'), {
        error: 'EIO',
      }),
    );
    expect((await commitFiles(workspace, changes)).outcome).toBe('committed');
    expect(recordOf(memory).record.phase).toBe('apply');
    memory.put('/work/a.txt', 'edited since\n');
    const later = await reopen();
    expect(later.recovery.commits).toMatchObject([{ outcome: 'finished', foreign: [] }]);
    expect(treeOf(memory)).toEqual({ ...done, 'a.txt': 'edited since\n' });
    expect(recordOf(memory).path).toBe('');
    expect(await later.history()).toHaveLength(1);
  });

  test('a transaction that could not be removed after its commit is no open one, and goes with the next opening', async () => {
    const { workspace, memory, reopen } = await faultyWorkspace(
      files,
      once(({ operation, name }) => operation === 'remove' && name.endsWith('/log'), 'crash-before'),
    );
    const { outcome, transaction } = await commitFiles(workspace, changes);
    expect(outcome).toBe('committed');
    const folders = (): readonly string[] =>
      [...memory.dump('/state').keys()].filter((path) => path.includes(transaction.id));
    expect(folders()).not.toEqual([]);
    const waiting = await reopen({ settle: 'on-demand' });
    expect(waiting.recovery.open).toEqual([]);
    expect((await waiting.recover({ dryRun: true })).open).toEqual([]);
    expect(folders()).not.toEqual([]);
    const later = await reopen();
    expect(later.recovery).toEqual({ commits: [], open: [] });
    expect(folders()).toEqual([]);
    expect(await later.history()).toHaveLength(1);
  });

  test('a commit looks into no other open transaction, however many there are', async () => {
    const { workspace, memory } = await faultyWorkspace(files);
    for (let n = 0; n < 30; n++) await (await workspace.begin()).write('dir/c.txt', `${n}\n`);
    const calls: DriverCall[] = [];
    const driver = faultDriver(memory, (call) => {
      calls.push(call);
      return undefined;
    });
    const { openWorkspace } = await import('../workspace/open-workspace.ts');
    const other = await openWorkspace('/work', { driver, stateFolder: '/state' });
    const transaction = await other.begin();
    await transaction.write('a.txt', 'new\n');
    calls.length = 0;
    await transaction.commit();
    const strangers = calls.filter(
      ({ name }) => /\/transactions\//.test(name) && !name.includes(transaction.id),
    );
    expect(strangers.map(({ operation }) => operation)).toEqual([]);
    await workspace[Symbol.asyncDispose]();
  });
});
