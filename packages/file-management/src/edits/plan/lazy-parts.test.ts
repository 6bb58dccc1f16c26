import { describe, expect, it } from 'vitest';
import { apply, filler, lines } from '../../../test/edits/lab.ts';

const MARK = '// ... existing code ...';

/** The lines of a.txt after a lazy edit, or the code and reason of the refusal. */
function outcome(held: readonly string[], ...body: readonly string[]) {
  const edit = `a.txt\n\`\`\`\`\n${body.join('\n')}\n\`\`\`\`\n`;
  const { after, plan } = apply('lazy', edit, { 'a.txt': lines(...held) });
  const [refusal] = plan.refusals;
  return refusal === undefined ? after?.['a.txt']?.split('\n').slice(0, -1) : [refusal.code, refusal.reason];
}

const noPlace = (line: number) => [
  'EC_EDIT_NO_PLACE',
  `a part shows no line that says where it belongs (line ${line} of the reply)`,
];
const leftOut = (line: number) => [
  'EC_EDIT_NO_PLACE',
  `lines are left out without a placeholder (line ${line} of the reply)`,
];

describe('a part of a lazy edit', () => {
  const held = ['start', 'a', 'b', 'c', 'd', 'e', 'end'];

  it.each<[string, string[], unknown]>([
    [
      'between two lines of the file',
      [MARK, 'b', 'new', 'd', MARK],
      ['start', 'a', 'b', 'new', 'd', 'e', 'end'],
    ],
    ['from the start', ['start', 'new', 'b', MARK], ['start', 'new', 'b', 'c', 'd', 'e', 'end']],
    ['to the end', [MARK, 'd', 'new', 'end'], ['start', 'a', 'b', 'c', 'd', 'new', 'end']],
    [
      'with blank lines next to the placeholders',
      [MARK, '', 'b', 'new', 'd', '  ', MARK],
      ['start', 'a', 'b', 'new', 'd', 'e', 'end'],
    ],
    [
      'of one line',
      [MARK, 'c', MARK, 'd', 'new', 'e', MARK],
      ['start', 'a', 'b', 'c', 'd', 'new', 'e', 'end'],
    ],
    [
      'twice',
      [MARK, 'a', 'x', 'b', MARK, 'd', 'y', 'e', MARK],
      ['start', 'a', 'x', 'b', 'c', 'd', 'y', 'e', 'end'],
    ],
    [
      'right behind another',
      [MARK, 'a', 'x', 'b', MARK, 'c', 'y', 'd', MARK],
      ['start', 'a', 'x', 'b', 'c', 'y', 'd', 'e', 'end'],
    ],
    ['above another', [MARK, 'd', 'x', 'e', MARK, 'a', 'y', 'b', MARK], noPlace(6)],
    ['over the end of another', [MARK, 'b', 'x', 'd', MARK, 'd', 'y', 'e', MARK], noPlace(6)],
    ['that ends above its beginning', [MARK, 'd', 'new', 'b', MARK], noPlace(2)],
    ['that begins with a new line', [MARK, 'new', 'b', MARK], noPlace(2)],
    ['that ends with a new line', [MARK, 'b', 'new', MARK], noPlace(2)],
    ['that does not begin as the file does', ['a', 'new', 'b', MARK], noPlace(1)],
    ['that does not end as the file does', [MARK, 'd', 'new', 'e'], noPlace(2)],
    ['behind blank lines', [MARK, '', '', 'new', 'b', MARK], noPlace(4)],
  ])('stands %s', (_name, body, expected) => {
    expect(outcome(held, ...body)).toEqual(expected);
  });

  it.each<[string, string[], string[], unknown]>([
    ['by the next', ['x', 'a', 'y', 'x', 'b', 'y'], [MARK, 'x', 'b', 'new', 'y', MARK], noPlace(2)],
    [
      'by the next ones',
      ['x', 'a', 'y', 'x', 'b', 'z'],
      [MARK, 'x', 'b', 'new', 'z', MARK],
      ['x', 'a', 'y', 'x', 'b', 'new', 'z'],
    ],
    [
      'at its end by the one before',
      ['p', 'a', 'y', 'q', 'b', 'y'],
      [MARK, 'q', 'new', 'b', 'y', MARK],
      ['p', 'a', 'y', 'q', 'new', 'b', 'y'],
    ],
    ['by none', ['x', 'a', 'x', 'a', 'y'], [MARK, 'x', 'a', 'new', 'y', MARK], noPlace(2)],
  ])('is told from a like line %s', (_name, text, body, expected) => {
    expect(outcome(text, ...body)).toEqual(expected);
  });

  it('leaves blanks behind its lines to the file, and writes new blanks before them', () => {
    const text = ['start  ', 'a', '  b  ', 'c\t', 'end'];
    expect(outcome(text, MARK, 'a', '  b', 'new', 'c', MARK)).toEqual([
      'start  ',
      'a',
      '  b  ',
      'new',
      'c\t',
      'end',
    ]);
    expect(outcome(text, MARK, 'a', '    b', 'c', MARK)).toEqual(['start  ', 'a', '    b', 'c\t', 'end']);
    expect(outcome(text, 'start', 'new ', 'a  ', MARK)).toEqual(['start  ', 'new ', ...text.slice(1)]);
  });

  it.each<[number, number, boolean]>([
    [12, 0, true],
    [13, 0, false],
    [13, 6, false],
    [13, 7, true],
    [14, 7, true],
    [15, 7, false],
  ])('may put in the place of %i lines %i others: %s', (removed, added, taken) => {
    const text = ['start', 'a', ...filler(removed), 'b', 'end'];
    const expected = ['start', 'a', ...filler(added, 'new'), 'b', 'end'];
    expect(outcome(text, MARK, 'a', ...filler(added, 'new'), 'b', MARK)).toEqual(
      taken ? expected : leftOut(2),
    );
  });

  it('takes a comment that the file has for no placeholder', () => {
    const text = ['start', 'a', MARK, 'b', 'c', 'end'];
    expect(
      outcome(text, '// ... rest of the code ...', 'a', MARK, 'new', 'b', '// ... rest of the code ...'),
    ).toEqual(['start', 'a', MARK, 'new', 'b', 'c', 'end']);
  });
});

