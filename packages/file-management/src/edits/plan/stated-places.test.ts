import { describe, expect, it } from 'vitest';
import { carryOut, hashOf } from '../../../test/edits/judge.ts';
import { type Files, lines } from '../../../test/edits/lab.ts';
import { type EditSet, type FileEdit, inverseOf, type PlanOptions, planEdits } from '../index.ts';

const reader = (files: Files) => (path: string) => {
  const text = files[path];
  return text === undefined ? undefined : { path, text, hash: hashOf(text) };
};

const setOf = (edits: readonly FileEdit[]): EditSet => ({
  format: 'json',
  edits,
  complete: true,
  problems: [],
});

function planOf(edits: readonly FileEdit[], files: Files, options: PlanOptions = {}) {
  return planEdits(setOf(edits), reader(files), options);
}

/** The text that an edit of a.txt makes, or what the one refusal says besides its place. */
function outcome(text: string, ...edits: readonly FileEdit[]) {
  const files = { 'a.txt': text };
  const plan = planOf(edits, files);
  const [refusal] = plan.refusals;
  if (refusal === undefined) return carryOut(files, plan)['a.txt'];
  expect(plan).toMatchObject({ files: [], receipts: [], refusals: [{ path: 'a.txt' }] });
  const { code, positions, reason } = refusal;
  return [code, ...(reason === undefined ? [] : [reason]), ...(positions.length > 0 ? [positions] : [])];
}

const a = { path: 'a.txt' };
const hashed = (text: string) => ({ ...a, baseHash: hashOf(text) });

const substitute = (oldText: string, newText: string, more: object = {}): FileEdit => ({
  kind: 'substitute',
  ...a,
  oldText,
  newText,
  ...more,
});

