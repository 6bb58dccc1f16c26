import { describe, expect, it } from 'vitest';
import { apply, block, diff, filler, lines } from '../../test/edits/lab.ts';

// Each trap is made so that an engine without the named rule writes something plausible and wrong.

describe('counts decide where a hunk ends', () => {
  it('takes lines that look like file names as lines while the counts ask for them', () => {
    const edit = diff('@@ -1,3 +1,3 @@', ' select', '--- old comment', '+++ new comment', ' end');
    expect(apply('unified-diff', edit, { 'a.txt': lines('select', '-- old comment', 'end') }).after).toEqual({
      'a.txt': lines('select', '++ new comment', 'end'),
    });
  });

  it('ends a hunk where its counts are kept, whatever stands behind it', () => {
    const edit = `${diff('@@ -1,2 +1,2 @@', ' one', '-two', '+TWO')}That is all.\n`;
    expect(apply('unified-diff', edit, { 'a.txt': lines('one', 'two') }).after).toEqual({
      'a.txt': lines('one', 'TWO'),
    });
  });

  it('refuses a last hunk that promises more on both sides', () => {
    const edit = diff('@@ -1,5 +1,5 @@', ' one', '-two', '+TWO');
    const { codes } = apply('unified-diff', edit, { 'a.txt': lines('one', 'two', 'three', 'four', 'five') });
    expect(codes).toEqual(['EC_EDIT_TRUNCATED']);
  });

  it('refuses a last hunk that ends in additions and promises more of them', () => {
    const edit = diff('@@ -1,2 +1,5 @@', ' one', ' two', '+three');
    for (const text of [lines('one', 'two'), lines('one', 'two', 'last')])
      expect(apply('unified-diff', edit, { 'a.txt': text }).codes).toEqual(['EC_EDIT_TRUNCATED']);
  });

  it('refuses a diff without counts that ends behind a change where the file goes on', () => {
    const files = { 'a.txt': lines('one', 'two', 'three') };
    expect(apply('unified-diff', diff('-one'), files).codes).toEqual(['EC_EDIT_TRUNCATED']);
    // Where the file begins, nothing shows that context is left out on purpose.
    expect(apply('unified-diff', diff('-one', '+ONE'), files).codes).toEqual(['EC_EDIT_TRUNCATED']);
    expect(apply('unified-diff', diff('-two', '+TWO'), files).after).toEqual({
      'a.txt': lines('one', 'TWO', 'three'),
    });
    for (const header of ['@@ ... @@', '@@ -1 +1 @@']) {
      const edit = diff(header, ' one', '-two', '+TWO');
      expect(apply('unified-diff', edit, files).codes).toEqual(['EC_EDIT_TRUNCATED']);
      expect(apply('unified-diff', edit.trimEnd(), files).codes).toContain('EC_EDIT_TRUNCATED');
      const fenced = `\`\`\`diff\n${edit}\`\`\`\n`;
      const after = { 'a.txt': lines('one', 'TWO', 'three') };
      expect(apply('unified-diff', fenced, files).after).toEqual(after);
      expect(apply('unified-diff', `${edit} three\n`, files).after).toEqual(after);
      expect(apply('unified-diff', edit, { 'a.txt': lines('one', 'two') }).after).toEqual({
        'a.txt': lines('one', 'TWO'),
      });
    }
  });

  it('reads on by prefixes where the counts are too small', () => {
    const edit = diff('@@ -1,2 +1,2 @@', ' one', '-two', '+TWO', ' three', '-four', '+FOUR');
    expect(apply('unified-diff', edit, { 'a.txt': lines('one', 'two', 'three', 'four') }).after).toEqual({
      'a.txt': lines('one', 'TWO', 'three', 'FOUR'),
    });
  });

  it('refuses a fence that is not closed and lines behind one that is', () => {
    const body = ['--- a/a.txt', '+++ b/a.txt', '@@ @@', ' one', '-two', '+TWO'];
    const files = { 'a.txt': lines('one', 'two') };
    expect(apply('unified-diff', ['```diff', ...body, ''].join('\n'), files).codes).toEqual([
      'EC_EDIT_TRUNCATED',
    ]);
    const goesOn = ['```diff', ...body, '```', '+three', ''].join('\n');
    expect(apply('unified-diff', goesOn, files).codes).toEqual(['EC_EDIT_MALFORMED']);
  });
});

describe('the first level with a candidate ends the search', () => {
  it('takes the exact lines although looser ones stand before them', () => {
    const text = lines('  call();  ', 'between', '  call();');
    expect(apply('search-replace', block('  call();', '  done();'), { 'a.txt': text }).after).toEqual({
      'a.txt': lines('  call();  ', 'between', '  done();'),
    });
  });

  it('does not let a looser level choose between two exact places', () => {
    const text = lines('call();', 'between', 'call();');
    const { codes, plan } = apply('search-replace', block('call();', 'done();'), { 'a.txt': text });
    expect(codes).toEqual(['EC_EDIT_AMBIGUOUS']);
    expect(plan.refusals[0]?.positions).toEqual([1, 3]);
  });

  it('refuses two places at the level of indentation', () => {
    const text = lines('  call(1);', 'between', '    call(1);');
    expect(apply('search-replace', block('call(1);', 'done();'), { 'a.txt': text }).codes).toEqual([
      'EC_EDIT_AMBIGUOUS',
    ]);
  });

  it.each([
    ['blanks inside a line', 'call(a, b);', 'call(a,  b);'],
    ['blanks inside a string', '"two  blanks"', '"two blanks"'],
    ['upper case', 'Call(a);', 'call(a);'],
    ['a missing semicolon', 'call(a);', 'call(a)'],
    ['one letter', 'colour = 1', 'color = 1'],
  ])('never forgives %s', (_name, held, shown) => {
    expect(apply('search-replace', block(shown, 'changed'), { 'a.txt': lines(held, 'end') }).codes).toEqual([
      'EC_EDIT_NO_MATCH',
    ]);
  });
});

