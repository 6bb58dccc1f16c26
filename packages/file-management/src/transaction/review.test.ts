import { describe, expect, test } from 'vitest';
import { memoryWorkspace } from '../testing/index.ts';
import { openWorkspace } from '../workspace/open-workspace.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Transaction } from './transaction.ts';

const TEN = Array.from({ length: 10 }, (_, n) => `line ${n}\n`);
const change = (...lines: readonly (readonly [at: number, text: string])[]): string => {
  const changed = [...TEN];
  for (const [at, text] of lines) changed[at] = text;
  return changed.join('');
};

async function reviewed(): Promise<{ workspace: Workspace; transaction: Transaction }> {
  const { workspace } = await memoryWorkspace({
    'a.txt': TEN.join(''),
    'b.txt': 'b\n',
    'c.bin': Uint8Array.of(0, 1, 0, 0, 1),
  });
  const transaction = await workspace.begin();
  await transaction.write('a.txt', change([1, 'ONE\n'], [5, 'FIVE\n'], [8, '']));
  await transaction.write('b.txt', 'B\n');
  await transaction.write('new.txt', 'new\n');
  await transaction.write('c.bin', Uint8Array.of(0, 1, 0, 0, 2));
  return { workspace, transaction };
}

describe('change blocks', () => {
  test('are contiguous changes in the order of paths and lines; bytes that are no text have none', async () => {
    const { transaction } = await reviewed();
    const blocks = await transaction.blocks();
    expect(blocks.map(({ path, beforeText, afterText }) => [path, beforeText, afterText])).toEqual([
      ['a.txt', 'line 1\n', 'ONE\n'],
      ['a.txt', 'line 5\n', 'FIVE\n'],
      ['a.txt', 'line 8\n', ''],
      ['b.txt', 'b\n', 'B\n'],
      ['new.txt', '', 'new\n'],
    ]);
    expect(new Set(blocks.map(({ id }) => id)).size).toBe(5);
  });

  test('keep their ids when other blocks are taken back or edited', async () => {
    const { transaction } = await reviewed();
    const [one, five, gone, b, created] = (await transaction.blocks()).map(({ id }) => id);
    await transaction.rejectBlocks([one ?? '', b ?? '']);
    expect((await transaction.blocks()).map(({ id }) => id)).toEqual([five, gone, created]);
    await transaction.editBlock(gone ?? '', 'eight\n');
    const left = await transaction.blocks();
    expect(left.map(({ id }) => id)[0]).toBe(five);
    expect(left.map(({ id }) => id)[2]).toBe(created);
    expect(await transaction.readText('a.txt')).toBe(change([5, 'FIVE\n'], [8, 'eight\n']));
  });

  test('accepting some takes all others back but leaves files without blocks alone', async () => {
    const { workspace, transaction } = await reviewed();
    const [, five] = (await transaction.blocks()).map(({ id }) => id);
    await transaction.acceptBlocks([five ?? '']);
    const { receipts } = await transaction.commit();
    expect(receipts.map(({ path }) => path)).toEqual(['a.txt', 'c.bin']);
    expect(await workspace.readText('a.txt')).toBe(change([5, 'FIVE\n']));
    expect(await workspace.readText('new.txt')).toBeUndefined();
    expect(await workspace.readText('b.txt')).toBe('b\n');
  });

  test.each(['acceptBlocks', 'rejectBlocks'] as const)(
    '%s refuses an unknown id and changes nothing',
    async (method) => {
      const { transaction } = await reviewed();
      const before = await transaction.candidateHash();
      await expect(transaction[method](['00000000-none'])).rejects.toMatchObject({
        code: 'EC_FILE_BLOCK_UNKNOWN',
        details: { block: '00000000-none' },
      });
      await expect(transaction.editBlock('none', 'x')).rejects.toMatchObject({
        code: 'EC_FILE_BLOCK_UNKNOWN',
      });
      expect(await transaction.candidateHash()).toBe(before);
    },
  );

  test('rejecting all of them leaves only what has no blocks', async () => {
    const { transaction } = await reviewed();
    await transaction.rejectBlocks((await transaction.blocks()).map(({ id }) => id));
    expect((await transaction.changes()).map(({ path }) => path)).toEqual(['c.bin']);
  });
});

describe('the candidate hash', () => {
  test('is the same for the same change, however it came about, and in another process', async () => {
    const one = await reviewed();
    const two = await reviewed();
    await two.transaction.write('a.txt', 'something else\n');
    await two.transaction.write('x.txt', 'x\n');
    await two.transaction.delete('x.txt');
    await two.transaction.write('a.txt', change([1, 'ONE\n'], [5, 'FIVE\n'], [8, '']));
    expect(await two.transaction.candidateHash()).toBe(await one.transaction.candidateHash());
  });

  test.each([
    ['another text', (t: Transaction) => t.write('b.txt', 'BB\n')],
    ['another file', (t: Transaction) => t.write('d.txt', 'd\n')],
    ['another mode', (t: Transaction) => t.setMode('b.txt', 0o755)],
    ['a deletion', (t: Transaction) => t.delete('b.txt')],
    ['a move', (t: Transaction) => t.rename('b.txt', 'e.txt')],
    ['a block less', async (t: Transaction) => t.rejectBlocks([(await t.blocks())[0]?.id ?? ''])],
  ])('is another one for %s', async (_name, act) => {
    const { transaction } = await reviewed();
    const before = await transaction.candidateHash();
    await act(transaction);
    expect(await transaction.candidateHash()).not.toBe(before);
  });

  test('binds a commit: what is not that candidate is not committed', async () => {
    const { workspace, transaction } = await reviewed();
    const candidateHash = await transaction.candidateHash();
    await transaction.write('b.txt', 'later\n');
    await expect(transaction.commit({ candidateHash })).rejects.toMatchObject({
      code: 'EC_FILE_CANDIDATE_CHANGED',
      exitCode: 7,
      details: { expected: candidateHash, actual: await transaction.candidateHash() },
    });
    expect(await workspace.readText('b.txt')).toBe('b\n');
  });
});