describe('text for text', () => {
  it.each<[string, string, FileEdit, unknown]>([
    ['the same text', 'one\n', substitute('one', 'one'), ['EC_EDIT_NO_CHANGE']],
    ['one of two places', 'x\ny\nx\n', substitute('x', 'z'), ['EC_EDIT_AMBIGUOUS', [1, 3]]],
    [
      'fewer places than stated',
      'x\ny\nx\n',
      substitute('x', 'z', { occurrences: 3 }),
      ['EC_EDIT_NO_MATCH', [1, 3]],
    ],
    ['as many places as stated', 'x\ny\nx\n', substitute('x', 'z', { occurrences: 2 }), 'z\ny\nz\n'],
    [
      'places that overlap',
      'b\naaa\n',
      substitute('aa', 'x', { occurrences: 2 }),
      ['EC_EDIT_AMBIGUOUS', [2, 2]],
    ],
    [
      'nothing in a file with text',
      'x\n',
      substitute('', 'y'),
      ['EC_EDIT_NO_PLACE', 'the text to replace is empty'],
    ],
    ['nothing in an empty file', '', substitute('', 'y'), 'y'],
    ['all of what is nowhere', 'one\n', substitute('two', 'x', { replaceAll: true }), ['EC_EDIT_NO_MATCH']],
    [
      'all of what stands there otherwise',
      'one\n',
      substitute('one ', 'x', { replaceAll: true }),
      ['EC_EDIT_NO_MATCH'],
    ],
    ['text that a line ending would be cut by', 'a\r\nb\r\n', substitute('a\r', 'c\r'), 'c\r\nb\r\n'],
  ])('finds %s', (_name, text, edit, expected) => {
    expect(outcome(text, edit)).toEqual(expected);
  });

  it.each<[string, string, FileEdit, unknown]>([
    ['behind the old text', 'x\na\nb\n', substitute('a', 'a\nb'), ['EC_EDIT_ALREADY_APPLIED', [2]]],
    ['before the old text', 'x\na\nb\n', substitute('b', 'a\nb'), ['EC_EDIT_ALREADY_APPLIED', [3]]],
    ['not behind the old text', 'x\na\nc\n', substitute('a', 'a\nb'), 'x\na\nb\nc\n'],
    ['not before the old text', 'x\nc\nb\n', substitute('b', 'a\nb'), 'x\nc\na\nb\n'],
    ['elsewhere, with other old text', 'a\nb\nc\n', substitute('c', 'a\nb'), 'a\nb\na\nb\n'],
    ['but are blank', 'a\nb\n', substitute('a', 'a\n'), 'a\n\nb\n'],
    ['but go to every place', 'a\nb\na\n', substitute('a', 'a\nb', { replaceAll: true }), 'a\nb\nb\na\nb\n'],
  ])('sees whether the added lines stand %s already', (_name, text, edit, expected) => {
    expect(outcome(text, edit)).toEqual(expected);
  });

  it.each<[string, string, FileEdit, string, string[]]>([
    [
      'plain ones for returns',
      'a\r\nb\r\nc\r\n',
      substitute('a\nb', 'x\ny'),
      'x\r\ny\r\nc\r\n',
      ['line-endings'],
    ],
    ['returns for plain ones', 'a\nb\nc\n', substitute('a\r\nb', 'x\r\ny'), 'x\ny\nc\n', ['line-endings']],
    ['returns in new text alone', 'a\nb\n', substitute('a', 'x\r\ny'), 'x\ny\nb\n', []],
    ['a mixture for a mixture', 'a\r\nb\r\n', substitute('a\r\nb', 'x\ny\r\nz'), 'x\ny\r\nz\r\n', []],
    ['a mixture for plain text', 'a\r\nb\r\n', substitute('a', 'x\ny\r\nz'), 'x\r\ny\r\nz\r\nb\r\n', []],
    ['those of the line before an unfinished one', 'a\r\nb', substitute('b', 'x\ny'), 'a\r\nx\r\ny', []],
    ['a newline where the file has none', 'b', substitute('b', 'x\r\ny'), 'x\ny', []],
  ])('writes line endings: %s', (_name, text, edit, expected, relaxations) => {
    expect(outcome(text, edit)).toBe(expected);
    expect(planOf([edit], { 'a.txt': text }).receipts[0]?.relaxations).toEqual(relaxations);
  });

  it.each<[string, string, FileEdit, unknown]>([
    ['both end their last line', 'one\ntwo\n', substitute('one \n', 'ONE\n'), 'ONE\ntwo\n'],
    ['the new text is empty', 'one\ntwo\n', substitute('one \n', ''), 'two\n'],
    ['both are empty at the end of a line', 'one\ntwo\n', substitute('one ', ''), '\ntwo\n'],
    ['only the new text ends its line', 'one\ntwo\nend\n', substitute('one \ntwo', 'ONE\n'), 'ONE\n\nend\n'],
    ['only the old text ends its line', 'one\n\ntwo\n', substitute('one \n', 'ONE'), 'ONE\ntwo\n'],
    ['lines would be joined', 'one\ntwo\n', substitute('one \n', 'ONE'), ['EC_EDIT_NO_MATCH']],
  ])('compares whole lines where %s', (_name, text, edit, expected) => {
    expect(outcome(text, edit)).toEqual(expected);
  });

  it('reports the line of the first place', () => {
    const { receipts } = planOf([substitute('x', 'y', { replaceAll: true })], { 'a.txt': 'a\nx\nx\n' });
    expect(receipts).toMatchObject([{ line: 2, level: 'exact', relaxations: [], hints: [], hunkIndex: 0 }]);
    expect(planOf([substitute('', 'y')], { 'a.txt': '' }).receipts).toMatchObject([{ line: 1 }]);
  });
});