describe('comments above a part', () => {
  const body = [MARK, '// New words.', 'one()', 'two()', 'x()', 'three()', MARK];

  it.each<[string, string[], unknown]>([
    ['stand there', ['first()', '// Old words.', 'one()', 'two()', 'three()', 'end'], noPlace(2)],
    [
      'stand there behind a blank line',
      ['first()', '// Old words.', '', 'one()', 'two()', 'three()', 'end'],
      noPlace(2),
    ],
    ['stand there as the first line', ['// Old words.', 'one()', 'two()', 'three()', 'end'], noPlace(2)],
    [
      'stand elsewhere',
      ['// Old words.', 'first()', 'one()', 'two()', 'three()', 'end'],
      ['// Old words.', 'first()', '// New words.', 'one()', 'two()', 'x()', 'three()', 'end'],
    ],
    [
      'stand nowhere',
      ['one()', 'two()', 'three()', 'end'],
      ['// New words.', 'one()', 'two()', 'x()', 'three()', 'end'],
    ],
  ])('are new where others %s', (_name, held, expected) => {
    expect(outcome(held, ...body)).toEqual(expected);
  });

  it('say where it belongs if the file has them', () => {
    const held = ['first()', '// New words.', 'one()', 'two()', 'three()', 'end'];
    expect(outcome(held, ...body)).toEqual([
      'first()',
      '// New words.',
      'one()',
      'two()',
      'x()',
      'three()',
      'end',
    ]);
  });

  it('do not say where it belongs alone', () => {
    expect(outcome(['one()', 'two()'], MARK, '// New words.', MARK)).toEqual(noPlace(2));
  });
});

describe('a block that ends a part', () => {
  const held = ['a {', '  x', '}', 'b {', '  x', '  y', '', '  z', '}', 'c'];

  it.each<[string, string[], unknown]>([
    [
      'with its head',
      [MARK, 'b {', '  x', '  new', '}', MARK],
      ['a {', '  x', '}', 'b {', '  x', '  new', '}', 'c'],
    ],
    ['with its head and less', [MARK, 'b {', '  y', '}', MARK], ['a {', '  x', '}', 'b {', '  y', '}', 'c']],
    [
      'behind another',
      [MARK, 'a {', '  new', '}', 'b {', '  y', '}', MARK],
      ['a {', '  new', '}', 'b {', '  y', '}', 'c'],
    ],
    [
      'with a head that the file does not have',
      [MARK, 'a {', '  x', '}', 'd {', '  y', '}', MARK],
      noPlace(2),
    ],
    ['with another end', [MARK, 'b {', '  x', '  y', '})', MARK], noPlace(2)],
    ['deeper than its head', [MARK, 'b {', '  x', '  w', '  }', MARK], noPlace(2)],
  ])('is found %s', (_name, body, expected) => {
    expect(outcome(held, ...body)).toEqual(expected);
  });
});

