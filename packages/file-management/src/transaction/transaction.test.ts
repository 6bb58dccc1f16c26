import { expect, test } from 'vitest';
import { parseEdits } from '../edits/formats/parse-edits.ts';
import { memoryWorkspace } from '../testing/index.ts';

const decode = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

test('what is pending is read back and reaches the folder only at the commit', async () => {
  const { workspace, driver } = await memoryWorkspace({ 'a.txt': 'one\n', 'b.txt': 'two\n' });
  const transaction = await workspace.begin();
  await transaction.write('a.txt', 'changed\n');
  await transaction.write('new/c.txt', 'three\n');
  await transaction.delete('b.txt');
  expect(await transaction.readText('a.txt')).toBe('changed\n');
  expect(await transaction.readText('b.txt')).toBeUndefined();
  expect((await transaction.list()).map(({ path }) => path)).toEqual(['a.txt', 'new/c.txt']);
  expect([...driver.dump('/work').keys()]).toEqual(['a.txt', 'b.txt']);
  const result = await transaction.commit();
  expect(result.receipts.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
    'modify a.txt',
    'delete b.txt',
    'create new/c.txt',
  ]);
  expect([...driver.dump('/work').keys()]).toEqual(['a.txt', 'new/', 'new/c.txt']);
  expect(decode(driver.dump('/work').get('a.txt')?.bytes)).toBe('changed\n');
});

test('a transaction that is over says so', async () => {
  const { workspace } = await memoryWorkspace({ 'a.txt': 'one\n' });
  const transaction = await workspace.begin();
  await transaction.discard();
  await expect(transaction.write('a.txt', 'x')).rejects.toMatchObject({
    code: 'EC_FILE_TRANSACTION_CLOSED',
    details: { state: 'discarded' },
  });
  await expect(workspace.resume(transaction.id)).rejects.toMatchObject({
    code: 'EC_FILE_TRANSACTION_UNKNOWN',
  });
});

test('an open transaction is found again by its id', async () => {
  const { workspace, driver } = await memoryWorkspace({ 'a.txt': 'one\n' });
  const first = await workspace.begin({ label: 'half done' });
  await first.write('a.txt', 'two\n');
  await workspace[Symbol.asyncDispose]();
  const { openWorkspace } = await import('../workspace/open-workspace.ts');
  const again = await openWorkspace('/work', { driver, stateFolder: '/state' });
  expect(again.recovery.open).toEqual([first.id]);
  const second = await again.resume(first.id);
  expect(await second.readText('a.txt')).toBe('two\n');
  await second.commit();
  expect((await again.history()).map(({ label }) => label)).toEqual(['half done']);
});

test('rolling back returns to the savepoint and keeps what came before it', async () => {
  const { workspace } = await memoryWorkspace({ 'a.txt': 'one\n' });
  const transaction = await workspace.begin();
  await transaction.write('a.txt', 'two\n');
  const first = await transaction.savepoint();
  await transaction.write('a.txt', 'three\n');
  const second = await transaction.savepoint();
  await transaction.write('b.txt', 'new\n');
  await transaction.rollbackTo(first);
  expect(await transaction.readText('a.txt')).toBe('two\n');
  expect(await transaction.readText('b.txt')).toBeUndefined();
  await expect(transaction.rollbackTo(second)).rejects.toMatchObject({ code: 'EC_FILE_SAVEPOINT_UNKNOWN' });
  await transaction.rollbackTo(first);
});

test('an edit set is applied as a whole or not at all', async () => {
  const { workspace } = await memoryWorkspace({ 'a.txt': 'one\ntwo\n', 'b.txt': 'x\n' });
  const transaction = await workspace.begin();
  const block = (path: string, from: string, to: string): string =>
    `${path}\n<<<<<<< SEARCH\n${from}\n=======\n${to}\n>>>>>>> REPLACE\n`;
  const bad = await transaction.apply(
    parseEdits(block('a.txt', 'one', 'ONE') + block('b.txt', 'nothing', 'y')),
  );
  expect(bad.applied).toBe(false);
  expect(bad.refusals).toHaveLength(1);
  expect(await transaction.changes()).toEqual([]);
  const good = await transaction.apply(parseEdits(block('a.txt', 'one', 'ONE') + block('b.txt', 'x', 'y')));
  expect(good.applied).toBe(true);
  expect(good.paths).toEqual(['a.txt', 'b.txt']);
  expect(await transaction.readText('a.txt')).toBe('ONE\ntwo\n');
});