describe('lines that go in', () => {
  const insert = (more: object, text = 'new'): FileEdit => ({ kind: 'insert', ...a, text, ...more });
  const gone = ['EC_EDIT_NO_MATCH', 'the file does not have that line'];
  const three = 'one\ntwo\nthree\n';

  it.each<[string, string, FileEdit, unknown]>([
    ['behind a quoted line', three, insert({ anchor: 'two' }), 'one\ntwo\nnew\nthree\n'],
    ['before a quoted line', three, insert({ anchor: 'two', before: true }), 'one\nnew\ntwo\nthree\n'],
    [
      'behind a line that is not before',
      three,
      insert({ anchor: 'two', before: false }),
      'one\ntwo\nnew\nthree\n',
    ],
    ['behind a line quoted with its ending', three, insert({ anchor: 'two\n' }), 'one\ntwo\nnew\nthree\n'],
    ['behind a line quoted with a return', three, insert({ anchor: 'two\r\n' }), 'one\ntwo\nnew\nthree\n'],
    ['behind no line that is quoted in two', 'onetwo\n', insert({ anchor: 'one\ntwo' }), gone],
    ['behind no line that is not there', three, insert({ anchor: 'four' }), gone],
    [
      'behind an exact line rather than a like one',
      'two \n two\ntwo\nend\n',
      insert({ anchor: 'two' }),
      'two \n two\ntwo\nnew\nend\n',
    ],
    [
      'behind a line with other blanks behind',
      'two  \nend\n',
      insert({ anchor: 'two' }),
      'two  \nnew\nend\n',
    ],
    [
      'behind a line with other quotes',
      'say \u201ctwo\u201d\nend\n',
      insert({ anchor: 'say "two"' }),
      'say \u201ctwo\u201d\nnew\nend\n',
    ],
    ['behind a line that is indented', '  two\nend\n', insert({ anchor: 'two' }), '  two\nnew\nend\n'],
    [
      'behind one of two lines by its number',
      'x\ny\nx\n',
      insert({ anchor: 'x', afterLine: 3 }),
      'x\ny\nx\nnew\n',
    ],
    [
      'behind neither of two lines with another number',
      'x\ny\nx\n',
      insert({ anchor: 'x', afterLine: 2 }),
      gone,
    ],
    ['behind one of two lines', 'x\ny\nx\n', insert({ anchor: 'x' }), ['EC_EDIT_AMBIGUOUS', [1, 3]]],
    [
      'before one of two lines',
      'x\ny\nx\n',
      insert({ anchor: 'x', before: true }),
      ['EC_EDIT_AMBIGUOUS', [1, 3]],
    ],
    ['behind the last line', three, insert({ afterLine: 3, ...hashed(three) }), `${three}new\n`],
    ['behind a line after the last', three, insert({ afterLine: 4, ...hashed(three) }), gone],
    ['anywhere', three, insert(hashed(three)), gone],
    ['as nothing', three, insert({ anchor: 'two' }, ''), ['EC_EDIT_NO_CHANGE']],
    ['as a blank line', three, insert({ anchor: 'two' }, '\n'), 'one\ntwo\n\nthree\n'],
    ['behind an unfinished line', 'a\r\nb', insert({ anchor: 'b' }, 'x\ny\n'), 'a\r\nb\r\nx\r\ny'],
    ['into an empty file', '', insert({ afterLine: 0 }), 'new\n'],
  ])('%s', (_name, text, edit, expected) => {
    expect(outcome(text, edit)).toEqual(expected);
  });

  it('are reported with the line before them, or the first', () => {
    const line = (more: object) => planOf([insert(more)], { 'a.txt': three }).receipts[0]?.line;
    expect([line({ afterLine: 0 }), line({ anchor: 'one' }), line({ anchor: 'two' })]).toEqual([1, 1, 2]);
  });
});