describe('context may have lost its prefix', () => {
  it('reads context with its first blank before it changes indentation', () => {
    const text = lines('def f():', '    a = 1', '    b = 2', '    return a');
    const edit = diff('@@ -1,4 +1,4 @@', 'def f():', '    a = 1', '-    b = 2', '+    b = 3', '    return a');
    const { after, plan } = apply('unified-diff', edit, { 'a.txt': text });
    expect(after).toEqual({ 'a.txt': lines('def f():', '    a = 1', '    b = 3', '    return a') });
    expect(plan.receipts[0]).toMatchObject({ level: 'exact', relaxations: ['context-prefix-missing'] });
  });

  it('refuses context that begins with a plus sign and lost its prefix', () => {
    const edit = diff('@@ @@', '-one', '+ONE', '+two');
    expect(apply('unified-diff', edit, { 'a.txt': lines('one', '+two', 'three') }).codes).toEqual([
      'EC_EDIT_MALFORMED',
    ]);
  });

  it('takes an addition for dedented that has no indentation of the context otherwise', () => {
    const text = lines('  alpha one', '  beta two', '  gamma three');
    const edit = diff('@@ -1,3 +1,4 @@', '  alpha one', '+ added line', '  beta two', '  gamma three');
    expect(apply('unified-diff', edit, { 'a.txt': text }).after).toEqual({
      'a.txt': lines('  alpha one', '  added line', '  beta two', '  gamma three'),
    });
  });

  it('refuses additions of which only some are dedented', () => {
    const text = lines('  alpha one', '  beta two', '  gamma three');
    const edit = diff('@@ @@', '  alpha one', '+ added line', '+  other line', '  beta two', '  gamma three');
    expect(apply('unified-diff', edit, { 'a.txt': text }).codes).toEqual(['EC_EDIT_INDENTATION']);
  });

  it('takes such an addition for dedented where other hunks keep their prefix', () => {
    const middle = filler(12);
    const text = lines(' alpha one', ' beta two', ...middle, 'gamma = 3', 'end');
    const edit = diff(
      '@@ -1,2 +1,3 @@',
      ' alpha one',
      '+added',
      ' beta two',
      '@@ -14,3 +15,3 @@',
      ' line number 11',
      '-gamma = 3',
      '+gamma = 4',
      ' end',
    );
    expect(apply('unified-diff', edit, { 'a.txt': text }).after).toEqual({
      'a.txt': lines(' alpha one', ' added', ' beta two', ...middle, 'gamma = 4', 'end'),
    });
  });
});

describe('deleted lines match at the level of the context', () => {
  it.each([
    ['exactly the same context around another line', ['one', 'two', 'three changed', 'four', 'five']],
    ['a deleted line that is longer', ['one', 'two', 'three and more', 'four', 'five']],
  ])('refuses %s', (_name, held) => {
    const edit = diff('@@ -1,5 +1,4 @@', ' one', ' two', '-three', ' four', ' five');
    const { codes, plan } = apply('unified-diff', edit, { 'a.txt': lines(...held) });
    expect(codes).toEqual(['EC_EDIT_NO_MATCH']);
    expect(plan.refusals[0]?.firstDivergence).toEqual({ line: 3, expected: 'three', found: held[2] });
  });

  it.each([
    ['a line before the change', ['one', 'two', 'three', 'four', 'five', 'six']],
    ['a line behind the change', ['one', 'three', 'four', 'five', 'new', 'six']],
    ['a line on both sides', ['one', 'two', 'three', 'four', 'five', 'new', 'six']],
  ])('takes context that leaves out %s, and says so', (_name, held) => {
    const edit = diff('@@ -1,5 +1,5 @@', ' one', ' three', '-four', '+FOUR', ' five', ' six');
    const { after, plan } = apply('unified-diff', edit, { 'a.txt': lines(...held) });
    expect(after).toEqual({ 'a.txt': lines(...held.map((line) => (line === 'four' ? 'FOUR' : line))) });
    expect(plan.receipts[0]?.relaxations).toEqual(['context-left-out']);
  });

  it.each([
    ['between context and a deleted line', ['one', 'three', 'new', 'four', 'five', 'six']],
    ['between a deleted line and context', ['one', 'three', 'four', 'new', 'five', 'six']],
    ['in four places of the context', ['one', 'a', 'b', 'c', 'd', 'three', 'four', 'five', 'six']],
    ['with another line of context in its place', ['one', 'three', 'four', 'five', 'seven']],
    [
      'next to a copy of all lines but one',
      ['one', 'x', 'three', 'four', 'five', 'six', ...filler(20), 'one', 'three', 'for', 'five', 'six'],
    ],
    [
      'twice',
      ['one', 'x', 'three', 'four', 'five', 'six', 'gap', 'one', 'x', 'three', 'four', 'five', 'six'],
    ],
  ])('refuses lines that are left out %s', (_name, held) => {
    const edit = diff('@@ -1,5 +1,5 @@', ' one', ' three', '-four', '+FOUR', ' five', ' six');
    expect(apply('unified-diff', edit, { 'a.txt': lines(...held) }).codes).toEqual(['EC_EDIT_NO_MATCH']);
  });

  it('refuses added lines between two lines of context that are apart in the file', () => {
    const edit = diff('@@ -1,2 +1,3 @@', ' one', '+new', ' three');
    expect(apply('unified-diff', edit, { 'a.txt': lines('one', 'two', 'three') }).codes).toEqual([
      'EC_EDIT_NO_MATCH',
    ]);
  });
});

