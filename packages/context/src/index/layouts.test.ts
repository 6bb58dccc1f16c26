import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FileReader } from './file-reader.ts';
import { Layouts, segmentAt } from './layouts.ts';

const line = fc.constantFrom(
  'function load() {',
  '  step();',
  '}',
  '',
  'class Cart {',
  '  add(item) {',
  '  }',
);
const text = fc.array(line, { maxLength: 150, size: 'max' }).map((lines) => lines.join('\n'));

test('segments cover all lines and all bytes, and each line is found in its own', () => {
  const reader = new FileReader();
  fc.assert(
    fc.property(text, (body) => {
      const layout = new Layouts().get(reader.read('src/a.ts', body));
      const bytes = layout.bytes.reduce((sum, each) => sum + each, 0);
      expect(bytes).toBe(Buffer.byteLength(body));
      for (const [at, { startLine, endLine }] of layout.segments.entries()) {
        for (let each = startLine; each <= endLine; each += 1) expect(segmentAt(layout, each)).toBe(at);
      }
    }),
    { numRuns: 60 },
  );
});

test('a record is laid out once, and anew when it was forgotten', () => {
  const layouts = new Layouts();
  const record = new FileReader().read('a.ts', 'function load() {\n}\n');
  const first = layouts.get(record);
  expect(layouts.get(record)).toBe(first);
  layouts.forget(record);
  expect(layouts.get(record)).not.toBe(first);
  expect(layouts.get(record)).toEqual(first);
});

test('an empty file has no segment', () => {
  const layout = new Layouts().get(new FileReader().read('a.ts', ''));
  expect([layout.segments.length, segmentAt(layout, 1)]).toEqual([0, 0]);
});