describe('lines by number', () => {
  const three = 'one\ntwo\nthree\n';
  const range = (startLine: number, endLine: number, text: string): FileEdit => ({
    kind: 'line-range',
    ...hashed(three),
    startLine,
    endLine,
    text,
  });
  const outside = (from: number, to: number) => ['EC_EDIT_NO_MATCH', `lines ${from} to ${to} of 3`];

  it.each<[number, number, string, unknown]>([
    [1, 1, 'ONE', 'ONE\ntwo\nthree\n'],
    [1, 3, 'ALL', 'ALL\n'],
    [3, 3, '', 'one\ntwo\n'],
    [1, 0, 'new', 'new\none\ntwo\nthree\n'],
    [4, 3, 'new', 'one\ntwo\nthree\nnew\n'],
    [0, 1, 'x', outside(0, 1)],
    [3, 1, 'x', outside(3, 1)],
    [3, 4, 'x', outside(3, 4)],
    [5, 4, 'x', outside(5, 4)],
  ])('%i to %i become %j', (from, to, text, expected) => {
    expect(outcome(three, range(from, to, text))).toEqual(expected);
  });

  it('are reported with the first of them', () => {
    expect(planOf([range(2, 3, 'x')], { 'a.txt': three }).receipts[0]?.line).toBe(2);
  });

  it('may be all of a file without a last newline', () => {
    const edit = { kind: 'line-range', startLine: 1, text: '' } as const;
    expect(outcome('one', { ...edit, ...hashed('one'), endLine: 1 })).toBe('');
    expect(outcome('one\ntwo', { ...edit, ...hashed('one\ntwo'), endLine: 2 })).toBe('');
    expect(outcome('one\ntwo', { ...edit, ...hashed('one\ntwo'), startLine: 2, endLine: 2 })).toBe('one');
  });
});

describe('ranges of characters', () => {
  type Place = readonly [number, number, number, number, string];
  const ranges = (text: string, ...places: readonly Place[]): FileEdit => ({
    kind: 'ranges',
    ...hashed(text),
    changes: places.map(([startLine, startCharacter, endLine, endCharacter, newText]) => ({
      startLine,
      startCharacter,
      endLine,
      endCharacter,
      newText,
    })),
  });
  const outside = (at: number) => [
    'EC_EDIT_NO_MATCH',
    `change ${at} names a place that the file does not have`,
  ];

  it.each<[string, string, readonly Place[], unknown]>([
    ['within a line', 'abc\n', [[0, 1, 0, 2, 'X']], 'aXc\n'],
    ['between characters', 'abc\n', [[0, 1, 0, 1, 'X']], 'aXbc\n'],
    ['over lines', 'abc\ndef\n', [[0, 1, 1, 1, '']], 'aef\n'],
    ['behind the end of a line', 'abc\ndef\n', [[0, 2, 0, 99, 'X']], 'abX\ndef\n'],
    ['on the line after the last', 'abc\n', [[1, 0, 1, 0, 'X']], 'abc\nX'],
    ['on the first line of nothing', '', [[0, 0, 0, 0, 'X']], 'X'],
    [
      'twice in one place, once with nothing',
      'abc\n',
      [
        [0, 0, 0, 0, ''],
        [0, 0, 0, 0, 'X'],
      ],
      'Xabc\n',
    ],
    [
      'twice in one place',
      'abc\n',
      [
        [0, 0, 0, 0, 'X'],
        [0, 0, 0, 0, 'Y'],
      ],
      ['EC_EDIT_OVERLAP', [1]],
    ],
    [
      'next to each other',
      'abc\n',
      [
        [0, 1, 0, 2, 'Y'],
        [0, 0, 0, 1, 'X'],
      ],
      'XYc\n',
    ],
    [
      'over each other',
      'abc\nd\n',
      [
        [0, 0, 1, 1, 'X'],
        [1, 0, 1, 1, 'Y'],
      ],
      ['EC_EDIT_OVERLAP', [2]],
    ],
    ['with the end before the begin', 'abc\n', [[0, 2, 0, 1, 'X']], outside(0)],
    ['behind an unfinished line', 'abc', [[1, 0, 1, 0, 'X']], outside(0)],
    ['behind the line after the last', 'abc\n', [[2, 0, 2, 0, 'X']], outside(0)],
    [
      'to behind the end',
      'abc\n',
      [
        [0, 0, 0, 1, 'X'],
        [0, 1, 2, 0, 'X'],
      ],
      outside(1),
    ],
    ['from before the file', 'abc\n', [[-1, 0, 0, 0, 'X']], outside(0)],
    ['from before a line', 'abc\ndef\n', [[1, -1, 1, 0, 'X']], outside(0)],
  ])('%s', (_name, text, places, expected) => {
    expect(outcome(text, ranges(text, ...places))).toEqual(expected);
  });

  it('are reported with the first line', () => {
    const text = 'abc\ndef\n';
    expect(planOf([ranges(text, [1, 0, 1, 1, 'X'])], { 'a.txt': text }).receipts[0]?.line).toBe(2);
    expect(planOf([ranges(text)], { 'a.txt': text })).toMatchObject({
      receipts: [{ line: 1 }],
      refusals: [{ code: 'EC_EDIT_NO_CHANGE', path: 'a.txt', editIndex: 0 }],
    });
  });
});