describe('a block is compared with its replacement', () => {
  it('keeps the punctuation, blanks and endings of lines that stay', () => {
    const text = 'say(\u201chello\u201d);  \r\nold();\r\nrest();\n';
    const { after } = apply(
      'search-replace',
      block('say("hello");\nold();\nrest();', 'say("hello");\nnew();\nrest();'),
      { 'a.txt': text },
    );
    expect(after).toEqual({ 'a.txt': 'say(\u201chello\u201d);  \r\nnew();\r\nrest();\n' });
  });

  it('keeps a line that a patch deletes and adds again', () => {
    const edit = [
      '*** Begin Patch',
      '*** Update File: a.txt',
      '@@',
      '-one',
      '-two',
      '+one',
      '+TWO',
      '*** End Patch',
    ].join('\n');
    expect(apply('apply-patch', edit, { 'a.txt': 'one  \ntwo\n' }).after).toEqual({
      'a.txt': 'one  \nTWO\n',
    });
  });
});

describe('indentation follows one rule or none', () => {
  it.each([
    [
      'a deleted line that deviates from context that agrees',
      lines('a()', '    b()', 'c()'),
      'a()\nb()\nc()',
      'a()\nB()\nc()',
    ],
    ['new lines next to the one that deviates', lines('a()', '    b()'), 'a()\n  b()', 'a()\n  b()\n  new()'],
    [
      'new lines that have the indentation already',
      lines('f:', '    a()', '    b()'),
      'a()\nb()',
      'a()\n    B()',
    ],
  ])('refuses %s', (_name, text, search, replace) => {
    expect(apply('search-replace', block(search, replace), { 'a.txt': text }).codes).toEqual([
      'EC_EDIT_INDENTATION',
    ]);
  });

  it('indents lines of blanks as the others and leaves empty ones empty', () => {
    const text = lines('class A {', '    a();', '}');
    const edit = block('a();', 'a();\n  \n\nb();');
    expect(apply('search-replace', edit, { 'a.txt': text }).after).toEqual({
      'a.txt': lines('class A {', '    a();', '      ', '', '    b();', '}'),
    });
  });

  it('does not take context that agrees for context without its prefix', () => {
    const edit = diff('@@ -1,3 +1,3 @@', ' a()', '-    b()', '+    B()', ' c()');
    expect(apply('unified-diff', edit, { 'a.txt': lines('a()', '   b()', 'c()') }).codes).toEqual([
      'EC_EDIT_INDENTATION',
    ]);
  });

  it('sees that lines to be indented anew are so already', () => {
    const edit = diff('@@ -1,3 +1,3 @@', ' a {', '-  foo();', '+    foo();', ' }');
    expect(apply('unified-diff', edit, { 'a.txt': lines('a {', '    foo();', '}') }).codes).toEqual([
      'EC_EDIT_ALREADY_APPLIED',
    ]);
  });

  it('refuses new lines that are in step with the file as they are written', () => {
    const text = lines('def f():', '    a()', '    b()', '    c()');
    const shown = '     a()\n     b()';
    const edit = block(shown, '     a()\n    if x:\n        y()\n     b()');
    expect(apply('search-replace', edit, { 'a.txt': text }).codes).toEqual(['EC_EDIT_INDENTATION']);
    const shifted = block(shown, '     a()\n     if x:\n         y()\n     b()');
    expect(apply('search-replace', shifted, { 'a.txt': text }).after).toEqual({
      'a.txt': lines('def f():', '    a()', '    if x:', '        y()', '    b()', '    c()'),
    });
  });

  const python = lines(
    'class A:',
    '    def f(self):',
    '        if self.a:',
    '            return 1',
    '        return 2',
  );

  it('adds the prefix that every line lacks', () => {
    const edit = block(
      'def f(self):\n    if self.a:\n        return 1',
      'def f(self):\n    if self.b:\n        log()\n        return 1',
    );
    expect(apply('search-replace', edit, { 'a.txt': python }).after).toEqual({
      'a.txt': lines(
        'class A:',
        '    def f(self):',
        '        if self.b:',
        '            log()',
        '            return 1',
        '        return 2',
      ),
    });
  });

  it('drops a prefix that every line has too much', () => {
    const edit = block(
      '        def f(self):\n            if self.a:',
      '        def f(self):\n            if self.b:',
    );
    expect(apply('search-replace', edit, { 'a.txt': python }).after?.['a.txt']).toContain(
      '\n        if self.b:\n',
    );
  });

  it.each([
    [
      'one level of two is right',
      '    def f(self):\n    if self.a:\n        return 1',
      '    def f(self):\n    if self.b:\n        return 1',
    ],
    [
      'every line is off by another amount',
      'def f(self):\n if self.a:\n    return 1',
      'def f(self):\n if self.b:\n    return 1',
    ],
    [
      'another width is used',
      'def f(self):\n  if self.a:\n    return 1',
      'def f(self):\n  if self.b:\n    return 1',
    ],
  ])('refuses where %s', (_name, search, replace) => {
    expect(apply('search-replace', block(search, replace), { 'a.txt': python }).codes).toEqual([
      'EC_EDIT_INDENTATION',
    ]);
  });

  it('refuses an added line that does not have the prefix to drop', () => {
    const edit = block(
      '        def f(self):\n            if self.a:',
      '        def f(self):\nouter()\n            if self.a:',
    );
    expect(apply('search-replace', edit, { 'a.txt': python }).codes).toEqual(['EC_EDIT_INDENTATION']);
  });

  it('writes added lines as they are where only context deviates', () => {
    const text = lines('if a:', '    one()', '    two()', '    three()');
    const edit = diff(
      '@@ -1,4 +1,4 @@',
      ' if a:',
      '       one()',
      '-    two()',
      '+    TWO()',
      '     three()',
    );
    expect(apply('unified-diff', edit, { 'a.txt': text }).after).toEqual({
      'a.txt': lines('if a:', '    one()', '    TWO()', '    three()'),
    });
  });

  it('turns blanks into tabs of the one width that fits, in every hunk', () => {
    const text = lines('top', ...filler(9), 'func f() {', '\tif a {', '\t\tone()', '\t}', '}');
    const edit = diff(
      '@@ -1,1 +1,2 @@',
      ' top',
      '+    first',
      '@@ -12,3 +13,3 @@',
      '     if a {',
      '-        one()',
      '+        two()',
      '     }',
    );
    const { after } = apply('unified-diff', edit, { 'a.txt': text });
    expect(after).toEqual({
      'a.txt': lines('top', '\tfirst', ...filler(9), 'func f() {', '\tif a {', '\t\ttwo()', '\t}', '}'),
    });
  });

  it('does not find a tab width by reading prefixes as indentation', () => {
    const text = lines('\tone(a)', '\ttwo(b)', '\t  three(c)', '\tend');
    const edit = diff('@@ @@', '   one(a)', '+  new', '   two(b)', '     three(c)', '   end');
    expect(apply('unified-diff', edit, { 'a.txt': text }).codes).toEqual(['EC_EDIT_INDENTATION']);
  });

  it('turns tabs into blanks where the file has those', () => {
    const text = lines('if a {', '  one()', '    two()', '}');
    const edit = block('if a {\n\tone()\n\t\ttwo()', 'if a {\n\tone()\n\t\tTWO()\n\t\tthree()');
    expect(apply('search-replace', edit, { 'a.txt': text }).after).toEqual({
      'a.txt': lines('if a {', '  one()', '    TWO()', '    three()', '}'),
    });
  });
});

