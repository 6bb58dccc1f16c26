import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hashOf } from '../content/file-snapshot.ts';
import { type MemoryDriver, memoryDriver } from '../driver/index.ts';
import { BlobStore } from './blob-store.ts';

async function store(): Promise<{ blobs: BlobStore; driver: MemoryDriver; names: () => readonly string[] }> {
  let now = 0;
  const driver = memoryDriver({ now: () => ++now });
  await driver.makeFolders('/blobs', 0o700);
  let count = 0;
  const blobs = new BlobStore(await driver.open('/blobs'), () => `.enhanced-code-${++count}.tmp`);
  return { blobs, driver, names: () => [...driver.dump('/blobs').keys()] };
}

const text = Buffer.from('export const one = 1;\n'.repeat(200));

describe('what is kept', () => {
  test('is given back byte for byte, whatever it is', async () => {
    const { blobs } = await store();
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 2000 }),
      fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 20 }), fc.nat(300)).map(([part, times]) => {
        return Uint8Array.from(Array.from({ length: times }, () => [...part]).flat());
      }),
    );
    await fc.assert(
      fc.asyncProperty(bytes, async (content) => {
        const hash = await blobs.put(content);
        expect(hash).toBe(hashOf(content));
        expect(Buffer.from(await blobs.get(hash)).equals(Buffer.from(content))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test('is packed where that saves space, and left alone where it does not', async () => {
    const { blobs, driver } = await store();
    const noise = randomBytes(5000);
    const [packed, plain, small] = [
      await blobs.put(text),
      await blobs.put(noise),
      await blobs.put(Buffer.from('tiny')),
    ];
    const sizes = await blobs.sizes();
    expect(sizes.get(packed)).toBeLessThan(text.length / 3);
    expect([sizes.get(plain), sizes.get(small)]).toEqual([5000, 4]);
    expect([...driver.dump('/blobs').keys()].sort()).toEqual([`${packed}.z`, plain, small].sort());
  });

  test('is kept once, also where an earlier version kept it as it is', async () => {
    const { blobs, driver, names } = await store();
    const hash = hashOf(text);
    driver.put(`/blobs/${hash}`, text);
    expect(await blobs.put(text)).toBe(hash);
    expect(names()).toEqual([hash]);
    expect(Buffer.from(await blobs.get(hash)).equals(text)).toBe(true);
  });

  test('lasts over a loss of power once it was secured', async () => {
    const { blobs, driver } = await store();
    const hash = await blobs.put(text);
    await blobs.secure(hash);
    await blobs.sync();
    driver.losePower('drop');
    expect(Buffer.from(await blobs.get(hash)).equals(text)).toBe(true);
    const other = await blobs.put(Buffer.concat([text, text]));
    driver.losePower('drop');
    await expect(blobs.get(other)).rejects.toMatchObject({ code: 'EC_FILE_BLOB_MISSING' });
  });
});

describe('damaged bytes', () => {
  test.each([
    ['cut off', (bytes: Uint8Array) => bytes.subarray(0, bytes.length >> 1)],
    ['empty', () => new Uint8Array()],
    ['changed', (bytes: Uint8Array) => bytes.map((byte, at) => (at === 10 ? byte ^ 1 : byte))],
    ['others', () => Buffer.from('not packed at all')],
  ])('are as good as none (%s), and are put again', async (_title, harm) => {
    for (const content of [text, Buffer.from('short\n'.repeat(3))]) {
      const { blobs, driver, names } = await store();
      const hash = await blobs.put(content);
      const [name = ''] = names();
      driver.put(`/blobs/${name}`, harm(driver.dump('/blobs').get(name)?.bytes ?? new Uint8Array()));
      await expect(blobs.get(hash)).rejects.toMatchObject({
        code: 'EC_FILE_BLOB_MISSING',
        details: { hash },
      });
      await expect(blobs.secure(hash)).rejects.toMatchObject({ code: 'EC_FILE_BLOB_MISSING' });
      expect(await blobs.put(content)).toBe(hash);
      expect(Buffer.from(await blobs.get(hash)).equals(content)).toBe(true);
      expect(names()).toEqual([name]);
    }
  });

  test.each([
    ['cut off', (bytes: Uint8Array) => bytes.subarray(0, bytes.length - 1)],
    ['empty', () => new Uint8Array()],
  ])('are not taken for secure by the process that put them (%s)', async (_title, harm) => {
    const { blobs, driver, names } = await store();
    const hash = await blobs.put(text);
    const [name = ''] = names();
    driver.put(`/blobs/${name}`, harm(driver.dump('/blobs').get(name)?.bytes ?? new Uint8Array()));
    await expect(blobs.secure(hash)).rejects.toMatchObject({ code: 'EC_FILE_BLOB_MISSING' });
  });
});

test('collecting takes what nobody names and what is old, and nothing else', async () => {
  const { blobs, driver, names } = await store();
  const [kept, dropped] = [await blobs.put(text), await blobs.put(Buffer.concat([text, Buffer.from('!')]))];
  driver.put('/blobs/notes.txt', 'not a blob');
  const size = (await blobs.sizes()).get(dropped) ?? 0;
  expect(await blobs.collect(new Set([kept]), 0)).toBe(0);
  expect(await blobs.collect(new Set([kept]), 1e9)).toBe(size);
  expect([...names()].sort()).toEqual([`${kept}.z`, 'notes.txt'].sort());
});