describe('a file that is deleted', () => {
  const remove = (shown?: readonly string[]): FileEdit => ({
    kind: 'delete',
    ...a,
    ...(shown === undefined ? {} : { lines: shown }),
  });
  const notShown = (line: number) => ['EC_EDIT_DELETE_NOT_SHOWN', [line]];

  it.each<[string, readonly string[] | undefined, unknown]>([
    ['nothing', undefined, undefined],
    ['all lines', ['one', '  two'], undefined],
    ['all lines with other blanks behind', ['one ', '  two'], undefined],
    ['lines indented otherwise', ['one', 'two'], notShown(2)],
    ['too few lines', ['one'], notShown(2)],
    ['too many lines', ['one', '  two', 'three'], notShown(3)],
    ['another first line', ['1', '  two'], notShown(1)],
  ])('is shown with %s', (_name, shown, expected) => {
    expect(outcome('one\n  two\n', remove(shown))).toEqual(expected);
  });

  it('is not edited as well', () => {
    const plan = planOf([substitute('one', 'two'), remove()], { 'a.txt': 'one\n' });
    expect(plan).toMatchObject({
      files: [],
      receipts: [],
      refusals: [{ code: 'EC_EDIT_OVERLAP', path: 'a.txt', editIndex: 1 }],
    });
  });

  it('is reported without a line', () => {
    expect(planOf([remove()], { 'a.txt': 'one\n' })).toMatchObject({
      files: [{ kind: 'delete', path: 'a.txt', baseHash: hashOf('one\n') }],
      receipts: [{ line: 0, path: 'a.txt' }],
    });
  });
});