describe('new code in front of the lines that close the file', () => {
  const held = ['class A {', '  one() {', '    return 1;', '  }', '}'];
  const three = ['  three() {', '    return 3;', '  }'];
  const [head = '', ...rest] = held;
  const body = rest.slice(0, -1);

  it.each<[string, string[], string[], unknown]>([
    ['behind a blank line', held, [head, MARK, '', ...three, '}'], [head, ...body, '', ...three, '}']],
    ['without a blank line', held, [head, MARK, ...three, '}'], [head, ...body, ...three, '}']],
    [
      'behind a blank line that the file has',
      [head, ...body, '', '}'],
      [head, MARK, '', ...three, '}'],
      [head, ...body, '', ...three, '}'],
    ],
    ['in a block that is empty', [head, '}'], [head, MARK, '', ...three, '}'], [head, ...three, '}']],
    [
      'right behind another part',
      held,
      [head, MARK, ...body, MARK, '', ...three, '}'],
      [head, ...body, '', ...three, '}'],
    ],
    ['behind the end of another part', held, [head, MARK, ...body, '}', MARK, '', ...three, '}'], noPlace(9)],
    ['with another placeholder behind', held, [head, MARK, '', ...three, '}', MARK], noPlace(4)],
    ['with another end', held, [head, MARK, '', ...three, '});'], noPlace(4)],
    ['without an end', held, [head, MARK, '', ...three], noPlace(4)],
    ['with no depth', held, [head, MARK, '', 'three() {', '}'], noPlace(4)],
    [
      'with lines of less depth',
      held,
      [head, MARK, '', '    three() {', '  four() {', '    }', '}'],
      noPlace(4),
    ],
    ['of the name of something', held, [head, MARK, '', '  one(x) {', '  }', '}'], noPlace(4)],
    ['with one known name of two', held, [head, MARK, '', ...three, '  one(x) {', '  }', '}'], noPlace(4)],
    ['without a name', held, [head, MARK, '', '  return;', '}'], noPlace(4)],
    ['of which nothing is new', held, [head, MARK, '', '  }', '}'], ['EC_EDIT_NO_CHANGE', undefined]],
    [
      'with more lines at the end than the file has',
      ['}'],
      [MARK, '', ...three, '  }', '}', '}'],
      noPlace(3),
    ],
  ])('stands %s', (_name, text, edit, expected) => {
    expect(outcome(text, ...edit)).toEqual(expected);
  });

  it('keeps the end of a file without a last newline', () => {
    const edit = `a.txt\n\`\`\`\`\n${[head, MARK, '', ...three, '}'].join('\n')}\n\`\`\`\`\n`;
    expect(apply('lazy', edit, { 'a.txt': held.join('\r\n') }).after).toEqual({
      'a.txt': [head, ...body, '', ...three, '}'].join('\r\n'),
    });
  });
});

describe('an import that the edit extends', () => {
  const change = (held: string, shown: string) =>
    outcome([held, '', 'a();', 'b();', 'last();'], shown, MARK, 'a();', 'more();', 'b();', MARK)?.[0];

  it.each<[string, string, boolean]>([
    ["import { a, } from './a';", "import { a, b } from './a';", true],
    ["import { a } from './a';", "import {a,b} from './a'", true],
    ["import { A as B } from './a';", "import { A  as B, C } from './a';", true],
    ["import { A as B } from './a';", "import { AasB, C } from './a';", false],
    ["import { ab } from './a';", "import { ba, c } from './a';", false],
    ["import A from './a';", "import A, { B } from './a';", true],
    ["import A from './a';", "import { A, B } from './a';", false],
    ["import A from './a';", "import B, { C } from './a';", false],
    ["import { A } from './a';", "import A, { B } from './a';", false],
    ["import type { A } from './a';", "import type { A, B } from './a';", true],
    ["import type  { A } from './a';", "import type { A, B } from './a';", true],
    ["import { a, b } from './a';", "import { b, c } from './a';", false],
    ["import { a } from './a';", 'import { a, b } from "./a";', true],
    ['from web import App, Log', 'from web import Log, App, Error', true],
    ['from web import App', 'from web.app import App, Error', false],
    ["import './a';", "import { a } from './a';", false],
  ])('%s becomes %s: %s', (held, shown, taken) => {
    expect(change(held, shown)).toEqual(taken ? shown : 'EC_EDIT_NO_PLACE');
  });

  it('may stand among other lines of a part', () => {
    const held = ["import { a } from './a';", 'a();', 'b();', 'c();'];
    const shown = "import { a, b } from './a';";
    expect(outcome(held, shown, 'a();', 'new();', 'b();', MARK)).toEqual([
      shown,
      'a();',
      'new();',
      'b();',
      'c();',
    ]);
  });
});