test('the candidate hash names exactly what would be committed', async () => {
  const { workspace } = await memoryWorkspace({ 'a.txt': 'one\n' });
  const transaction = await workspace.begin();
  const empty = await transaction.candidateHash();
  await transaction.write('a.txt', 'two\n');
  const changed = await transaction.candidateHash();
  expect(changed).not.toBe(empty);
  await transaction.setMode('a.txt', 0o755);
  const executable = await transaction.candidateHash();
  expect(executable).not.toBe(changed);
  await expect(transaction.commit({ candidateHash: changed })).rejects.toMatchObject({
    code: 'EC_FILE_CANDIDATE_CHANGED',
  });
  expect((await transaction.commit({ candidateHash: executable })).candidateHash).toBe(executable);
});

test('protected paths need an approval that is bound to the candidate', async () => {
  const { workspace } = await memoryWorkspace({ 'a.txt': 'one\n' });
  const transaction = await workspace.begin();
  await transaction.write('.github/workflows/ci.yml', 'on: push\n');
  await transaction.write('a.txt', 'two\n');
  expect((await transaction.changes()).map(({ protection }) => protection)).toEqual([
    'continuous-integration',
    undefined,
  ]);
  await expect(transaction.commit()).rejects.toMatchObject({
    code: 'EC_FILE_APPROVAL_NEEDED',
    details: { paths: ['.github/workflows/ci.yml'] },
  });
  const candidateHash = await transaction.candidateHash();
  const paths = ['.github/workflows/ci.yml'];
  await transaction.write('a.txt', 'three\n');
  await expect(transaction.commit({ approvals: [{ candidateHash, paths }] })).rejects.toMatchObject({
    code: 'EC_FILE_APPROVAL_NEEDED',
  });
  const approvals = [{ candidateHash: await transaction.candidateHash(), paths }];
  expect((await transaction.commit({ approvals })).status).toBe('committed');
});

test('without a comparer nothing is said to be checked', async () => {
  const { workspace } = await memoryWorkspace({ 'a.txt': 'one\n' });
  const transaction = await workspace.begin();
  await transaction.write('a.txt', 'two\n');
  expect((await transaction.diagnostics()).status).toBe('unavailable');
});

test('diagnostics judge the net change and tell the worst status', async () => {
  const seen: unknown[] = [];
  const compare = {
    async compare(path: string, before: string | undefined, after: string | undefined) {
      seen.push([path, before, after]);
      const added = [{ message: 'bad', severity: 'error' as const }];
      return path === 'a.txt' ? { status: 'errors' as const, added } : { status: 'ok' as const, added: [] };
    },
  };
  const { workspace } = await memoryWorkspace({ 'a.txt': 'one\n', 'b.txt': 'b\n' }, { compare });
  const transaction = await workspace.begin();
  await transaction.write('a.txt', 'between\n');
  await transaction.write('a.txt', 'two\n');
  await transaction.rename('b.txt', 'c.txt');
  const report = await transaction.diagnostics();
  expect(report.status).toBe('errors');
  expect(report.candidateHash).toBe(await transaction.candidateHash());
  expect(seen).toEqual([
    ['a.txt', 'one\n', 'two\n'],
    ['b.txt', 'b\n', undefined],
    ['c.txt', 'b\n', 'b\n'],
  ]);
});

