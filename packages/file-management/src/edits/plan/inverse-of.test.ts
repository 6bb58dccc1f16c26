import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EditCase } from '../../../test/edits/case.ts';
import { brokenPromise } from '../../../test/edits/inverse.ts';
import { hashOf } from '../../../test/edits/judge.ts';
import { editKinds, makeCase } from '../../../test/edits/kinds.ts';
import { block, diff, lines } from '../../../test/edits/lab.ts';
import { createRandom } from '../../../test/edits/random.ts';
import { collectSources } from '../../../test/edits/sources.ts';
import { inverseOf, parseEdits, planEdits } from '../index.ts';

const one = { 'a.txt': lines('one', 'two', 'three') };
const patch = (...body: string[]): string => lines('*** Begin Patch', ...body, '*** End Patch');

const cases: Readonly<Record<string, Omit<EditCase, 'kind'>>> = {
  'a changed line': { format: 'unified-diff', edit: diff('@@ -2 +2 @@', '-two', '+TWO'), files: one },
  'a file that is made': { format: 'apply-patch', edit: patch('*** Add File: b.txt', '+new'), files: one },
  'a file that is deleted': { format: 'apply-patch', edit: patch('*** Delete File: a.txt'), files: one },
  'a file that is moved and changed': {
    format: 'apply-patch',
    edit: patch('*** Update File: a.txt', '*** Move to: c.txt', '@@', '-two', '+TWO'),
    files: one,
  },
  'edits that build on each other': {
    format: 'search-replace',
    edit: `${block('one', 'ONE\nnew')}${block('new\ntwo', 'newer\ntwo')}`,
    files: one,
  },
  'all lines that go': { format: 'search-replace', edit: block('one\ntwo\nthree', ''), files: one },
  'a text without a last newline': {
    format: 'search-replace',
    edit: block('two', 'TWO\nmore'),
    files: { 'a.txt': 'one\r\ntwo' },
  },
  'a newline that goes away': {
    format: 'unified-diff',
    edit: diff('@@ -3 +3 @@', '-three', '+three', '\\ No newline at end of file'),
    files: one,
  },
  'text inside one line, twice': {
    format: 'str-replace',
    edit: JSON.stringify({ path: 'a.txt', old_str: 'o', new_str: '\r', replace_all: true }),
    files: { 'a.txt': 'foo\nbo' },
  },
  'an empty file': {
    format: 'str-replace',
    edit: JSON.stringify({ path: 'a.txt', old_str: '', new_str: 'text' }),
    files: { 'a.txt': '' },
  },
};

describe('the inverse of a plan', () => {
  it.each(Object.entries(cases))('takes back %s', (kind, made) => {
    const read = (path: string) => {
      const text = made.files[path];
      return text === undefined ? undefined : { path, text, hash: hashOf(text) };
    };
    expect(planEdits(parseEdits(made.edit, made.format), read).refusals).toEqual([]);
    expect(brokenPromise({ kind, ...made })).toBeUndefined();
  });

  it('takes back edits of every kind', () => {
    const random = createRandom(34);
    const sources = collectSources(new URL('../..', import.meta.url).pathname, 120);
    for (const kind of Object.keys(editKinds)) {
      for (let tries = 0, made = 0; made < 2 && tries < 60; tries++) {
        const found = makeCase(kind, random, random.pick(sources));
        if (found === undefined) continue;
        made++;
        expect(brokenPromise(found), kind).toBeUndefined();
      }
    }
  });

  it('takes back any ranges of any text', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', '\n', '\r\n', '\r'), maxLength: 40 });
    const changes = fc.array(fc.tuple(fc.nat(60), fc.nat(8), text), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(text, changes, (before, made) => {
        const edits = made.map(([line, length, newText]) => ({
          range: {
            start: { line: line % 12, character: 0 },
            end: { line: (line % 12) + (length % 3), character: length },
          },
          newText,
        }));
        const edit = JSON.stringify({
          documentChanges: [{ textDocument: { uri: 'a.txt' }, baseHash: hashOf(before), edits }],
        });
        expect(
          brokenPromise({ kind: 'ranges', format: 'workspace-edit', edit, files: { 'a.txt': before } }),
        ).toBeUndefined();
      }),
    );
  });

  it('holds the lines that change and no others', () => {
    const text = lines(...Array.from({ length: 5_000 }, (_, at) => `line ${at}`));
    const set = parseEdits(diff('@@ -100 +100 @@', '-line 99', '+changed'), 'unified-diff');
    const read = () => ({ path: 'a.txt', text, hash: 'before' });
    const inverse = inverseOf(planEdits(set, read), read, () => 'after');
    expect(inverse).toEqual({
      format: 'workspace-edit',
      complete: true,
      problems: [],
      edits: [
        {
          kind: 'ranges',
          path: 'a.txt',
          baseHash: 'after',
          changes: [
            { startLine: 99, startCharacter: 0, endLine: 100, endCharacter: 0, newText: 'line 99\n' },
          ],
        },
      ],
    });
  });
});

describe('the hashes of a receipt', () => {
  const read = (path: string) => (path === 'a.txt' ? { path, text: 'one\n', hash: 'before' } : undefined);

  it('are those of the file before and after all of its edits', () => {
    const set = parseEdits(`${block('one', 'ONE')}`, 'search-replace');
    const hashText = (path: string, text: string): string => `${path}: ${text.trim()}`;
    const [receipt] = planEdits(set, read, { hashText }).receipts;
    expect(receipt).toMatchObject({ baseHash: 'before', newHash: 'a.txt: ONE' });
    expect(planEdits(set, read).receipts[0]).not.toHaveProperty('newHash');
  });

  it('leave out what there is not', () => {
    const hashText = (): string => 'after';
    const plan = (edit: string) => planEdits(parseEdits(edit, 'apply-patch'), read, { hashText }).receipts[0];
    expect(plan(patch('*** Delete File: a.txt'))).not.toHaveProperty('newHash');
    expect(plan(patch('*** Add File: b.txt', '+new'))).not.toHaveProperty('baseHash');
  });
});
