import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ByteReader, ByteWriter } from './bytes.ts';

const number = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 2 ** 32 - 1 }));
const part = fc.oneof(
  number.map((value) => ({ kind: 'number', value }) as const),
  fc.string({ unit: 'grapheme', maxLength: 200 }).map((value) => ({ kind: 'text', value }) as const),
);

function written(parts: readonly { readonly kind: string; readonly value: number | string }[]): Uint8Array {
  const writer = new ByteWriter(1);
  for (const { value } of parts) {
    if (typeof value === 'number') writer.number(value);
    else writer.text(value);
  }
  return writer.copy();
}

describe('packed bytes', () => {
  test('give back what was written', () => {
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const reader = new ByteReader(written(parts));
        for (const { kind, value } of parts) {
          expect(kind === 'number' ? reader.number() : reader.text()).toBe(value);
        }
      }),
      { numRuns: 100 },
    );
  });

  test('can be passed over', () => {
    fc.assert(
      fc.property(fc.array(number), fc.string(), number, (numbers, text, last) => {
        const values = [...numbers, text, last].map((value) => ({ kind: typeof value, value }));
        const reader = new ByteReader(written(values));
        reader.skip(numbers.length);
        reader.skipText();
        expect(reader.number()).toBe(last);
      }),
      { numRuns: 100 },
    );
  });

  test('are small for small numbers', () => {
    const sizes = [0, 127, 128, 16_383, 16_384, 2 ** 32 - 1].map(
      (value) => written([{ kind: 'n', value }]).length,
    );
    expect(sizes).toEqual([1, 1, 2, 2, 3, 5]);
  });

  test('hold nothing beyond their end, and passing over ends there', () => {
    const reader = new ByteReader(written([{ kind: 'n', value: 7 }]));
    reader.skip(1_000_000_000);
    expect([reader.number(), reader.text()]).toEqual([0, '']);
  });

  test('a writer begins anew after clear', () => {
    const writer = new ByteWriter();
    writer.text('gone');
    writer.clear();
    writer.number(5);
    expect([...writer.copy()]).toEqual([5]);
  });
});
