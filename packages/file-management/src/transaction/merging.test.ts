import { describe, expect, test } from 'vitest';
import { encodeText, type TextEncoding } from '../content/encoding.ts';
import { memoryWorkspace } from '../testing/index.ts';
import type { Transaction } from './transaction.ts';

const BASE = 'one\ntwo\nthree\nfour\nfive\n';
const ours = (text: string): string => text.replace('one', 'ONE');
const theirs = (text: string): string => text.replace('five', 'FIVE');

/** Our change of a file over bytes that somebody else wrote meanwhile. */
async function meet(
  base: Uint8Array,
  mine: (t: Transaction) => Promise<void>,
  other: Uint8Array,
  mode = 0o644,
) {
  const { workspace, driver } = await memoryWorkspace({ 'a.txt': base });
  const transaction = await workspace.begin();
  await mine(transaction);
  driver.put('/work/a.txt', other, mode);
  const outcome = await transaction.commit().then(
    ({ receipts }) => (receipts[0]?.merged ? 'merged' : 'committed'),
    () => transaction.conflicts()[0]?.reason,
  );
  const found = driver.dump('/work').get('a.txt');
  return { outcome, bytes: Buffer.from(found?.bytes ?? []), mode: found?.mode, transaction, workspace };
}

const encoded = (text: string, encoding: TextEncoding, bom = false): Uint8Array =>
  encodeText('a.txt', { text, encoding, bom });

describe('changes of different lines are merged', () => {
  test.each([
    ['utf-8', false],
    ['utf-8', true],
    ['utf-16le', true],
    ['utf-16be', true],
    ['latin1', false],
  ] as const)('in %s, with a mark: %s', async (encoding, bom) => {
    // A letter that is no UTF-8 by itself makes the file one of another encoding.
    const accent = encoding === 'latin1' ? 'caf\u00e9 ici\n' : 'caf\u00e9 \u4e16\n';
    const encode = (text: string): Uint8Array => encoded(accent + text, encoding, bom);
    const { outcome, bytes } = await meet(
      encode(BASE),
      (transaction) => transaction.write('a.txt', accent + ours(BASE)),
      encode(theirs(BASE)),
    );
    expect(outcome).toBe('merged');
    expect(bytes.equals(Buffer.from(encode(ours(theirs(BASE)))))).toBe(true);
  });

  test('with the line ending of each line as it was', async () => {
    const mixed = 'one\r\ntwo\nthree\rfour\r\nfive\r\n';
    const { outcome, bytes } = await meet(
      Buffer.from(mixed),
      (transaction) => transaction.write('a.txt', ours(mixed)),
      Buffer.from(theirs(mixed)),
    );
    expect(outcome).toBe('merged');
    expect(bytes.toString()).toBe('ONE\r\ntwo\nthree\rfour\r\nFIVE\r\n');
  });

  test('in the encoding of whoever changed it', async () => {
    const change = (transaction: Transaction): Promise<void> => transaction.write('a.txt', ours(BASE));
    const byThem = await meet(Buffer.from(BASE), change, encoded(theirs(BASE), 'utf-16le', true));
    expect(byThem.outcome).toBe('merged');
    expect(byThem.bytes.equals(Buffer.from(encoded(ours(theirs(BASE)), 'utf-16le', true)))).toBe(true);
    const recode = (transaction: Transaction): Promise<void> =>
      transaction.write('a.txt', encoded(ours(BASE), 'utf-8', true));
    const byUs = await meet(Buffer.from(BASE), recode, Buffer.from(theirs(BASE)));
    expect(byUs.outcome).toBe('merged');
    expect(byUs.bytes.equals(Buffer.from(encoded(ours(theirs(BASE)), 'utf-8', true)))).toBe(true);
  });

  test('with the permission bits of whoever set them', async () => {
    const write = (transaction: Transaction): Promise<void> => transaction.write('a.txt', ours(BASE));
    const byThem = await meet(Buffer.from(BASE), write, Buffer.from(theirs(BASE)), 0o755);
    expect([byThem.outcome, byThem.mode]).toEqual(['merged', 0o755]);
    const both = async (transaction: Transaction): Promise<void> => {
      await write(transaction);
      await transaction.setMode('a.txt', 0o600);
    };
    const byUs = await meet(Buffer.from(BASE), both, Buffer.from(theirs(BASE)), 0o755);
    expect([byUs.outcome, byUs.mode]).toEqual(['merged', 0o600]);
  });

  test('again and again, as often as somebody writes before a commit', async () => {
    // Lines of their own between the changes: neighbours would clash, as they do for git.
    const spread = 'one\n-\ntwo\n-\nthree\n-\nfour\n-\nfive\n';
    const words = ['two', 'three', 'four'];
    const { workspace, driver } = await memoryWorkspace({ 'a.txt': spread });
    const transactions = await Promise.all(words.map(() => workspace.begin()));
    for (const [index, word] of words.entries())
      await transactions[index]?.write('a.txt', spread.replace(word, word.toUpperCase()));
    driver.put('/work/a.txt', theirs(spread));
    for (const transaction of transactions)
      expect((await transaction.commit()).receipts[0]?.merged).toBe(true);
    expect(await workspace.readText('a.txt')).toBe('one\n-\nTWO\n-\nTHREE\n-\nFOUR\n-\nFIVE\n');
    for (let n = 0; n < 3; n++) await workspace.undo();
    expect(await workspace.readText('a.txt')).toBe(theirs(spread));
  });
});

