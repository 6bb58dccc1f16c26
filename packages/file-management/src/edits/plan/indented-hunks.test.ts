import { describe, expect, it } from 'vitest';
import { apply, block, diff, filler, lines } from '../../../test/edits/lab.ts';

const REFUSED = ['EC_EDIT_INDENTATION'];

/** The lines of a.txt after a block, or the codes of what was refused. */
function replaced(held: readonly string[], search: readonly string[], replace: readonly string[]) {
  const edit = block(search.join('\n'), replace.join('\n'));
  const { after, codes } = apply('search-replace', edit, { 'a.txt': lines(...held) });
  return after?.['a.txt']?.split('\n').slice(0, -1) ?? codes;
}

function patched(held: readonly string[], ...body: readonly string[]) {
  const { after, codes } = apply('unified-diff', diff(...body), { 'a.txt': lines(...held) });
  return after?.['a.txt']?.split('\n').slice(0, -1) ?? codes;
}

type Row = [string, string[], string[], string[], string[]];

describe('a block without the indentation of the file', () => {
  const held = ['f:', '    a()', '    b()', '    c()'];

  it.each<Row>([
    [
      'less than the file has',
      held,
      ['a()', 'b()'],
      ['a()', '   B()'],
      ['f:', '    a()', '       B()', '    c()'],
    ],
    ['as the file has it', held, ['a()', 'b()'], ['a()', '    B()'], REFUSED],
    ['deeper than the file has it', held, ['a()', 'b()'], ['a()', '     B()'], REFUSED],
    ['as the file has it, behind a blank line', held, ['a()', 'b()'], ['a()', '', '    B()'], REFUSED],
    ['as the file has it, behind a line of blanks', held, ['a()', 'b()'], ['a()', ' ', '    B()'], REFUSED],
    ['all as deep as the file has it', held, ['a()', 'b()'], ['a()', '        x()', '    B()'], REFUSED],
    [
      'some as deep as the file has it',
      held,
      ['a()', 'b()'],
      ['a()', '    x()', 'B()'],
      ['f:', '    a()', '        x()', '    B()', '    c()'],
    ],
    [
      'in the place of no line',
      held,
      ['a()', 'b()', 'c()'],
      ['b()', '    x()', 'c()'],
      ['f:', '    b()', '        x()', '    c()'],
    ],
    [
      'in the place of a deeper line and a blank one',
      ['f:', '    a()', '', '      b()'],
      ['a()', '', '  b()'],
      ['a()', '     B()'],
      ['f:', '    a()', '         B()'],
    ],
    [
      'in the place of a deeper line and a line of blanks',
      ['f:', '    a()', ' ', '      b()'],
      ['a()', ' ', '  b()'],
      ['a()', '     B()'],
      ['f:', '    a()', '         B()'],
    ],
    ['in another place too', held, ['a()', 'b()', 'c()'], ['A()', 'b()', '    C()'], REFUSED],
    [
      'deeper where the block has too much',
      ['a()', 'b()'],
      ['    a()', '    b()'],
      ['    a()', '        B()'],
      ['a()', '    B()'],
    ],
    [
      'with a blank line of the file that holds blanks',
      ['f:', '    a()', '  ', '    b()'],
      ['a()', '', 'b()'],
      ['a()', '', 'B()'],
      ['f:', '    a()', '  ', '    B()'],
    ],
    [
      'with blanks in a line of the block',
      ['f:', '    a()', '', '    b()'],
      ['a()', '  ', 'b()'],
      ['a()', '  ', 'B()'],
      ['f:', '    a()', '', '    B()'],
    ],
  ])('writes new lines %s', (_name, text, search, replace, expected) => {
    expect(replaced(text, search, replace)).toEqual(expected);
  });

  it('says where the lines stand', () => {
    const edit = block('a()\nb()', 'a()\n    B()');
    expect(apply('search-replace', edit, { 'a.txt': lines(...held) }).plan.refusals).toMatchObject([
      { code: 'EC_EDIT_INDENTATION', hunkIndex: 0, positions: [2], path: 'a.txt' },
    ]);
  });
});