describe('line endings come from the file', () => {
  it('gives a new line the ending of the line it replaces, else of its neighbour', () => {
    const text = 'one\r\ntwo\nthree\r\n';
    const edit = diff('@@ -1,3 +1,4 @@', ' one', '-two', '+TWO', '+more', ' three');
    expect(apply('unified-diff', edit, { 'a.txt': text }).after).toEqual({
      'a.txt': 'one\r\nTWO\nmore\nthree\r\n',
    });
    const insertion = diff('@@ -1,2 +1,3 @@', ' one', '+new', ' two');
    expect(apply('unified-diff', insertion, { 'a.txt': text }).after).toEqual({
      'a.txt': 'one\r\nnew\r\ntwo\nthree\r\n',
    });
  });

  it('looks at each replaced line for itself', () => {
    const edit = diff('@@ -1,3 +1,3 @@', '-one', '-two', '+ONE', '+TWO', ' three');
    expect(apply('unified-diff', edit, { 'a.txt': 'one\r\ntwo\nthree\r\n' }).after).toEqual({
      'a.txt': 'ONE\r\nTWO\nthree\r\n',
    });
  });

  it('takes the carriage returns of a mixed edit as they are', () => {
    const edit = diff('@@ -1,2 +1,2 @@', ' one\r', '-two', '+TWO\r');
    expect(apply('unified-diff', edit, { 'a.txt': 'one\r\ntwo\n' }).after).toEqual({
      'a.txt': 'one\r\nTWO\r\n',
    });
  });

  it.each([
    ['search-replace', `a.txt\n<<<<<<< SEARCH\none\r\ntwo\n=======\none\r\nTWO\r\n>>>>>>> REPLACE\n`],
    ['apply-patch', '*** Begin Patch\n*** Update File: a.txt\n@@\n one\r\n-two\n+TWO\r\n*** End Patch\n'],
  ] as const)('takes the carriage returns of a mixed edit in %s as they are', (format, edit) => {
    expect(apply(format, edit, { 'a.txt': 'one\r\ntwo\nthree\n' }).after).toEqual({
      'a.txt': 'one\r\nTWO\r\nthree\n',
    });
    const allReturns = edit.replaceAll(/\r?\n/g, '\r\n');
    expect(apply(format, allReturns, { 'a.txt': 'one\r\ntwo\nthree\n' }).after).toEqual({
      'a.txt': 'one\r\nTWO\nthree\n',
    });
  });

  it.each([
    ['unified-diff', diff('@@ -1,2 +1,3 @@', ' one\r', '-two', '+TWO', '+more')],
    ['search-replace', block('one\r\ntwo', 'one\r\nTWO\nmore')],
  ] as const)(
    'takes carriage returns of %s for damage where old lines have them and the file does not',
    (format, edit) => {
      expect(apply(format, edit, { 'a.txt': 'one\ntwo\n' }).after).toEqual({ 'a.txt': 'one\nTWO\nmore\n' });
      expect(apply(format, edit, { 'a.txt': 'one\r\ntwo\r\n' }).after).toEqual({
        'a.txt': 'one\r\nTWO\r\nmore\r\n',
      });
    },
  );

  it('gives a new file of a patch the carriage returns that its own lines have', () => {
    const edit = '*** Begin Patch\n*** Add File: a.txt\n+one\r\n+two\n*** End Patch\n';
    expect(apply('apply-patch', edit, {}).after).toEqual({ 'a.txt': 'one\r\ntwo\n' });
    expect(apply('apply-patch', edit.replaceAll(/\r?\n/g, '\r\n'), {}).after).toEqual({
      'a.txt': 'one\ntwo\n',
    });
  });

  it('refuses an edit that ends its lines in another way than the place in a mixed file', () => {
    const edit = diff('@@ -2 +2 @@', '-two\r', '+TWO\r');
    expect(apply('unified-diff', edit, { 'a.txt': 'one\r\ntwo\nthree\r\n' }).codes).toEqual([
      'EC_EDIT_NO_MATCH',
    ]);
    expect(apply('unified-diff', edit, { 'a.txt': 'one\ntwo\r\nthree\n' }).after).toEqual({
      'a.txt': 'one\nTWO\r\nthree\n',
    });
  });

  it('changes the end of the file only by a marker', () => {
    const marker = '\\ No newline at end of file';
    const plain = diff('@@ -1,2 +1,2 @@', ' one', '-two', '+TWO');
    expect(apply('unified-diff', plain, { 'a.txt': 'one\ntwo' }).after).toEqual({ 'a.txt': 'one\nTWO' });
    const adds = diff('@@ -1,2 +1,2 @@', ' one', '-two', marker, '+two');
    expect(apply('unified-diff', adds, { 'a.txt': 'one\ntwo' }).after).toEqual({ 'a.txt': 'one\ntwo\n' });
    const drops = diff('@@ -1,2 +1,2 @@', ' one', '-two', '+two', marker);
    expect(apply('unified-diff', drops, { 'a.txt': 'one\ntwo\n' }).after).toEqual({ 'a.txt': 'one\ntwo' });
    const appends = diff('@@ -1,2 +1,3 @@', ' one', ' two', '+three');
    expect(apply('unified-diff', appends, { 'a.txt': 'one\r\ntwo' }).after).toEqual({
      'a.txt': 'one\r\ntwo\r\nthree',
    });
    const deletes = diff('@@ -1,2 +1,1 @@', ' one', '-two');
    expect(apply('unified-diff', deletes, { 'a.txt': 'one\ntwo' }).after).toEqual({ 'a.txt': 'one' });
  });

  it('refuses a marker of a missing newline that the file has', () => {
    const edit = diff(
      '@@ -1,2 +1,2 @@',
      ' one',
      '-two',
      '\\ No newline at end of file',
      '+TWO',
      '\\ No newline at end of file',
    );
    expect(apply('unified-diff', edit, { 'a.txt': 'one\ntwo\n' }).codes).toEqual(['EC_EDIT_NO_MATCH']);
  });
});