test('a file that somebody else changed is merged, and a clash is a conflict with both sides', async () => {
  const base = 'one\ntwo\nthree\nfour\nfive\n';
  const { workspace, driver } = await memoryWorkspace({ 'a.txt': base });
  const transaction = await workspace.begin();
  await transaction.write('a.txt', base.replace('one', 'ONE'));
  driver.put('/work/a.txt', base.replace('five', 'FIVE'));
  const result = await transaction.commit();
  expect(result.receipts[0]?.merged).toBe(true);
  expect(await workspace.readText('a.txt')).toBe('ONE\ntwo\nthree\nfour\nFIVE\n');

  const second = await workspace.begin();
  await second.write('a.txt', 'mine\n');
  driver.put('/work/a.txt', 'theirs\n');
  await expect(second.commit()).rejects.toMatchObject({
    code: 'EC_FILE_CONFLICT',
    details: { paths: ['a.txt'] },
  });
  expect(second.conflicts()).toMatchObject([
    { path: 'a.txt', reason: 'both-changed', ours: 'mine\n', theirs: 'theirs\n' },
  ]);
  expect(await workspace.readText('a.txt')).toBe('theirs\n');
  await second.write('a.txt', 'both\n');
  await second.commit();
  expect(await workspace.readText('a.txt')).toBe('both\n');
});

test('a merge makes a new candidate, which has to be looked at again', async () => {
  const { workspace, driver } = await memoryWorkspace({ 'a.txt': '1\n2\n3\n4\n5\n' });
  const transaction = await workspace.begin();
  await transaction.write('a.txt', 'one\n2\n3\n4\n5\n');
  const candidateHash = await transaction.candidateHash();
  driver.put('/work/a.txt', '1\n2\n3\n4\nfive\n');
  await expect(transaction.commit({ candidateHash })).rejects.toMatchObject({
    code: 'EC_FILE_CANDIDATE_CHANGED',
  });
  expect(await transaction.readText('a.txt')).toBe('one\n2\n3\n4\nfive\n');
  await transaction.commit({ candidateHash: await transaction.candidateHash() });
  expect(await workspace.readText('a.txt')).toBe('one\n2\n3\n4\nfive\n');
});

test('a changed file that was only read is reported, and refused when isolation is strict', async () => {
  for (const isolation of ['reported', 'strict'] as const) {
    const { workspace, driver } = await memoryWorkspace({ 'a.txt': 'a\n', 'b.txt': 'b\n' }, { isolation });
    const transaction = await workspace.begin();
    await transaction.read('a.txt');
    await transaction.write('b.txt', 'changed\n');
    driver.put('/work/a.txt', 'other\n');
    expect((await transaction.outsideChanges()).map(({ path }) => path)).toEqual(['a.txt']);
    if (isolation === 'strict') {
      await expect(transaction.commit()).rejects.toMatchObject({ code: 'EC_FILE_STALE_READ' });
      expect(await workspace.readText('b.txt')).toBe('b\n');
    } else expect((await transaction.commit()).stale.map(({ path }) => path)).toEqual(['a.txt']);
  }
});

test('blocks are accepted, rejected and edited by ids that stay', async () => {
  const { workspace } = await memoryWorkspace({ 'a.txt': '1\n2\n3\n4\n5\n' });
  const transaction = await workspace.begin();
  await transaction.write('a.txt', 'one\n2\nthree\n4\nfive\n');
  const before = await transaction.blocks();
  expect(before.map(({ afterText }) => afterText)).toEqual(['one\n', 'three\n', 'five\n']);
  await transaction.rejectBlocks([before[1]?.id ?? '']);
  expect(await transaction.readText('a.txt')).toBe('one\n2\n3\n4\nfive\n');
  const after = await transaction.blocks();
  expect(after.map(({ id }) => id)).toEqual([before[0]?.id, before[2]?.id]);
  await transaction.editBlock(after[0]?.id ?? '', 'eins\n');
  expect(await transaction.readText('a.txt')).toBe('eins\n2\n3\n4\nfive\n');
  await expect(transaction.acceptBlocks(['nonsense'])).rejects.toMatchObject({
    code: 'EC_FILE_BLOCK_UNKNOWN',
  });
  await transaction.acceptBlocks([]);
  expect(await transaction.changes()).toEqual([]);
});
