import { describe, expect, test } from 'vitest';
import { editEncoded, encodings } from '../../test/encoded-files.ts';
import { seeded } from '../../test/line-cases.ts';
import { memoryWorkspace } from '../testing/index.ts';

test.each(encodings)('an edit of generated files in %s leaves every other byte as it was', async (name) => {
  const report = await editEncoded(name, 12, seeded(8));
  expect(report.wrong).toEqual([]);
  expect(report.refused).toBe(/^utf/.test(name) ? 0 : 12);
});

describe('letters that a file of unknown encoding shall get', () => {
  const write = async (bytes: readonly number[], change: (text: string) => string) => {
    const { workspace, driver } = await memoryWorkspace({ 'a.txt': Uint8Array.from(bytes) });
    await using transaction = await workspace.begin();
    const { text = '' } = await transaction.read('a.txt');
    await transaction.write('a.txt', change(text));
    await transaction.commit();
    return [...(driver.dump('/work').get('a.txt')?.bytes ?? [])];
  };
  const cafe = [0x63, 0x61, 0x66, 0xe9, 0x0a];
  const chinese = [0xd6, 0xd0, 0xce, 0xc4, 0x20, 0x61, 0x0a];

  test('are taken as Latin-1 where the present ones stand alone', async () => {
    expect(await write(cafe, (text) => `${text}\u00fc\n`)).toEqual([...cafe, 0xfc, 0x0a]);
  });

  test('are refused where the present ones come in pairs, since they would become halves of others', async () => {
    await expect(write(chinese, (text) => `${text}\u00fc\n`)).rejects.toMatchObject({
      code: 'EC_FILE_UNENCODABLE',
      details: { path: 'a.txt', offset: 7 },
    });
  });

  test('may be moved, repeated and taken away', async () => {
    expect(await write(chinese, (text) => `${text}b ${text}`)).toEqual([...chinese, 0x62, 0x20, ...chinese]);
    expect(await write(chinese, () => 'plain\n')).toEqual([...Buffer.from('plain\n')]);
    expect(await write(chinese, (text) => text.replace('a', 'b'))).toEqual(
      chinese.map((byte) => (byte === 0x61 ? 0x62 : byte)),
    );
  });

  test('are refused in the text of an edited block as well', async () => {
    const { workspace } = await memoryWorkspace({ 'a.txt': Uint8Array.from(chinese) });
    const transaction = await workspace.begin();
    await transaction.write('a.txt', (await transaction.readText('a.txt'))?.replace('a', 'b') ?? '');
    const [block] = await transaction.blocks();
    await expect(transaction.editBlock(block?.id ?? '', '\u00fc\n')).rejects.toMatchObject({
      code: 'EC_FILE_UNENCODABLE',
    });
    await transaction.editBlock(block?.id ?? '', 'c\n');
    expect(await transaction.readText('a.txt')).toBe('c\n');
  });
});