describe('a block that is off the step of the file', () => {
  const held = ['f:', '    a()', '    b()'];
  const shown = ['     a()', '     b()'];
  const [a, b] = ['     a()', '     b()'];

  it.each<Row>([
    ['all in step as they are written', held, shown, [a, '    x()', b], REFUSED],
    ['deeper and in step as they are written', held, shown, [a, '        x()', b], REFUSED],
    [
      'in step among lines that are not',
      ['f:', '   odd()', 'g:', '    a()', '    b()'],
      shown,
      [a, '    x()', b],
      REFUSED,
    ],
    [
      'in half the step that the lines in one column show',
      ['        a()', '        b()'],
      ['         a()', '         b()'],
      ['         a()', '        x(', '            y)', '         b()'],
      REFUSED,
    ],
    [
      'out of step as they are written',
      held,
      shown,
      [a, '     x()', b],
      ['f:', '    a()', '    x()', '    b()'],
    ],
    [
      'not all in step',
      held,
      shown,
      [a, '     x()', '        y()', b],
      ['f:', '    a()', '    x()', '       y()', '    b()'],
    ],
    ['in step, one of them blank', held, shown, [a, '', '    x()', b], REFUSED],
    ['blank alone', held, shown, [a, '', b], ['f:', '    a()', '', '    b()']],
    ['of blanks alone', held, shown, [a, '   ', b], ['f:', '    a()', '  ', '    b()']],
    ['not there', held, shown, [a], ['f:', '    a()']],
    [
      'in step, around a line of blanks',
      ['f:', '    a()', '   ', '    b()'],
      [a, '   ', b],
      [a, '    x()', '   ', b],
      REFUSED,
    ],
    [
      'in a step of two',
      ['f:', '  a()', '    b()'],
      ['   a()', '     b()'],
      ['   a()', '  x()', '     b()'],
      REFUSED,
    ],
    [
      'in the step of one line only',
      ['f:', '   a()', '    b()'],
      ['    a()', '     b()'],
      ['    a()', '    x()', '     b()'],
      ['f:', '   a()', '   x()', '    b()'],
    ],
    [
      'in step, where a whole step is missing',
      held,
      ['a()', 'b()'],
      ['a()', '    x()', 'b()'],
      ['f:', '    a()', '        x()', '    b()'],
    ],
    [
      'in step, where part of it is missing',
      held,
      ['  a()', '  b()'],
      ['  a()', '    x()', '  b()'],
      REFUSED,
    ],
    [
      'out of step, where part of it is missing',
      held,
      ['  a()', '  b()'],
      ['  a()', '  x()', '  b()'],
      ['f:', '    a()', '    x()', '    b()'],
    ],
    [
      'indented by tabs',
      ['f:', '\t\ta()', '', '\t\tb()'],
      ['\ta()', '', '\tb()'],
      ['\ta()', '\t\tx()', '', '\tb()'],
      ['f:', '\t\ta()', '\t\t\tx()', '', '\t\tb()'],
    ],
  ])('has new lines that are %s', (_name, text, search, replace, expected) => {
    expect(replaced(text, search, replace)).toEqual(expected);
  });
});

