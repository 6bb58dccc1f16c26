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