describe('several edits of one file', () => {
  const create = (text: string): FileEdit => ({ kind: 'create', ...a, text });
  const refusals = (edits: readonly FileEdit[], files: Files) =>
    planOf(edits, files).refusals.map(({ code, editIndex }) => [code, editIndex]);

  it.each<[string, readonly FileEdit[], Files, unknown]>([
    [
      'make it behind a change',
      [substitute('one', 'two'), create('x')],
      { 'a.txt': 'one' },
      [['EC_EDIT_FILE_EXISTS', 1]],
    ],
    ['delete what they make', [create('x'), { kind: 'delete', ...a }], {}, [['EC_EDIT_OVERLAP', 1]]],
    [
      'move what they make',
      [create('x'), { kind: 'rename', ...a, newPath: 'b.txt' }],
      {},
      [['EC_EDIT_OVERLAP', 1]],
    ],
    ['make it twice', [create('x'), create('y')], {}, [['EC_EDIT_FILE_EXISTS', 1]]],
    [
      'change what is not in what they make',
      [create('x'), substitute('y', 'z')],
      {},
      [['EC_EDIT_NO_MATCH', 1]],
    ],
    [
      'change one place twice',
      [substitute('one', 'x'), substitute('one', 'y')],
      { 'a.txt': 'one' },
      [['EC_EDIT_OVERLAP', 0]],
    ],
    [
      'miss a place and have two',
      [substitute('x', 'y'), substitute('b', 'z')],
      { 'a.txt': 'xx' },
      [
        ['EC_EDIT_AMBIGUOUS', 0],
        ['EC_EDIT_NO_MATCH', 1],
      ],
    ],
  ])('are refused if they %s', (_name, edits, files, expected) => {
    expect(refusals(edits, files)).toEqual(expected);
  });

  it('may change what they make', () => {
    const plan = planOf([create('one\n'), substitute('one', 'two')], {});
    expect(plan.files).toEqual([{ kind: 'create', path: 'a.txt', text: 'two\n' }]);
    expect(plan.receipts.map(({ line, editIndex }) => [line, editIndex])).toEqual([
      [0, 0],
      [1, 1],
    ]);
  });

  it('take the place of a file where that is allowed', () => {
    const plan = planOf([create('new\n')], { 'a.txt': 'old text\n' }, { overwrite: true });
    expect(plan.files).toEqual([
      {
        kind: 'modify',
        path: 'a.txt',
        baseHash: hashOf('old text\n'),
        spans: [{ start: 0, end: 9, newText: 'new\n' }],
        text: 'new\n',
      },
    ]);
    expect(planOf([create('new\n')], { 'a.txt': 'old\n' }).refusals[0]?.code).toBe('EC_EDIT_FILE_EXISTS');
  });

  it('may put lines before one that changes', () => {
    const above: FileEdit = { kind: 'insert', ...a, afterLine: 0, text: 'top' };
    expect(outcome('one\n', substitute('one', 'ONE'), above)).toBe('top\nONE\n');
  });

  it('may build on each other six times', () => {
    const chain = (count: number) =>
      Array.from({ length: count }, (_, at) => substitute(`v${at};`, `v${at + 1};`));
    expect(outcome('v0;', ...chain(7))).toBe('v7;');
    expect(outcome('v0;', ...chain(8))).toEqual(['EC_EDIT_NO_MATCH']);
  });

  it('state the whole change where they build on each other', () => {
    const plan = planOf([substitute('b', 'x\ny'), substitute('y', 'Y')], { 'a.txt': 'a\nb\nc\n' });
    expect(plan.files).toMatchObject([
      { spans: [{ start: 2, end: 4, newText: 'x\nY\n' }], text: 'a\nx\nY\nc\n' },
    ]);
    expect(plan.receipts.map(({ relaxations }) => relaxations)).toEqual([[], ['after-earlier-edit']]);
  });

  it('are reported in the order of the reply', () => {
    const at = (path: string, oldText: string): FileEdit => ({
      kind: 'substitute',
      path,
      oldText,
      newText: 'x',
    });
    const edits = [at('a.txt', 'b'), at('b.txt', 'b'), at('a.txt', 'a')];
    const { receipts } = planOf(edits, { 'a.txt': 'a\nb\n', 'b.txt': 'b\n' });
    expect(receipts.map(({ editIndex, line }) => [editIndex, line])).toEqual([
      [0, 2],
      [1, 1],
      [2, 1],
    ]);
  });
});

describe('a reply with problems', () => {
  const edits: FileEdit[] = [substitute('one', 'two')];
  const refusalsOf = (set: Partial<EditSet>) => {
    const plan = planEdits({ ...setOf(edits), ...set }, reader({ 'a.txt': 'one\n' }));
    expect(plan).toMatchObject({ files: [], receipts: [] });
    return plan.refusals.map(({ code, path, editIndex, reason }) => [code, path, editIndex, reason]);
  };

  it('is refused for each of them', () => {
    const problems = [
      { kind: 'truncated', message: 'cut', editIndex: 0 },
      { kind: 'malformed', message: 'odd' },
      { kind: 'unsupported', message: 'binary', editIndex: 3 },
      { kind: 'too-large', message: 'long' },
    ] as const;
    expect(refusalsOf({ problems, complete: false })).toEqual([
      ['EC_EDIT_TRUNCATED', 'a.txt', 0, 'cut'],
      ['EC_EDIT_MALFORMED', '', -1, 'odd'],
      ['EC_EDIT_UNSUPPORTED', '', 3, 'binary'],
      ['EC_EDIT_TOO_LARGE', '', -1, 'long'],
    ]);
  });

  it('is refused without an end or any edit', () => {
    const cut = ['EC_EDIT_TRUNCATED', '', -1, 'the reply ends before its edit does'];
    expect(refusalsOf({ complete: false })).toEqual([cut]);
    expect(refusalsOf({ complete: false, edits: [] })).toEqual([cut]);
    expect(refusalsOf({ edits: [] })).toEqual([['EC_EDIT_EMPTY', '', -1, undefined]]);
  });

  it('is refused if two files would get one name', () => {
    const to = (path: string): FileEdit => ({ kind: 'rename', path, newPath: 'c.txt' });
    const plan = planOf([to('a.txt'), to('b.txt')], { 'a.txt': 'a', 'b.txt': 'b' });
    expect(plan).toMatchObject({
      files: [],
      refusals: [{ code: 'EC_EDIT_OVERLAP', path: 'c.txt', editIndex: -1 }],
    });
  });
});