describe('one line that the file indents otherwise', () => {
  const held = ['if a:', '    one()', '    two()', '    three()'];
  const shown = ['if a:', '      one()', '    two()', '    three()'];
  const [head = '', one = '', two = '', three = ''] = shown;

  it.each<Row>([
    ['below', held, shown, [head, one, '    x()', two, three], REFUSED],
    ['above', held, shown, [head, '    x()', one, two, three], REFUSED],
    [
      'below, with blank lines of the file between',
      ['if a:', '    one()', '', ' ', '    two()'],
      [head, one, '', ' ', two],
      [head, one, '', ' ', '    x()', two],
      REFUSED,
    ],
    ['below, with a blank line between', held, shown, [head, one, '', '    x()', two, three], REFUSED],
    [
      'below, with another new line between',
      held,
      shown,
      [head, one, '', 'y()', '    x()', two, three],
      REFUSED,
    ],
    [
      'as a blank line',
      held,
      shown,
      [head, one, '', two, three],
      ['if a:', '    one()', '', '    two()', '    three()'],
    ],
    [
      'as a line of blanks',
      held,
      shown,
      [head, one, '  ', two, three],
      ['if a:', '    one()', '  ', '    two()', '    three()'],
    ],
    [
      'as nothing, in the place of the next line',
      held,
      shown,
      [head, one, three],
      ['if a:', '    one()', '    three()'],
    ],
    [
      'further below',
      held,
      shown,
      [head, one, two, '    x()', three],
      ['if a:', '    one()', '    two()', '    x()', '    three()'],
    ],
    [
      'in the place of the line after the next',
      held,
      shown,
      [head, one, two, '    THREE()'],
      ['if a:', '    one()', '    two()', '    THREE()'],
    ],
    ['in its own place', held, shown, [head, '      ONE()', two, three], REFUSED],
    [
      'next to it where all lines lack the same',
      ['  if a:', '      one()'],
      ['if a:', '    one()'],
      ['if a:', '    one()', '    x()'],
      ['  if a:', '      one()', '      x()'],
    ],
  ])('gets a new one %s', (_name, text, search, replace, expected) => {
    expect(replaced(text, search, replace)).toEqual(expected);
  });

  it('says nothing of new lines in a diff', () => {
    const body = [' if a:', '       one()', '+    x()', '     two()', '     three()'];
    expect(patched(held, '@@ -1,4 +1,5 @@', ...body)).toEqual([
      'if a:',
      '    one()',
      '    x()',
      '    two()',
      '    three()',
    ]);
  });
});

describe('context without its prefix', () => {
  it('is read with its first blank where only that explains the indentation', () => {
    const held = ['x', '      a()', '      b()', '      c()'];
    const body = ['@@ -2,3 +2,3 @@', '  a()', '-  b()', '+  B()', '  c()'];
    expect(patched(held, ...body)).toEqual(['x', '      a()', '      B()', '      c()']);
    const proof = ['@@ -1,2 +1,3 @@', ' top', '+new', ' one', ...body];
    expect(patched(['top', 'one', ...held], ...proof)).toEqual(REFUSED);
  });

  it.each<[string, string[], string[]]>([
    ['as that context is written', ['+  x()'], ['f:', '  a()', '  x()', '  b()']],
    ['as it would be with its prefix', ['+ x()'], ['f:', '  a()', '  x()', '  b()']],
    ['deeper than both', ['+    x()'], ['f:', '  a()', '    x()', '  b()']],
    [
      'as it would be with its prefix, behind a blank one',
      ['+', '+ x()'],
      ['f:', '  a()', '', '  x()', '  b()'],
    ],
    ['in both ways', ['+ x()', '+    y()'], REFUSED],
  ])('has new lines that are indented %s', (_name, added, expected) => {
    expect(patched(['f:', '  a()', '  b()'], '@@ -2,2 +2,3 @@', '  a()', ...added, '  b()')).toEqual(
      expected,
    );
  });

  it('has its prefix where another hunk shows prefixes', () => {
    const held = ['top', 'one', ...filler(5), 'f:', '  a()', '  b()'];
    const proof = ['@@ -1,2 +1,3 @@', ' top', '+new', ' one'];
    const body = ['@@ -9,2 +10,4 @@', '  a()', '+ x()', '+    y()', '  b()'];
    expect(patched(held, ...proof, ...body)).toEqual([
      'top',
      'new',
      'one',
      ...filler(5),
      'f:',
      '  a()',
      '  x()',
      '     y()',
      '  b()',
    ]);
  });

  it.each([
    ['a deleted line', ['top'], ['@@ -1 +1 @@', '-top', '+TOP']],
    ['a line of blanks', ['  ', 'top'], ['@@ -1,2 +1,2 @@', '   ', '-top', '+TOP']],
  ])('may lack it where another hunk shows only %s', (_name, above, proof) => {
    const held = [...above, ...filler(5), 'f:', '  a()', '  b()'];
    const body = [
      `@@ -${above.length + 7},2 +${above.length + 7},4 @@`,
      '  a()',
      '+ x()',
      '+    y()',
      '  b()',
    ];
    expect(patched(held, ...proof, ...body)).toEqual(REFUSED);
  });

  it('does not lack it next to a blank line that has one', () => {
    const held = ['f:', '  a()', '', '  b()'];
    const body = ['@@ -2,3 +2,5 @@', '  a()', '+ x()', '+    y()', ' ', '  b()'];
    expect(patched(held, ...body)).toEqual(['f:', '  a()', '  x()', '     y()', '', '  b()']);
  });

  it('is told of', () => {
    const body = diff('@@ -2,2 +2,3 @@', '  a()', '+  x()', '  b()');
    const { receipts } = apply('unified-diff', body, { 'a.txt': lines('f:', '  a()', '  b()') }).plan;
    expect(receipts).toMatchObject([{ level: 'exact', relaxations: ['context-prefix-missing'], line: 2 }]);
  });
});

