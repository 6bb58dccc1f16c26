import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Corpus } from './corpus.ts';
import { FileReader } from './file-reader.ts';
import { type FileRecord, forEachTerm } from './file-record.ts';
import { baseOf, bodyOf, foldersOf, namesOf } from './postings.ts';
import { termId } from './term.ts';

const WORDS = ['cart', 'price', 'addItem', 'größe', 'session', 'x1', '404', '値段'];

/** Which files hold which terms, found by looking at every record. */
function plainScan(records: readonly FileRecord[]) {
  const found = new Map<number, string[]>();
  for (const record of records) {
    forEachTerm(record, (id, { base, folders, names, body }) => {
      found.set(id, [...(found.get(id) ?? []), `${record.path} ${base} ${folders} ${names} ${body}`]);
    });
  }
  return [...found].map(([id, list]): [number, string[]] => [id, list.sort()]).sort();
}

function indexed(corpus: Corpus, ids: readonly number[]) {
  return ids.flatMap((id): [number, string[]][] => {
    const list: string[] = [];
    corpus.terms.forEach(id, (slot, packed) => {
      const counts = [baseOf(packed), foldersOf(packed), namesOf(packed), bodyOf(packed)];
      list.push(`${corpus.terms.record(slot)?.path} ${counts.join(' ')}`);
    });
    expect(corpus.terms.documentsWith(id)).toBe(list.length);
    return list.length === 0 ? [] : [[id, list.sort()]];
  });
}

const change = fc.record({
  path: fc.constantFrom('a.ts', 'cart/b.ts', 'cart/price.ts', 'd.md', 'test/a.test.ts'),
  words: fc.option(fc.array(fc.constantFrom(...WORDS, '\n', 'function '), { maxLength: 12 })),
});

describe('the inverted index', () => {
  test('says after any changes what a look at every record says', () => {
    fc.assert(
      fc.property(fc.array(fc.array(change, { maxLength: 6 }), { maxLength: 5 }), (rounds) => {
        const corpus = new Corpus();
        const reader = new FileReader();
        const everSeen = new Set<number>([termId('nowhere')]);
        for (const round of rounds) {
          for (const { path, words } of round) {
            if (words === null) corpus.remove(path);
            else corpus.put(reader.read(path, words.join(' ')));
          }
          const scanned = plainScan(corpus.records());
          for (const [id] of scanned) everSeen.add(id);
          expect(indexed(corpus, [...everSeen]).sort()).toEqual(scanned);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('stays right when so many files change that it is made anew', () => {
    const corpus = new Corpus();
    const reader = new FileReader();
    const put = (at: number, text: string) => corpus.put(reader.read(`f${at}.ts`, text));
    for (let at = 0; at < 900; at += 1) put(at, `const cart${at} = alpha;\n`);
    expect(corpus.terms.documentsWith(termId('alpha'))).toBe(900);
    for (let at = 0; at < 700; at += 1) {
      if (at % 7 === 0) corpus.remove(`f${at}.ts`);
      else put(at, `const price${at} = common;\n`);
      if (at % 50 === 0) corpus.terms.documentsWith(termId('alpha'));
    }
    expect(corpus.terms.documentsWith(termId('alpha'))).toBe(200);
    expect(corpus.terms.documentsWith(termId('common'))).toBe(600);
    expect(corpus.size).toBe(800);
  });
});