describe('hints choose among places and never make one', () => {
  const twice = (gap: number): string =>
    lines('start {', 'value = 1', '}', ...filler(gap), 'start {', 'value = 1', '}');
  const hunk = (header: string): string => diff(header, ' start {', '-value = 1', '+value = 2', ' }');

  it('chooses by an exact number', () => {
    const { after, plan } = apply('unified-diff', hunk('@@ -44,3 +44,3 @@'), { 'a.txt': twice(40) });
    expect(after?.['a.txt']).toBe(
      lines('start {', 'value = 1', '}', ...filler(40), 'start {', 'value = 2', '}'),
    );
    expect(plan.receipts[0]).toMatchObject({ hints: ['line-number'], line: 44, linesMoved: 0 });
  });

  it('chooses by a near number if the next place is far', () => {
    expect(
      apply('unified-diff', hunk('@@ -46,3 +46,3 @@'), { 'a.txt': twice(40) }).plan.receipts[0]?.hints,
    ).toEqual(['near-line']);
  });

  it.each([
    ['a number in the middle', '@@ -22,3 +22,3 @@', 40],
    ['a near number with the next place near too', '@@ -4,3 +4,3 @@', 3],
    ['no number', '@@', 40],
    ['line 1, which models write when they do not know', '@@ -1,3 +1,3 @@', -1],
  ])('refuses %s', (_name, header, gap) => {
    const text = gap < 0 ? lines('head', ...twice(40).trimEnd().split('\n')) : twice(gap);
    expect(apply('unified-diff', hunk(header), { 'a.txt': text }).codes).toEqual(['EC_EDIT_AMBIGUOUS']);
  });

  it('follows the drift of its neighbours instead of a misleading number', () => {
    const text = lines(
      'new',
      'new too',
      'top',
      'start {',
      'value = 1',
      '}',
      'next',
      'start {',
      'value = 1',
      '}',
    );
    const edit = diff(
      '@@ -1,1 +1,1 @@',
      '-top',
      '+TOP',
      '@@ -6,3 +6,3 @@',
      ' start {',
      '-value = 1',
      '+value = 2',
      ' }',
    );
    const { after, plan } = apply('unified-diff', edit, { 'a.txt': text });
    expect(after?.['a.txt']).toBe(
      lines('new', 'new too', 'TOP', 'start {', 'value = 1', '}', 'next', 'start {', 'value = 2', '}'),
    );
    expect(plan.receipts[1]?.hints).toEqual(['line-drift']);
  });

  it('does not trust numbers that are the same everywhere', () => {
    const text = lines('start {', 'value = 1', '}', ...filler(20), 'start {', 'value = 1', '}', 'tail');
    const edit = diff(
      '@@ -1,3 +1,3 @@',
      ' start {',
      '-value = 1',
      '+value = 2',
      ' }',
      '@@ -1,1 +1,1 @@',
      '-tail',
      '+TAIL',
    );
    expect(apply('unified-diff', edit, { 'a.txt': text }).codes).toEqual(['EC_EDIT_AMBIGUOUS']);
  });

  it('never inserts by a number alone', () => {
    expect(
      apply('unified-diff', diff('@@ -2,0 +3,1 @@', '+new'), { 'a.txt': lines('one', 'two', 'three') }).codes,
    ).toEqual(['EC_EDIT_NO_PLACE']);
  });

  it('refuses a copy of the target where the numbered target is stale, done or out of order', () => {
    const target = ['alpha', 'beta', 'gamma', 'value = 1', 'delta', 'epsilon', 'zeta'];
    const edit = diff(
      '@@ -1,7 +1,7 @@',
      ' alpha',
      ' beta',
      ' gamma',
      '-value = 1',
      '+value = 2',
      ' delta',
      ' epsilon',
      ' zeta',
    );
    const changed = (value: string): string[] => target.map((line) => (line === 'value = 1' ? value : line));
    const stale = lines(...changed('value = 9'), ...filler(30), ...target);
    expect(apply('unified-diff', edit, { 'a.txt': stale }).codes).toEqual(['EC_EDIT_NO_MATCH']);
    const done = lines(...changed('value = 2'), ...filler(30), ...target);
    expect(apply('unified-diff', edit, { 'a.txt': done }).codes).toEqual(['EC_EDIT_ALREADY_APPLIED']);
    const three = diff(
      '@@ -1,1 +1,1 @@',
      '-first',
      '+FIRST',
      '@@ -5,1 +5,1 @@',
      '-middle',
      '+MIDDLE',
      '@@ -9,1 +9,1 @@',
      '-last',
      '+LAST',
    );
    const order = lines('first', 'b', 'c', 'd', 'gone', 'f', 'g', 'h', 'last', 'middle');
    expect(apply('unified-diff', three, { 'a.txt': order }).codes).toEqual(['EC_EDIT_NO_MATCH']);
  });

  it('uses a section, and refuses lines that stand outside of it', () => {
    const text = lines(
      'class A:',
      '    def f(self):',
      '        return 1',
      '',
      'class B:',
      '    def f(self):',
      '        return 1',
    );
    const patch = (section: string): string =>
      [
        '*** Begin Patch',
        '*** Update File: a.txt',
        `@@ ${section}`,
        '     def f(self):',
        '-        return 1',
        '+        return 2',
        '*** End Patch',
      ].join('\n');
    const chosen = apply('apply-patch', patch('class B:'), { 'a.txt': text });
    expect(chosen.after?.['a.txt']).toBe(text.replace(/1\n$/, '2\n'));
    expect(chosen.plan.receipts[0]?.hints).toEqual(['section']);
    const stale = text.replace(/1\n$/, '9\n');
    expect(apply('apply-patch', patch('class B:'), { 'a.txt': stale }).codes).toEqual(['EC_EDIT_WRONG_HINT']);
    expect(apply('apply-patch', patch('def f(self):'), { 'a.txt': text }).codes).toEqual([
      'EC_EDIT_AMBIGUOUS',
    ]);
  });

  it('refuses two places in one section', () => {
    const text = lines('class A:', '    x = 1', '', 'class B:', '    x = 1', '    y = 2', '    x = 1');
    const edit = [
      '*** Begin Patch',
      '*** Update File: a.txt',
      '@@ class B:',
      '-    x = 1',
      '+    x = 2',
      '*** End Patch',
    ].join('\n');
    expect(apply('apply-patch', edit, { 'a.txt': text }).codes).toEqual(['EC_EDIT_AMBIGUOUS']);
  });

  it('inserts behind the section or at the marked end, not at the end by default', () => {
    const patch = (...body: string[]): string =>
      ['*** Begin Patch', '*** Update File: a.txt', ...body, '*** End Patch'].join('\n');
    const files = { 'a.txt': lines('head', 'import a', 'tail') };
    expect(apply('apply-patch', patch('@@ import a', '+import b'), files).after).toEqual({
      'a.txt': lines('head', 'import a', 'import b', 'tail'),
    });
    expect(apply('apply-patch', patch('@@', '+end', '*** End of File'), files).after).toEqual({
      'a.txt': lines('head', 'import a', 'tail', 'end'),
    });
    expect(apply('unified-diff', diff('@@ -0,0 +1 @@', '+somewhere'), files).codes).toEqual([
      'EC_EDIT_NO_PLACE',
    ]);
  });
});