describe('tabs', () => {
  const held = ['top', ...filler(5), '\tif a {', '\t\tone()', '\t}'];
  const proof = ['@@ -7,3 +8,3 @@', '     if a {', '-        one()', '+        two()', '     }'];
  const after = (...head: string[]): string[] => [...head, ...filler(5), '\tif a {', '\t\ttwo()', '\t}'];

  it('are written by a hunk that shows no indentation as by the others', () => {
    expect(patched(held, '@@ -1,1 +1,2 @@', ' top', '+    x', ...proof)).toEqual(after('top', '\tx'));
    expect(patched(held, '@@ -1,1 +1,2 @@', '-top', '+    x', ...proof)).toEqual(after('\tx'));
  });

  it('are written by a hunk that shows nothing but blanks', () => {
    const text = ['top', '  ', ...held.slice(1)];
    const head = ['@@ -1,2 +1,3 @@', ' top', '+    x', '   '];
    expect(patched(text, ...head, ...proof)).toEqual(after('top', '\tx', '  '));
  });

  it('are not written by a hunk that follows another rule', () => {
    const text = ['\ttop', ...held.slice(1)];
    expect(patched(text, '@@ -1,1 +1,1 @@', '-top', '+x', ...proof)).toEqual(after('\tx'));
  });

  it('are not written by a hunk of which one line shows its own', () => {
    const text = ['top', '  one', ...held.slice(1)];
    const head = ['@@ -1,2 +1,3 @@', ' top', '+    x', '   one'];
    expect(patched(text, ...head, ...proof)).toEqual(after('top', '    x', '  one'));
  });

  it('are not written by a hunk that shows its own', () => {
    const text = ['  top', ...held.slice(1)];
    expect(patched(text, '@@ -1,1 +1,2 @@', '   top', '+    x', ...proof)).toEqual(after('  top', '    x'));
  });

  it('are not written where two hunks prove different widths', () => {
    const more = ['\tif b {', '\t\tfour()', '\t}'];
    const other = ['@@ -20,3 +21,3 @@', '   if b {', '-    four()', '+    five()', '   }'];
    const text = [...held, ...filler(10, 'more'), ...more];
    expect(patched(text, '@@ -1,1 +1,2 @@', ' top', '+    x', ...proof, ...other)).toEqual([
      ...after('top', '    x'),
      ...filler(10, 'more'),
      '\tif b {',
      '\t\tfive()',
      '\t}',
    ]);
  });
});