describe('approvals', () => {
  const guarded = [
    '.github/workflows/ci.yml',
    '.git/hooks/pre-commit',
    '.vscode/tasks.json',
    '.env.d/.npmrc',
    'AGENTS.md',
  ];

  test('name each protected path and the very candidate', async () => {
    const { workspace } = await memoryWorkspace({ 'a.txt': 'a\n' });
    const transaction = await workspace.begin();
    for (const path of guarded) await transaction.write(path, 'run me\n');
    const paths = (await transaction.changes())
      .filter(({ protection }) => protection)
      .map(({ path }) => path);
    expect(paths.toSorted()).toEqual(guarded.toSorted());
    const candidateHash = await transaction.candidateHash();
    const codes: string[] = [];
    for (const approvals of [
      undefined,
      [],
      [{ candidateHash: 'another', paths }],
      [{ candidateHash, paths: paths.slice(1) }],
    ]) {
      await transaction
        .commit(approvals && { approvals })
        .catch(({ code }: { code: string }) => codes.push(code));
    }
    expect(codes).toEqual(Array(4).fill('EC_FILE_APPROVAL_NEEDED'));
    expect(await workspace.list()).toHaveLength(1);
    const two = [
      { candidateHash, paths: paths.slice(0, 2) },
      { candidateHash, paths: paths.slice(2) },
    ];
    expect((await transaction.commit({ approvals: two })).receipts).toHaveLength(guarded.length);
  });

  test('of what was moved there are needed as well, and not for what only lies beside it', async () => {
    const { workspace } = await memoryWorkspace({ 'plain.yml': 'on: push\n', '.github/readme.md': 'x\n' });
    const transaction = await workspace.begin();
    await transaction.rename('plain.yml', '.github/workflows/ci.yml');
    await expect(transaction.commit()).rejects.toMatchObject({
      code: 'EC_FILE_APPROVAL_NEEDED',
      details: { paths: ['.github/workflows/ci.yml'] },
    });
    await transaction.discard();
    const other = await workspace.begin();
    await other.write('.github/readme.md', 'y\n');
    expect((await other.commit()).status).toBe('committed');
  });
});

describe('files that were only read', () => {
  test.each([
    ['changed', (put: (text?: string) => void) => put('other\n'), true],
    ['deleted', (put: (text?: string) => void) => put(), true],
    ['left alone', () => undefined, false],
  ])('and then %s are told, and refused where that was asked for', async (_name, outside, isStale) => {
    for (const isolation of ['reported', 'strict'] as const) {
      const { workspace, driver } = await memoryWorkspace(
        { 'read.txt': 'old\n', 'a.txt': 'a\n' },
        { isolation },
      );
      const transaction = await workspace.begin();
      await transaction.read('read.txt');
      await transaction.readText('absent.txt');
      await transaction.write('a.txt', 'changed\n');
      outside((text) =>
        text === undefined ? driver.drop('/work/read.txt') : driver.put('/work/read.txt', text),
      );
      expect(await transaction.outsideChanges()).toHaveLength(isStale ? 1 : 0);
      const outcome = await transaction.commit().then(
        ({ stale }) => stale.map(({ path }) => path),
        ({ code, details }: { code: string; details: { paths: string[] } }) => [code, ...details.paths],
      );
      const told = isStale ? ['read.txt'] : [];
      expect(outcome).toEqual(isStale && isolation === 'strict' ? ['EC_FILE_STALE_READ', ...told] : told);
    }
  });
});

describe('savepoints', () => {
  test('nest, survive a restart, and those behind the one that was rolled back to are gone', async () => {
    const { workspace, driver } = await memoryWorkspace({ 'a.txt': '0\n' });
    const transaction = await workspace.begin();
    const names: string[] = [];
    for (const n of [1, 2, 3]) {
      names.push(await transaction.savepoint());
      await transaction.write('a.txt', `${n}\n`);
    }
    await workspace[Symbol.asyncDispose]();
    const later = await openWorkspace('/work', { driver, stateFolder: '/state' });
    const resumed = await later.resume(transaction.id);
    expect(await resumed.readText('a.txt')).toBe('3\n');
    await resumed.rollbackTo(names[1] ?? '');
    expect(await resumed.readText('a.txt')).toBe('1\n');
    await expect(resumed.rollbackTo(names[2] ?? '')).rejects.toMatchObject({
      code: 'EC_FILE_SAVEPOINT_UNKNOWN',
    });
    const fresh = await resumed.savepoint();
    expect(names).not.toContain(fresh);
    await resumed.rollbackTo(names[0] ?? '');
    expect(await resumed.changes()).toEqual([]);
    await resumed.rollbackTo(names[0] ?? '');
  });

  test('bring back deletions, moves, modes and whole edits', async () => {
    const { workspace } = await memoryWorkspace({ 'a.txt': 'a\n', 'b.txt': 'b\n', 'c.txt': 'c\n' });
    const transaction = await workspace.begin();
    await transaction.write('a.txt', 'first\n');
    const before = await transaction.candidateHash();
    const point = await transaction.savepoint();
    await transaction.delete('a.txt');
    await transaction.rename('b.txt', 'moved.txt');
    await transaction.setMode('c.txt', 0o700);
    await transaction.rollbackTo(point);
    expect(await transaction.candidateHash()).toBe(before);
    expect((await transaction.list()).map(({ path }) => path)).toEqual(['a.txt', 'b.txt', 'c.txt']);
  });
});
