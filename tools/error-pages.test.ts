import { expect, test } from 'vitest';
import { collectCatalogues } from '../packages/errors/src/present/index.ts';
import { loadCatalogues, readNotes, readPages, renderPages } from './error-pages.ts';
import { findForeignThrows, foreignThrowsIn } from './foreign-throws.ts';

const declared = await loadCatalogues();
const catalogues = declared.map(({ catalogue }) => catalogue);
const codes = [...collectCatalogues(catalogues).keys()];
const { notes, problems } = readNotes();

test('every area has one catalogue', () => {
  const areas = catalogues.map(({ area }) => area);
  expect(areas).toEqual([...new Set(areas)]);
  for (const area of ['errors', 'recovery', 'file', 'llm', 'core']) expect(areas).toContain(area);
});

test('every code has notes, and every note a code', () => {
  expect(problems).toEqual([]);
  expect(codes.filter((code) => !notes.has(code))).toEqual([]);
  expect([...notes.keys()].filter((code) => !codes.includes(code))).toEqual([]);
});

test('the pages are those that the catalogues and the notes give', () => {
  // `node --conditions=@enhanced-code/source tools/error-pages.ts` writes them anew.
  expect(readPages()).toEqual(renderPages(catalogues, notes));
});

test('no package and no app throws outside a catalogue', () => {
  const { files, found } = findForeignThrows();
  expect(found).toEqual([]);
  expect(files).toBeGreaterThan(100);
});

test.each([
  ['throw new Error("x");', 'a.ts:1 new Error'],
  ['\nconst error = new TypeError("x");', 'a.ts:2 new TypeError'],
  ['reject(new DOMException("x"));', 'a.ts:1 new DOMException'],
  ['throw RangeError("x");', 'a.ts:1 new RangeError'],
  ['class Mine extends Error {}', 'a.ts:1 extends Error'],
  ['throw "x";', 'a.ts:1 throw "x"'],
  ['throw `x`;', 'a.ts:1 throw `x`'],
  ['throw { code: 1 };', 'a.ts:1 throw { code: 1 }'],
])('%s would be found', (text, place) => {
  expect(foreignThrowsIn('a.ts', text)).toEqual([place]);
});

test.each([
  'throw errors.create("EC_X", {});',
  'throw error;',
  'class EnhancedCodeError extends Error {}',
  'if (error instanceof Error) console.log("new Error");',
  'class Other extends Base {}',
])('%s is allowed', (text) => {
  expect(foreignThrowsIn('a.ts', text)).toEqual([]);
});