describe('what a refusal of a hunk says', () => {
  const refusal = (edit: string, held: readonly string[]) =>
    apply('unified-diff', edit, { 'a.txt': lines(...held) }).plan.refusals[0];

  it('names the place whose indentation nothing explains', () => {
    const edit = diff('@@ -2,3 +2,3 @@', ' a()', '-  b()', '+  B()', ' c()');
    expect(refusal(edit, ['top', 'a()', '    b()', 'c()'])).toEqual({
      code: 'EC_EDIT_INDENTATION',
      path: 'a.txt',
      editIndex: 0,
      hunkIndex: 0,
      positions: [2],
      nearest: [{ line: 2, matching: 3, total: 3 }],
      firstDivergence: { line: 3, expected: '  b()', found: '    b()' },
      alreadyApplied: false,
    });
  });

  it('names the lines that stand there already', () => {
    expect(refusal(diff('@@ @@', ' a', '+b'), ['top', 'a', 'b', 'c'])).toMatchObject({
      code: 'EC_EDIT_ALREADY_APPLIED',
      reason: 'the lines stand there already',
      positions: [2],
      alreadyApplied: true,
    });
    expect(refusal(diff('@@ -2 +2 @@', '-  a', '+    a'), ['top', '    a'])).toMatchObject({
      code: 'EC_EDIT_ALREADY_APPLIED',
      reason: 'the file has the new lines',
      positions: [2],
    });
    expect(refusal(diff('@@ -2 +2 @@', '-a', '+b'), ['top', 'b'])).toMatchObject({
      code: 'EC_EDIT_ALREADY_APPLIED',
      positions: [2],
    });
  });

  it('names context that has lost its prefix', () => {
    expect(refusal(diff('@@ -2,1 +2,3 @@', ' a', '+new', '+b'), ['top', 'a', '+b'])).toMatchObject({
      code: 'EC_EDIT_MALFORMED',
      reason: 'a line of context has lost its prefix',
      positions: [2],
    });
  });

  it('compares the first hundred hunks that stand nowhere', () => {
    const hunks = Array.from({ length: 102 }, (_, at) => [
      `@@ -${at + 1} +${at + 1} @@`,
      `-line number ${at} x`,
      '+y',
    ]);
    const { refusals } = apply('unified-diff', diff(...hunks.flat()), {
      'a.txt': lines(...filler(102)),
    }).plan;
    expect(refusals.map(({ nearest }) => nearest.length > 0)).toEqual(
      Array.from({ length: 102 }, (_, at) => at < 100),
    );
  });
});

describe('hunks that name the end of the file', () => {
  const held = { 'a.txt': lines('x', 'a', 'x') };
  const patch = (...body: string[]): string =>
    lines('*** Begin Patch', '*** Update File: a.txt', '@@', ...body, '*** End Patch');

  it('stand there and not elsewhere', () => {
    const { after, plan } = apply('apply-patch', patch('-x', '+y', '*** End of File'), held);
    expect(after).toEqual({ 'a.txt': lines('x', 'a', 'y') });
    expect(plan.receipts).toMatchObject([{ hints: ['end-of-file'], line: 3 }]);
    expect(apply('apply-patch', patch('-x', '+y'), held).plan.refusals).toMatchObject([
      { code: 'EC_EDIT_AMBIGUOUS', positions: [1, 3] },
    ]);
  });

  it('do so by a newline that is missing', () => {
    const mark = '\\ No newline at end of file';
    const edit = diff('@@ @@', '-x', mark, '+y', mark);
    const { after, plan } = apply('unified-diff', edit, { 'a.txt': 'x\na\nx' });
    expect(after).toEqual({ 'a.txt': 'x\na\ny' });
    expect(plan.receipts).toMatchObject([{ hints: ['end-of-file'], line: 3 }]);
  });

  it('end a file that they replace as a whole with a newline, where they hold whole lines', () => {
    const result = (...body: string[]) => apply('apply-patch', patch(...body), { 'a.txt': 'a\nb' }).after;
    expect(result('-a', '-b', '+X')).toEqual({ 'a.txt': 'X\n' });
    expect(result('-a', '-b')).toEqual({ 'a.txt': '' });
    expect(result('-a', '+X', ' b')).toEqual({ 'a.txt': 'X\nb' });
    expect(result(' a', '-b', '+X')).toEqual({ 'a.txt': 'a\nX' });
    expect(apply('search-replace', block('a\nb', 'X'), { 'a.txt': 'a\nb' }).after).toEqual({ 'a.txt': 'X' });
  });
});