describe('what takes a plan back', () => {
  const back = (files: Files, ...edits: readonly FileEdit[]) => {
    const plan = planOf(edits, files);
    expect(plan.refusals).toEqual([]);
    const after = carryOut(files, plan);
    const inverse = inverseOf(plan, reader(files), (_path, text) => hashOf(text));
    expect(carryOut(after, planEdits(inverse, reader(after)))).toEqual(files);
    return inverse.edits.flatMap<unknown>((edit) =>
      edit.kind === 'ranges'
        ? edit.changes.map((one) => [
            one.startLine,
            one.startCharacter,
            one.endLine,
            one.endCharacter,
            one.newText,
          ])
        : [{ ...edit, baseHash: undefined }],
    );
  };

  it.each<[string, string, readonly FileEdit[], unknown]>([
    ['a word in the middle', 'a\nb c\nd\n', [substitute('c', 'x')], [[1, 0, 2, 0, 'b c\n']]],
    ['the last line', 'a\nb\n', [substitute('b', 'x')], [[1, 0, 2, 0, 'b\n']]],
    ['an unfinished last line', 'a\nb', [substitute('b', 'xyz')], [[1, 0, 1, 3, 'b']]],
    [
      'lines that came in',
      'a\nb\n',
      [{ kind: 'insert', ...a, anchor: 'a', text: 'x\ny' }],
      [[1, 0, 3, 0, '']],
    ],
    ['lines at the end', 'a\n', [{ kind: 'insert', ...a, anchor: 'a', text: 'x' }], [[1, 0, 2, 0, '']]],
    ['a line that went', 'a\nb\nc\n', [substitute('b\n', '')], [[1, 0, 1, 0, 'b\n']]],
    [
      'two places',
      'a\nb\nc\nd\n',
      [substitute('a', 'x\ny'), substitute('d', 'z')],
      [
        [0, 0, 2, 0, 'a\n'],
        [4, 0, 5, 0, 'd\n'],
      ],
    ],
    [
      'two places of one line',
      'a b\nc\n',
      [substitute('a', 'x'), substitute('b', 'y')],
      [[0, 0, 1, 0, 'a b\n']],
    ],
    ['everything', 'a\nb\n', [substitute('a\nb\n', '')], [[0, 0, 0, 0, 'a\nb\n']]],
    ['a file that is deleted', 'a\n', [{ kind: 'delete', ...a }], [{ kind: 'create', ...a, text: 'a\n' }]],
    [
      'a name',
      'a\n',
      [{ kind: 'rename', ...a, newPath: 'b.txt' }],
      [{ kind: 'rename', path: 'b.txt', newPath: 'a.txt' }],
    ],
  ])('puts back %s', (_name, text, edits, expected) => {
    expect(back({ 'a.txt': text }, ...edits)).toEqual(expected);
  });

  it('deletes what was made', () => {
    expect(back({}, { kind: 'create', ...a, text: 'x' })).toEqual([{ kind: 'delete', ...a }]);
  });
});

describe('the ends of a file', () => {
  it('are kept by edits that do not speak of them', () => {
    const whole = (text: string): FileEdit => ({ kind: 'whole', ...a, text });
    expect(outcome('a\nb', whole('a\nB\n'))).toBe('a\nB');
    expect(outcome('a\nb\n', whole('a\nb\nc'))).toBe('a\nb\nc\n');
    expect(outcome('', whole('a'))).toBe('a\n');
    expect(outcome('a\r\nb', whole('a\nb\nc'))).toBe('a\r\nb\r\nc');
    expect(outcome(lines('a', 'b'), whole('b'))).toBe('b\n');
  });
});
