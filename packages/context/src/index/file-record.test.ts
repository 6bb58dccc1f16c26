import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { definitionsOf } from '../text/blocks.ts';
import { lineTable } from '../text/lines.ts';
import { wordsOf } from '../text/words.ts';
import { encodeIndex, INDEX_VERSION } from './codec.ts';
import { FileReader } from './file-reader.ts';
import { definitionsIn, findTerm, forEachTerm, linesDefining, linesOf, lookInto } from './file-record.ts';
import { termId, termIds } from './term.ts';

const line = fc
  .array(
    fc.constantFrom('cart', 'addItem', 'items', 'größe', '404', '{', '}', 'function load(', '値段表', '=> x'),
    {
      maxLength: 6,
    },
  )
  .map((words) => words.join(' '));
const text = fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n'));

/** Lines of each term, found by reading the text line by line. */
function linesByTerm(body: string): Map<number, number[]> {
  const found = new Map<number, number[]>();
  for (const [at, each] of body.split('\n').entries()) {
    for (const id of new Set(wordsOf(each).flatMap(termIds)))
      found.set(id, [...(found.get(id) ?? []), at + 1]);
  }
  return found;
}

describe('a record', () => {
  test('knows the lines of every term, the sizes of all lines and the definitions', () => {
    const reader = new FileReader();
    fc.assert(
      fc.property(text, (body) => {
        const record = reader.read('src/load-cart.ts', body);
        const expected = linesByTerm(body);
        const ids = [...expected.keys(), termId('nowhere')];
        const inside = lookInto(record, true);
        expect(linesOf(record, ids)).toEqual([...expected.values(), []]);
        expect(inside.lineBytes.reduce((sum, bytes) => sum + bytes, 0)).toBe(Buffer.byteLength(body));
        expect(inside.definitions).toEqual(definitionsOf('src/load-cart.ts', body, lineTable(body)));
        expect(definitionsIn(record)).toEqual(inside.definitions);
        for (const name of ['load', 'größe', 'loader', '']) {
          const lines = inside.definitions.filter((each) => each.name === name).map((each) => each.line);
          expect(linesDefining(record, Buffer.from(name))).toEqual(lines);
        }
        expect([...record.terms]).toEqual([...record.terms].sort((left, right) => left - right));
      }),
      { numRuns: 120 },
    );
  });

  test('counts words of its path and of the names that it defines', () => {
    const record = new FileReader().read(
      'shop/cart/cart.ts',
      'function cart() {}\nconst cartSize = cart();\n',
    );
    const counts = new Map<number, unknown>();
    forEachTerm(record, (id, each) => counts.set(id, { ...each }));
    expect(counts.get(termId('cart'))).toEqual({ base: 1, folders: 1, names: 2, body: 2 });
    expect(counts.get(termId('shop'))).toEqual({ base: 0, folders: 1, names: 0, body: 0 });
    expect(record.lengths).toMatchObject({ base: 1, folders: 2, names: 4 });
  });

  test('of a text with more lines than are counted knows its first ones', () => {
    const record = new FileReader().read('a.ts', `first\n${'\n'.repeat(70_000)}last\n`);
    expect(findTerm(record.terms, termId('first'))).toBeGreaterThanOrEqual(0);
    expect(findTerm(record.terms, termId('last'))).toBe(-1);
    expect(record.lineCount).toBe(70_002);
  });

  test('takes less room than its text', () => {
    const body = Array.from({ length: 300 }, (_, at) => `  const total${at % 40} = sumOf(cart, ${at});`).join(
      '\n',
    );
    const { terms, data } = new FileReader().read('a.ts', body);
    expect(terms.byteLength + data.byteLength).toBeLessThan(body.length);
  });
});

describe('numbers of terms', () => {
  test('never change, since kept indexes hold them', () => {
    expect(['cart', 'größe', '', 'additem'].map(termId)).toEqual([
      623709540, 2538389087, 2872998923, 326680884,
    ]);
  });

  test('are those of the parts, then of the whole', () => {
    expect(termIds('addItem')).toEqual([termId('add'), termId('item'), termId('additem')]);
    expect(termIds('cart')).toEqual([termId('cart')]);
    expect(termIds('tests')).toEqual([termId('test')]);
  });

  test('seldom meet', () => {
    const ids = new Set(Array.from({ length: 50_000 }, (_, at) => termId(`identifier${at}`)));
    expect(ids.size).toBeGreaterThan(49_990);
  });
});

test('the bytes of a kept index go with its version', () => {
  const reader = new FileReader();
  const record = reader.read(
    'src/cart.ts',
    'export class Cart {\n  addItem(item) {\n    return item;\n  }\n}\n',
  );
  const digest = createHash('sha256')
    .update(encodeIndex([{ record, size: 1, mtimeMs: 2 }]))
    .digest('hex');
  // Another digest means another format or other contents: raise INDEX_VERSION, so that older indexes are rebuilt.
  expect([INDEX_VERSION, digest.slice(0, 16)]).toEqual([3, 'c2ffefbc8c6c8ac7']);
});