describe('overlap is judged on changed lines', () => {
  it('lets the context of one hunk be what another changes', () => {
    const edit = diff(
      '@@ -1,2 +1,2 @@',
      '-one',
      '+ONE',
      ' two',
      '@@ -1,3 +1,3 @@',
      ' one',
      ' two',
      '-three',
      '+THREE',
    );
    expect(apply('unified-diff', edit, { 'a.txt': lines('one', 'two', 'three') }).after).toEqual({
      'a.txt': lines('ONE', 'two', 'THREE'),
    });
  });

  it('refuses two changes of one line and two insertions at one place', () => {
    const files = { 'a.txt': lines('one', 'two', 'three') };
    expect(
      apply('search-replace', block('one', 'ONE') + block('one\ntwo', 'first\ntwo'), files).codes,
    ).toEqual(['EC_EDIT_OVERLAP']);
    expect(
      apply('search-replace', block('one\ntwo', 'one\nx\ntwo') + block('one\ntwo', 'one\ny\ntwo'), files)
        .codes,
    ).toEqual(['EC_EDIT_OVERLAP']);
  });
});

describe('last readings of a block', () => {
  const files = { 'a.txt': lines('if (a < b && c) {', '  say("x");', '}', 'end') };

  it.each([
    ['line-gutter', '1 | if (a < b && c) {\n2 |   say("x");', '1 | if (a < b && c) {\n2 |   say("y");'],
    [
      'html-escapes',
      'if (a &lt; b &amp;&amp; c) {\n  say("x");',
      'if (a &lt; b &amp;&amp; c) {\n  say("y");',
    ],
    ['blank-edge-lines', '\n  say("x");\n', '\n  say("y");\n'],
    ['backslash-escapes', '  say(\\"x\\");', '  say(\\"y\\");'],
  ])('undoes %s on both sides and says so', (relaxation, search, replace) => {
    const { after, plan } = apply('search-replace', block(search, replace), files);
    expect(after).toEqual({ 'a.txt': lines('if (a < b && c) {', '  say("y");', '}', 'end') });
    expect(plan.receipts[0]?.relaxations).toEqual([relaxation]);
  });

  it.each([
    ['a gutter on one side only with another number', '3 |   say("x");', '  say("y");'],
    [
      'a gutter that one replaced line lacks',
      '1 | if (a < b && c) {\n2 |   say("x");',
      '1 | if (a < b && c) {\n  say("y");',
    ],
    ['escapes next to bare brackets', 'if (a &lt; b &amp;&amp; c) {', 'if (a < b && c &amp;&amp; d) {'],
    ['a blank edge on one side only', '\n  say("x");', '  say("y");'],
  ])('refuses %s', (_name, search, replace) => {
    expect(apply('search-replace', block(search, replace), files).codes).toEqual(['EC_EDIT_NO_MATCH']);
  });

  it('takes escapes literally as long as the literal text is there', () => {
    const text = lines('a &lt; b', 'a < b');
    expect(apply('search-replace', block('a &lt; b', 'c &lt; d'), { 'a.txt': text }).after).toEqual({
      'a.txt': lines('c &lt; d', 'a < b'),
    });
  });
});