describe('line endings that the edit states', () => {
  const result = (held: string, ...body: string[]) =>
    apply('unified-diff', diff(...body), { 'a.txt': held }).after?.['a.txt'];

  it('are not judged by a line of the file without one', () => {
    const first = block('a\r\nb\r', 'a\r\nx\nb\r');
    expect(
      apply('search-replace', first + block('top\r', 'TOP\r'), { 'a.txt': 'top\r\na\r\nb' }).after,
    ).toEqual({
      'a.txt': 'TOP\r\na\r\nx\nb',
    });
  });

  it('are not judged by the last line of the reply, but by that of another hunk', () => {
    const first = ['@@ -1,2 +1,3 @@', ' a\r', '+x', ' b'];
    expect(result('a\r\nb\r\n', ...first)).toBe('a\r\nx\nb\r\n');
    const second = ['@@ -3,2 +4,3 @@', ' c\r', '+y\r', ' d\r'];
    expect(result('a\r\nb\r\nc\r\nd\r\n', ...first, ...second)).toBe('a\r\nx\r\nb\r\nc\r\ny\r\nd\r\n');
  });

  it('are not judged by a blank line without a return', () => {
    const body = ['@@ -1,4 +1,5 @@', ' a\r', '+x', ' ', ' b\r', ' c\r'];
    expect(result('a\r\n\r\nb\r\nc\r\n', ...body)).toBe('a\r\nx\n\r\nb\r\nc\r\n');
  });

  const text = 'a\r\nb\nc\n';

  it('are kept where another block only stands in the result', () => {
    const first = block('a\r\nb', 'A\r\nx\nb');
    expect(apply('search-replace', first + block('x', 'y'), { 'a.txt': text }).after).toEqual({
      'a.txt': 'A\r\ny\nb\nc\n',
    });
  });

  it('are those of the file where they disagree with it', () => {
    const first = block('a\nb\r', 'A\nx\r\nb\r');
    expect(apply('search-replace', first, { 'a.txt': 'a\r\nb\r\nc\r\n' }).after).toEqual({
      'a.txt': 'A\r\nx\r\nb\r\nc\r\n',
    });
  });
});

describe('tabs that a reply writes as spaces', () => {
  const file = lines('top', '', '\tif (a) {', '\t\tcall(a);', '\t}');
  const told = (...edits: (readonly [string, string])[]): string =>
    JSON.stringify({
      file_path: 'a.txt',
      edits: edits.map(([old_string, new_string]) => ({ old_string, new_string })),
    });
  const spaced = ['        call(a);\n', '        call(b);\n'] as const;

  it('are written so by all its edits of the file', () => {
    const edit = told(['top\n', 'top\n    more {\n        deep\n    }\n'], spaced);
    expect(apply('json', edit, { 'a.txt': file }).after).toEqual({
      'a.txt': lines('top', '\tmore {', '\t\tdeep', '\t}', '', '\tif (a) {', '\t\tcall(b);', '\t}'),
    });
  });

  it('prove nothing about text that shows its own indentation', () => {
    const mixed = lines('top', '', '    spaces', '\tif (a) {', '\t\tcall(a);', '\t}');
    const edit = told(['    spaces\n', '    spaces\n    more\n'], spaced);
    expect(apply('json', edit, { 'a.txt': mixed }).after).toEqual({
      'a.txt': lines('top', '', '    spaces', '    more', '\tif (a) {', '\t\tcall(b);', '\t}'),
    });
  });
});
