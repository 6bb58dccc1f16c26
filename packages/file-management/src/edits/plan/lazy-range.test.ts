import { describe, expect, it } from 'vitest';
import { apply, lines } from '../../../test/edits/lab.ts';

const text = lines(
  'class A {',
  '  one() {',
  '    return 1;',
  '  }',
  '',
  '  two() {',
  '    return 2;',
  '  }',
  '}',
  '',
  'class B {',
  '  two() {',
  '    return 2;',
  '  }',
  '}',
);
const files = { 'a.txt': text };
const lazy = (...body: string[]): string => `a.txt\n\`\`\`\`\n${body.join('\n')}\n\`\`\`\`\n`;
const MARK = '// ... existing code ...';

describe('a lazy edit', () => {
  it('ends a block where the indentation of the file comes back to it', () => {
    const edit = lazy(
      MARK,
      '',
      'class A {',
      '  one() {',
      '    return 9;',
      '  }',
      '',
      '  two() {',
      '    return 2;',
      '  }',
      '}',
      '',
      MARK,
    );
    expect(apply('lazy', edit, files).after).toEqual({ 'a.txt': text.replace('return 1', 'return 9') });
  });

  it('puts new comments above the line that they stand above', () => {
    const edit = lazy(
      'class A {',
      MARK,
      '',
      '  // Gives one.',
      '  one() {',
      '    return 1;',
      '  }',
      '',
      MARK,
    );
    expect(apply('lazy', edit, files).after).toEqual({
      'a.txt': text.replace('  one()', '  // Gives one.\n  one()'),
    });
  });

  it('refuses new comments that may take the place of others', () => {
    const held = { 'a.txt': text.replace('  one()', '  // Old words.\n  one()') };
    const edit = lazy(
      'class A {',
      MARK,
      '',
      '  // Gives one.',
      '  one() {',
      '    return 1;',
      '  }',
      '',
      MARK,
    );
    expect(apply('lazy', edit, held).codes).toEqual(['EC_EDIT_NO_PLACE']);
  });

  it('takes a piece of the file without any placeholder', () => {
    const edit = lazy('class B {', '  two() {', '    return 7;', '  }', '}');
    expect(apply('lazy', edit, files).after).toEqual({
      'a.txt': text.replace(/return 2(?![\s\S]*return 2)/, 'return 7'),
    });
  });

  it('adds what is new in front of the lines that close the file', () => {
    const edit = lazy('class A {', MARK, '', '  three() {', '    return 3;', '  }', '}');
    expect(apply('lazy', edit, files).after).toEqual({
      'a.txt': text.replace(/\}\n$/, '\n  three() {\n    return 3;\n  }\n}\n'),
    });
  });

  it('refuses to add what has the name of something that is there', () => {
    const edit = lazy('class A {', MARK, '', '  two(x) {', '    return x;', '  }', '}');
    expect(apply('lazy', edit, files).codes).toEqual(['EC_EDIT_NO_PLACE']);
  });

  it('refuses a part that begins without a placeholder behind the beginning of the file', () => {
    const edit = lazy('  one() {', '    return 8;', '  }', '', MARK);
    expect(apply('lazy', edit, files).codes).toEqual(['EC_EDIT_NO_PLACE']);
  });
});

describe('an import of more names than the file has', () => {
  const body = ['', 'a();', 'b();', 'c();', 'last();'];
  const change = (held: string, shown: string) =>
    apply('lazy', lazy(shown, MARK, 'b();', 'more();', 'c();', MARK), { 'a.txt': lines(held, ...body) });

  it.each([
    ['from web import App', 'from web import App, Error'],
    ["import { a } from './a';", "import { a, b } from './a';"],
    ['import React from "react"', 'import React, { useState } from "react"'],
    ['import type { A } from "a";', 'import type { A, B as C } from "a";'],
  ])('takes the place of %s', (held, shown) => {
    expect(change(held, shown).after).toEqual({
      'a.txt': lines(shown, '', 'a();', 'b();', 'more();', 'c();', 'last();'),
    });
  });

  it.each([
    ['another module', 'from web import App', 'from net import App, Error'],
    ['fewer names', 'from web import App, Error', 'from web import Error, Other'],
    ['names instead of types', 'import type { A } from "a";', 'import { A, B } from "a";'],
    ['the whole module', 'import React from "react";', 'import { React, useState } from "react";'],
    [
      'a module that is imported twice',
      'from web import App\nfrom web import Log',
      'from web import App, Log',
    ],
  ])('does not for %s', (_name, held, shown) => {
    expect(change(held, shown).codes).toEqual(['EC_EDIT_NO_PLACE']);
  });
});
