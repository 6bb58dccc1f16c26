import { describe, expect, it } from 'vitest';
import { hashOf } from '../../../test/edits/judge.ts';
import { apply, block, diff, type Files, lines } from '../../../test/edits/lab.ts';
import { type FileEdit, type Hunk, type PlanOptions, planEdits } from '../index.ts';

function planOf(edits: readonly FileEdit[], files: Files, options: PlanOptions = {}) {
  const read = (path: string) => {
    const text = files[path];
    return text === undefined ? undefined : { path, text, hash: hashOf(text) };
  };
  return planEdits({ format: 'json', edits, complete: true, problems: [] }, read, options);
}

const a = { path: 'a.txt' };
const added = (...texts: string[]): Hunk => ({
  lines: texts.map((text) => ({ op: 'add', text })),
  hint: {},
});

describe('a file that is not there', () => {
  const MISSING = ['EC_EDIT_FILE_MISSING'];
  const ended: Hunk = {
    lines: [
      { op: 'add', text: 'one', cr: true },
      { op: 'add', text: 'two', noNewline: true },
    ],
    hint: {},
  };
  const kept: Hunk = { lines: [{ op: 'keep', text: 'one' }, ...added('two').lines], hint: {} };

  it.each<[string, FileEdit, string | string[]]>([
    ['its text', { kind: 'create', ...a, text: 'one' }, 'one'],
    ['the whole of it', { kind: 'whole', ...a, text: 'one' }, 'one'],
    ['the whole of it as a lazy edit', { kind: 'lazy', ...a, text: 'one' }, 'one'],
    ['a placeholder', { kind: 'lazy', ...a, text: 'one\n// ... existing code ...\n' }, MISSING],
    ['new text for none', { kind: 'substitute', ...a, oldText: '', newText: 'one' }, 'one'],
    ['new text for old', { kind: 'substitute', ...a, oldText: 'one', newText: 'two' }, MISSING],
    ['added lines', { kind: 'hunks', ...a, hunks: [added('one', 'two')] }, 'one\ntwo\n'],
    ['added lines that state their ends', { kind: 'hunks', ...a, hunks: [ended] }, 'one\r\ntwo'],
    ['added lines twice', { kind: 'hunks', ...a, hunks: [added('one'), added('two')] }, MISSING],
    ['no hunks', { kind: 'hunks', ...a, hunks: [] }, MISSING],
    ['no lines', { kind: 'hunks', ...a, hunks: [added()] }, MISSING],
    ['lines to keep', { kind: 'hunks', ...a, hunks: [kept] }, MISSING],
    ['another name', { kind: 'hunks', ...a, newPath: 'b.txt', hunks: [added('one')] }, MISSING],
    ['lines to insert', { kind: 'insert', ...a, afterLine: 0, text: 'one' }, MISSING],
    ['nothing but a name', { kind: 'rename', ...a, newPath: 'b.txt' }, MISSING],
  ])('is made of %s, or missing', (_name, edit, expected) => {
    const { files, refusals } = planOf([edit], {});
    if (typeof expected === 'string') {
      expect(refusals).toEqual([]);
      expect(files).toEqual([{ kind: 'create', path: 'a.txt', text: expected }]);
    } else expect([files, refusals.map(({ code }) => code)]).toEqual([[], expected]);
  });

  it.each([
    ['newlines', ['+one', '+two'], 'one\ntwo\n'],
    ['carriage returns', ['+one\r', '+two\r'], 'one\r\ntwo\r\n'],
    ['no newline at the end', ['+one', '+two', '\\ No newline at end of file'], 'one\ntwo'],
  ])('has the line endings of its diff: %s', (_name, body, text) => {
    const edit = ['--- /dev/null', '+++ b/a.txt', `@@ -0,0 +1,2 @@`, ...body, ''].join('\n');
    expect(apply('unified-diff', edit, {}).after).toEqual({ 'a.txt': text });
  });

  it('may get permissions', () => {
    expect(planOf([{ kind: 'create', ...a, text: 'x', mode: 0o755 }], {}).files).toMatchObject([
      { kind: 'create', mode: 0o755 },
    ]);
  });
});

