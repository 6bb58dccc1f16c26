import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { memoryWorkspace } from '../testing/index.ts';
import type { Transaction } from './transaction.ts';

const kinds = async (transaction: Transaction): Promise<readonly string[]> =>
  (await transaction.changes()).map(
    ({ kind, path, from }) => `${kind} ${path}${from === undefined ? '' : ` from ${from}`}`,
  );

describe('what comes to nothing is no change', () => {
  const nothing: Readonly<Record<string, (transaction: Transaction) => Promise<void>>> = {
    'the same text': (t) => t.write('a.txt', 'a\n'),
    'the same bytes': (t) => t.write('a.txt', Buffer.from('a\n')),
    'a text and back': async (t) => {
      await t.write('a.txt', 'other\n');
      await t.write('a.txt', 'a\n');
    },
    'a move there and back': async (t) => {
      await t.rename('a.txt', 'b.txt');
      await t.rename('b.txt', 'a.txt');
    },
    'a file that comes and goes': async (t) => {
      await t.write('new.txt', 'new\n');
      await t.delete('new.txt');
    },
    'a deletion and the same file again': async (t) => {
      await t.delete('a.txt');
      await t.write('a.txt', 'a\n');
    },
    'other permission bits and the old ones': async (t) => {
      await t.setMode('a.txt', 0o755);
      await t.setMode('a.txt', 0o644);
    },
    'a rolled back savepoint': async (t) => {
      const before = await t.savepoint();
      await t.write('a.txt', 'other\n');
      await t.delete('dir/c.txt');
      await t.rollbackTo(before);
    },
  };
  test.each(Object.entries(nothing))('%s', async (_title, act) => {
    const { workspace } = await memoryWorkspace({ 'a.txt': 'a\n', 'dir/c.txt': 'c\n' });
    const untouched = await (await workspace.begin()).candidateHash();
    const transaction = await workspace.begin();
    await act(transaction);
    expect(await transaction.changes()).toEqual([]);
    expect(await transaction.diff()).toBe('');
    expect(await transaction.blocks()).toEqual([]);
    expect(await transaction.candidateHash()).toBe(untouched);
    expect(await transaction.commit()).toMatchObject({ status: 'nothing-to-do', receipts: [] });
    expect(await workspace.history()).toEqual([]);
  });
});