describe('changes that cannot be merged', () => {
  test('of the same line are told with their lines and as text with markers', async () => {
    const { outcome, transaction, bytes } = await meet(
      Buffer.from(BASE),
      (t) => t.write('a.txt', BASE.replace('three', 'mine')),
      Buffer.from(BASE.replace('three', 'theirs')),
    );
    expect(outcome).toBe('both-changed');
    const [conflict] = transaction.conflicts();
    expect(conflict?.stretches).toHaveLength(1);
    expect(conflict?.markers).toBe(
      'one\ntwo\n<<<<<<< pending\nmine\n||||||| base\nthree\n=======\ntheirs\n>>>>>>> disk\nfour\nfive\n',
    );
    expect(bytes.toString()).toBe(BASE.replace('three', 'theirs'));
  });

  test('between bytes of an unknown encoding and letters of a known one', async () => {
    const { outcome } = await meet(
      Buffer.from(BASE),
      (t) => t.write('a.txt', ours(BASE)),
      Buffer.from([...Buffer.from(theirs(BASE)), 0xe9, 0x0a]),
    );
    expect(outcome).toBe('not-text');
  });
});

describe('a conflict is settled', () => {
  const clash = async () => {
    const { workspace, driver } = await memoryWorkspace({ 'a.txt': 'a\n', 'b.txt': 'b\n', 'c.txt': 'c\n' });
    const transaction = await workspace.begin();
    await transaction.write('a.txt', 'mine\n');
    await transaction.delete('b.txt');
    await transaction.write('new.txt', 'mine\n');
    await transaction.write('c.txt', 'untroubled\n');
    for (const name of ['a', 'b', 'new']) driver.put(`/work/${name}.txt`, 'theirs\n');
    await expect(transaction.commit()).rejects.toMatchObject({
      details: { paths: ['a.txt', 'b.txt', 'new.txt'] },
    });
    const reasons = transaction.conflicts().map(({ path, reason }) => `${path} ${reason}`);
    expect(reasons).toEqual(['a.txt both-changed', 'b.txt we-delete', 'new.txt both-created']);
    return { workspace, driver, transaction };
  };

  test('file by file: only what was looked at and written anew counts as settled', async () => {
    const { transaction, workspace } = await clash();
    await transaction.write('a.txt', 'mine and theirs\n');
    expect(transaction.conflicts().map(({ path }) => path)).toEqual(['b.txt', 'new.txt']);
    await expect(transaction.commit()).rejects.toMatchObject({ details: { paths: ['b.txt', 'new.txt'] } });
    expect(await workspace.readText('a.txt')).toBe('theirs\n');
    await transaction.write('b.txt', 'kept\n');
    await transaction.write('new.txt', 'both\n');
    expect((await transaction.commit()).status).toBe('committed');
    const texts = await Promise.all(['a', 'b', 'c', 'new'].map((name) => workspace.readText(`${name}.txt`)));
    expect(texts).toEqual(['mine and theirs\n', 'kept\n', 'untroubled\n', 'both\n']);
    await workspace.undo();
    // What somebody else wrote is what was there before, and comes back.
    expect(await workspace.readText('a.txt')).toBe('theirs\n');
    expect(await workspace.readText('new.txt')).toBe('theirs\n');
  });

  test('by giving the change up, and nothing of theirs is touched', async () => {
    const { transaction, workspace } = await clash();
    await transaction.discard();
    const texts = await Promise.all(['a', 'b', 'new'].map((name) => workspace.readText(`${name}.txt`)));
    expect(texts).toEqual(['theirs\n', 'theirs\n', 'theirs\n']);
    expect(await workspace.readText('c.txt')).toBe('c\n');
  });

  test('and clashes again when somebody writes once more', async () => {
    const { transaction, driver, workspace } = await clash();
    for (const name of ['a', 'b', 'new']) await transaction.write(`${name}.txt`, 'settled\n');
    driver.put('/work/new.txt', 'theirs again\n');
    await expect(transaction.commit()).rejects.toMatchObject({ details: { paths: ['new.txt'] } });
    expect(await workspace.readText('new.txt')).toBe('theirs again\n');
  });
});