describe('a copy of lines that were changed already', () => {
  it('is not seen in what a deletion leaves, which may stand in front of it as well', () => {
    const doc = ['/**', ' * A part of it.', ' */'];
    const shown = [...doc, "say('a');", ...doc, "say('b');"];
    const edit = block(shown.join('\n'), [...doc, "say('b');"].join('\n'));
    const text = lines(...shown.map((line) => line.replaceAll("'", '\u2019')));
    expect(apply('search-replace', edit, { 'a.txt': text }).after).toEqual({
      'a.txt': lines(...doc, 'say(\u2019b\u2019);'),
    });
    const first = block([...doc, "say('a');", ...doc].join('\n'), doc.join('\n'));
    expect(apply('search-replace', first, { 'a.txt': text }).after).toEqual({
      'a.txt': lines(...doc, 'say(\u2019b\u2019);'),
    });
  });

  it('is seen in blank lines at the end of the file alone', () => {
    const edit = diff('@@ -1,2 +1,3 @@', ' one', ' two', '+');
    expect(apply('unified-diff', edit, { 'a.txt': lines('one', 'two', '') }).codes).toEqual([
      'EC_EDIT_ALREADY_APPLIED',
    ]);
    expect(apply('unified-diff', edit, { 'a.txt': lines('one', 'two') }).after).toEqual({
      'a.txt': lines('one', 'two', ''),
    });
    const inside = diff('@@ -1,2 +1,3 @@', ' one', '+', ' two');
    expect(apply('unified-diff', inside, { 'a.txt': lines('one', 'two') }).after).toEqual({
      'a.txt': lines('one', '', 'two'),
    });
  });

  it('is left alone where the numbered place holds the result and another hunk is not done', () => {
    const text = lines(
      'alpha',
      'beta',
      ...filler(6),
      'head',
      'new',
      'tail',
      ...filler(6, 'other'),
      'head',
      'old',
      'tail',
    );
    const edit = diff(
      '@@ -1,2 +1,2 @@',
      ' alpha',
      '-beta',
      '+BETA',
      '@@ -9,3 +9,3 @@',
      ' head',
      '-old',
      '+new',
      ' tail',
    );
    expect(apply('unified-diff', edit, { 'a.txt': text }).codes).toEqual(['EC_EDIT_ALREADY_APPLIED']);
  });
});