describe('a file that gets another name', () => {
  const change: Hunk = {
    lines: [{ op: 'delete', text: 'one' }, ...added('two').lines],
    hint: {},
  };
  const files = { 'a.txt': 'one\n', 'b.txt': 'other\n' };
  const move = (newPath: string, more: object = {}): FileEdit => ({
    kind: 'hunks',
    ...a,
    newPath,
    hunks: [change],
    ...more,
  });
  const spans = [{ start: 0, end: 4, newText: 'two\n' }];
  const base = { path: 'a.txt', baseHash: hashOf('one\n'), text: 'two\n', spans };

  it.each<[string, FileEdit, PlanOptions, unknown]>([
    ['a free one', move('c.txt'), {}, { kind: 'rename', newPath: 'c.txt', ...base }],
    ['one with a dot in front', move('./c.txt'), {}, { kind: 'rename', newPath: 'c.txt', ...base }],
    ['its own', move('./a.txt'), {}, { kind: 'modify', ...base }],
    [
      'one that may be taken',
      move('b.txt'),
      { overwrite: true },
      { kind: 'rename', newPath: 'b.txt', ...base },
    ],
    [
      'another as a copy',
      move('c.txt', { copy: true }),
      {},
      { kind: 'create', path: 'c.txt', text: 'two\n' },
    ],
    [
      'one and permissions',
      move('c.txt', { mode: 0o755 }),
      {},
      { kind: 'rename', newPath: 'c.txt', ...base, mode: 0o755 },
    ],
  ])('gets %s', (_name, edit, options, expected) => {
    const plan = planOf([edit], files, options);
    expect(plan.files).toEqual([expected]);
    expect(plan.receipts).toMatchObject([{ line: 1, path: 'a.txt', hunkIndex: 0 }]);
  });

  it('does not get one that is taken', () => {
    for (const overwrite of [undefined, false]) {
      const plan = planOf([move('b.txt')], files, overwrite === undefined ? {} : { overwrite });
      expect(plan).toMatchObject({
        files: [],
        receipts: [],
        refusals: [{ code: 'EC_EDIT_FILE_EXISTS', path: 'b.txt', editIndex: 0 }],
      });
    }
  });

  it('is reported once, without a line, where nothing else happens', () => {
    const plan = planOf([{ kind: 'rename', ...a, newPath: 'c.txt' }], files);
    expect(plan.files).toMatchObject([{ kind: 'rename', newPath: 'c.txt', spans: [], text: 'one\n' }]);
    expect(plan.receipts).toMatchObject([{ line: 0, path: 'a.txt', editIndex: 0 }]);
  });

  it('is changed by the other edits too', () => {
    const other: FileEdit = { kind: 'substitute', ...a, oldText: 'one', newText: 'two' };
    const plan = planOf([other, { kind: 'rename', ...a, newPath: 'c.txt' }], files);
    expect(plan.files).toEqual([
      { kind: 'rename', newPath: 'c.txt', ...base, spans: [{ start: 0, end: 3, newText: 'two' }] },
    ]);
    expect(plan.receipts).toMatchObject([{ line: 1, editIndex: 0 }]);
  });
});

describe('the hashes of a receipt', () => {
  const hashText = (path: string, text: string): string => `${path}=${text}`;
  const hashes = (edit: FileEdit, options: PlanOptions = { hashText }) =>
    planOf([edit], { 'a.txt': 'one' }, options).receipts.map(({ baseHash, newHash }) => [baseHash, newHash]);
  const before = hashOf('one');

  it.each<[string, FileEdit, unknown[]]>([
    ['changed', { kind: 'substitute', ...a, oldText: 'one', newText: 'two' }, [before, 'a.txt=two']],
    ['moved', { kind: 'rename', ...a, newPath: 'b.txt' }, [before, 'b.txt=one']],
    ['made', { kind: 'create', path: 'b.txt', text: 'new' }, [undefined, 'b.txt=new']],
    ['deleted', { kind: 'delete', ...a }, [before, undefined]],
    ['left as it is', { kind: 'whole', ...a, text: 'one' }, [before, undefined]],
  ])('are those of a file that is %s', (_name, edit, expected) => {
    expect(hashes(edit)).toEqual([expected]);
  });

  it('leave out what nobody hashes', () => {
    expect(hashes({ kind: 'substitute', ...a, oldText: 'one', newText: 'two' }, {})).toEqual([
      [before, undefined],
    ]);
  });
});

describe('edits that are planned again in the result of others', () => {
  const substitute = (oldText: string, newText: string): FileEdit => ({
    kind: 'substitute',
    ...a,
    oldText,
    newText,
  });
  const codes = (text: string, ...edits: FileEdit[]) =>
    planOf(edits, { 'a.txt': text }).refusals.map(({ code, editIndex }) => [code, editIndex]);

  it('may not change one place twice', () => {
    const edits = [substitute('one', 'x'), substitute('x', 'y'), substitute('x', 'z')];
    expect(codes('one\n', ...edits)).toEqual([
      ['EC_EDIT_NO_MATCH', 1],
      ['EC_EDIT_NO_MATCH', 2],
    ]);
  });

  it('are not where another fails for good', () => {
    const edits = [substitute('one', 'x'), substitute('x', 'y'), substitute('q', 'w')];
    expect(codes('one\nqq\n', ...edits)).toEqual([
      ['EC_EDIT_NO_MATCH', 1],
      ['EC_EDIT_AMBIGUOUS', 2],
    ]);
  });

  it('are reported in the order of their blocks', () => {
    const edit = block('new', 'newer') + block('one', 'new');
    const { after, plan } = apply('search-replace', edit, { 'a.txt': lines('one', 'two') });
    expect(after).toEqual({ 'a.txt': lines('newer', 'two') });
    expect(plan.receipts.map(({ hunkIndex, relaxations }) => [hunkIndex, relaxations])).toEqual([
      [0, ['after-earlier-edit']],
      [1, []],
    ]);
  });
});

describe('a reply that changes nothing', () => {
  const nothing = diff('@@ -1,2 +1,2 @@', ' one', ' two');

  it('is refused with the file that it names', () => {
    const { plan } = apply('unified-diff', nothing, { 'a.txt': lines('one', 'two') });
    expect(plan.refusals).toMatchObject([{ code: 'EC_EDIT_NO_CHANGE', path: 'a.txt', editIndex: 0 }]);
  });

  it('is not where a whole file is as it should be', () => {
    const whole: FileEdit = { kind: 'whole', ...a, text: 'one' };
    const ranges: FileEdit = { kind: 'ranges', path: 'b.txt', baseHash: hashOf('b'), changes: [] };
    const plan = planOf([whole, ranges], { 'a.txt': 'one', 'b.txt': 'b' });
    expect(plan).toMatchObject({ files: [], refusals: [], receipts: [{ line: 0 }, { line: 1 }] });
  });
});