describe('moves', () => {
  test('in a row are one move from where the file was', async () => {
    const { workspace } = await memoryWorkspace({ 'a.txt': 'a\n' });
    const transaction = await workspace.begin();
    for (const [from, to] of [
      ['a.txt', 'b.txt'],
      ['b.txt', 'dir/c.txt'],
      ['dir/c.txt', 'd.txt'],
    ] as const)
      await transaction.rename(from, to);
    expect(await kinds(transaction)).toEqual(['delete a.txt', 'create d.txt from a.txt']);
    expect(await transaction.diff()).toContain('rename from a.txt\nrename to d.txt\n');
    await transaction.commit();
    expect((await workspace.list()).map(({ path }) => path)).toEqual(['d.txt']);
    await workspace.undo();
    expect((await workspace.list()).map(({ path }) => path)).toEqual(['a.txt']);
  });

  test('of two files to the name of the other exchange them', async () => {
    const { workspace } = await memoryWorkspace({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
    const transaction = await workspace.begin();
    await transaction.rename('a.txt', 'aside.txt');
    await transaction.rename('b.txt', 'a.txt');
    await transaction.rename('aside.txt', 'b.txt');
    await transaction.commit();
    expect([await workspace.readText('a.txt'), await workspace.readText('b.txt')]).toEqual(['b\n', 'a\n']);
    expect((await workspace.list()).map(({ path }) => path)).toEqual(['a.txt', 'b.txt']);
    await workspace.undo();
    expect([await workspace.readText('a.txt'), await workspace.readText('b.txt')]).toEqual(['a\n', 'b\n']);
  });

  test('of a new file are its creation under the last name', async () => {
    const { workspace } = await memoryWorkspace({});
    const transaction = await workspace.begin();
    await transaction.write('new.txt', 'new\n', { mode: 0o755 });
    await transaction.rename('new.txt', 'bin/tool');
    expect(await kinds(transaction)).toEqual(['create bin/tool']);
    await transaction.commit();
    expect((await workspace.read('bin/tool')).mode).toBe(0o755);
  });

  test('take permission bits, encoding and bytes along, also with an edit behind them', async () => {
    const { workspace, driver } = await memoryWorkspace({});
    driver.put('/work/a.bin', Uint8Array.of(0, 1, 2), 0o600);
    driver.put('/work/a.txt', Buffer.from('\ufeffone\r\n', 'utf16le'), 0o755);
    const transaction = await workspace.begin();
    await transaction.rename('a.bin', 'moved/a.bin');
    await transaction.rename('a.txt', 'moved/a.txt');
    await transaction.write('moved/a.txt', 'two\r\n');
    await transaction.commit();
    const moved = await workspace.read('moved/a.txt');
    expect(moved).toMatchObject({ mode: 0o755, encoding: 'utf-16le', bom: true, text: 'two\r\n' });
    expect(await workspace.read('moved/a.bin')).toMatchObject({ mode: 0o600, bytes: Uint8Array.of(0, 1, 2) });
  });
});

test('what is pending is listed, read and looked for in folders that do not exist yet', async () => {
  const { workspace } = await memoryWorkspace({ 'a.txt': 'a\n', 'dir/b.txt': 'b\n' });
  const transaction = await workspace.begin();
  await transaction.write('new/deep/c.txt', 'c\n');
  await transaction.delete('dir/b.txt');
  await transaction.rename('a.txt', 'z.txt');
  expect((await transaction.list()).map(({ path }) => path)).toEqual(['new/deep/c.txt', 'z.txt']);
  expect(await transaction.readText('a.txt')).toBeUndefined();
  await expect(transaction.read('dir/b.txt')).rejects.toMatchObject({ code: 'EC_FILE_NOT_FOUND' });
  expect((await transaction.read('z.txt')).bytes).toEqual(new Uint8Array(Buffer.from('a\n')));
  expect((await workspace.list()).map(({ path }) => path)).toEqual(['a.txt', 'dir/b.txt']);
});

test('any sequence of pending steps reads as a plain map of files would', async () => {
  const paths = ['a.txt', 'b.txt', 'dir/c.txt', 'dir/d.txt'];
  const step = fc.oneof(
    fc.record({
      kind: fc.constant('write' as const),
      path: fc.constantFrom(...paths),
      text: fc.constantFrom('x', 'y\n', ''),
    }),
    fc.record({ kind: fc.constant('delete' as const), path: fc.constantFrom(...paths) }),
    fc.record({
      kind: fc.constant('rename' as const),
      path: fc.constantFrom(...paths),
      to: fc.constantFrom(...paths),
    }),
    fc.record({ kind: fc.constant('save' as const) }),
    fc.record({ kind: fc.constant('back' as const) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
      const { workspace } = await memoryWorkspace({ 'a.txt': 'a', 'dir/c.txt': 'c' });
      const transaction = await workspace.begin();
      let model = new Map([
        ['a.txt', 'a'],
        ['dir/c.txt', 'c'],
      ]);
      const saved: { name: string; model: Map<string, string> }[] = [];
      for (const one of steps) {
        if (one.kind === 'save') saved.push({ name: await transaction.savepoint(), model: new Map(model) });
        else if (one.kind === 'back') {
          const last = saved.at(-1);
          if (last === undefined) continue;
          await transaction.rollbackTo(last.name);
          model = new Map(last.model);
        } else if (one.kind === 'write') {
          await transaction.write(one.path, one.text);
          model.set(one.path, one.text);
        } else {
          const there = model.has(one.path);
          const free = one.kind === 'delete' || !model.has(one.to);
          const act =
            one.kind === 'delete' ? transaction.delete(one.path) : transaction.rename(one.path, one.to);
          const done = await act.then(
            () => true,
            () => false,
          );
          expect(done).toBe(there && free);
          if (!done) continue;
          if (one.kind === 'rename') model.set(one.to, model.get(one.path) ?? '');
          model.delete(one.path);
        }
        for (const path of paths) expect(await transaction.readText(path)).toBe(model.get(path));
      }
      await transaction.commit();
      for (const path of paths) expect(await workspace.readText(path)).toBe(model.get(path));
      expect((await workspace.list()).map(({ path }) => path)).toEqual([...model.keys()].sort());
    }),
    { numRuns: 60 },
  );
});