describe('rules of dashes in a block', () => {
  const files = { 'a.txt': lines('Title', '-------', 'Old text.', '', 'Old text.') };

  it('are lines of the file where no line number stands before them', () => {
    expect(apply('search-replace', block('-------\nOld text.', '-------\nNew text.'), files).after).toEqual({
      'a.txt': lines('Title', '-------', 'New text.', '', 'Old text.'),
    });
  });

  it('end the line numbers of Roo', () => {
    expect(
      apply('search-replace', block(':start_line:5\n-------\nOld text.', 'New text.'), files).after,
    ).toEqual({
      'a.txt': lines('Title', '-------', 'Old text.', '', 'New text.'),
    });
  });
});

describe('the named file and no other', () => {
  it('does not look for the lines elsewhere', () => {
    const files = { 'other.txt': lines('one') };
    expect(apply('search-replace', block('one', 'two'), files).codes).toEqual(['EC_EDIT_FILE_MISSING']);
    expect(apply('search-replace', block('one', 'two'), files, { target: 'other.txt' }).codes).toEqual([
      'EC_EDIT_FILE_MISSING',
    ]);
  });

  it('creates only what is not there', () => {
    const edit = ['--- /dev/null', '+++ b/a.txt', '@@ -0,0 +1 @@', '+new', ''].join('\n');
    expect(apply('unified-diff', edit, {}).after).toEqual({ 'a.txt': 'new\n' });
    expect(apply('unified-diff', edit, { 'a.txt': 'old\n' }).codes).toEqual(['EC_EDIT_FILE_EXISTS']);
    expect(apply('unified-diff', edit, { 'a.txt': 'old\n' }, { overwrite: true }).after).toEqual({
      'a.txt': 'new\n',
    });
  });

  it('deletes only what is shown', () => {
    const edit = ['--- a/a.txt', '+++ /dev/null', '@@ -1,2 +0,0 @@', '-one', '-two', ''].join('\n');
    expect(apply('unified-diff', edit, { 'a.txt': 'one\ntwo\n' }).after).toEqual({});
    expect(apply('unified-diff', edit, { 'a.txt': 'one\ntwo\nthree\n' }).codes).toEqual([
      'EC_EDIT_DELETE_NOT_SHOWN',
    ]);
  });

  it('applies nothing if one file of several cannot be edited', () => {
    const edit = block('one', 'ONE') + block('x', 'y').replace('a.txt', 'b.txt');
    const { plan, codes } = apply('search-replace', edit, { 'a.txt': 'one\n', 'b.txt': 'z\n' });
    expect(codes).toEqual(['EC_EDIT_NO_MATCH']);
    expect(plan.files).toEqual([]);
  });
});

describe('an edit is not applied twice', () => {
  it.each([
    ['a change', block('one', 'ONE'), lines('ONE', 'two')],
    ['an insertion behind its context', block('one', 'one\nnew'), lines('one', 'new', 'two')],
    ['an insertion before its context', block('two', 'new\ntwo'), lines('one', 'new', 'two')],
  ])('says that %s is there already', (_name, edit, text) => {
    const { codes, plan } = apply('search-replace', edit, { 'a.txt': text });
    expect(codes).toEqual(['EC_EDIT_ALREADY_APPLIED']);
    expect(plan.refusals[0]?.alreadyApplied).toBe(true);
  });

  it('refuses an edit that changes nothing', () => {
    expect(apply('search-replace', block('one', 'one'), { 'a.txt': lines('one') }).codes).toEqual([
      'EC_EDIT_NO_CHANGE',
    ]);
  });
});
