import { describe, expect, it } from 'vitest';
import { apply, lines } from '../../../test/edits/lab.ts';

const MARK = '// ... existing code ...';
const lazy = (...body: string[]): string => `a.txt\n\`\`\`\`\n${body.join('\n')}\n\`\`\`\`\n`;

/** The text that a lazy edit makes of a file, or the code of its refusal. */
function outcome(file: string, ...body: string[]): string | undefined {
  const { plan, after } = apply('lazy', lazy(...body), { 'a.txt': file });
  return plan.refusals[0]?.code ?? after?.['a.txt'];
}

const NO_PLACE = 'EC_EDIT_NO_PLACE';

describe('a new member between two placeholders of a class', () => {
  const members = [
    '  constructor() {',
    '    this.n = 0;',
    '  }',
    '',
    '  reset() {',
    '    this.n = 0;',
    '  }',
  ];
  const file = lines('class Counter {', ...members, '}');
  const added = ['  twice() {', '    this.n *= 2;', '  }'];

  it('goes behind its last one', () => {
    expect(outcome(file, 'class Counter {', `  ${MARK}`, '', ...added, '', `  ${MARK}`, '}')).toBe(
      lines('class Counter {', ...members, '', ...added, '}'),
    );
  });

  it.each([
    ['has the name of something else', ['  n() {', '    return 1;', '  }']],
    ['is no member with a body', ['  this.total = 1;']],
  ])('is refused where it %s', (_name, part) => {
    expect(outcome(file, 'class Counter {', `  ${MARK}`, '', ...part, '', `  ${MARK}`, '}')).toBe(NO_PLACE);
  });

  it('is refused where the class is not shown', () => {
    expect(outcome(file, MARK, ...added, `  ${MARK}`, '}')).toBe(NO_PLACE);
  });

  it('is refused where another class of the same kind of line stands before', () => {
    const twice = lines('class Counter {', '}', '', 'class Counter {', ...members, '}');
    expect(outcome(twice, 'class Counter {', `  ${MARK}`, '', ...added, '', `  ${MARK}`, '}')).toBe(NO_PLACE);
  });

  it('is refused where something stands behind the class', () => {
    const more = lines('class Counter {', ...members, '}', '', 'export default Counter;');
    expect(outcome(more, 'class Counter {', `  ${MARK}`, '', ...added, '', `  ${MARK}`, '}')).toBe(NO_PLACE);
  });

  it('is refused in a function, where the order of the lines is what happens', () => {
    const body = lines('function run(list) {', '  const all = [];', '  return all;', '}');
    const part = ['  for (const one of list) {', '    all.push(one);', '  }'];
    expect(outcome(body, 'function run(list) {', `  ${MARK}`, ...part, `  ${MARK}`, '}')).toBe(NO_PLACE);
  });
});

describe('the class that takes a new member', () => {
  const added = ['  twice() {', '    this.n *= 2;', '  }'];
  const shown = ['class Counter {', '  n = 0;', `  ${MARK}`, '', ...added, '', `  ${MARK}`, '}'];
  const first = lines('class Counter {', '  n = 0;', '  reset() {', '  }', '}');

  it('may be shown with some of its members', () => {
    expect(outcome(first, ...shown)).toBe(
      lines('class Counter {', '  n = 0;', '  reset() {', '  }', '', ...added, '}'),
    );
  });

  it('is not another one that begins with the same line', () => {
    const twice = lines(...first.trimEnd().split('\n'), '', 'class Counter {', '  other() {', '  }', '}');
    expect(outcome(twice, ...shown)).toBe(NO_PLACE);
  });

  it('is not one that only another part of the reply shows', () => {
    const two = lines('import a', 'class Other {', '  m() {', '  }', '}', '', ...first.trimEnd().split('\n'));
    const part = ['class Other {', '  m() {', '  }', `  ${MARK}`, '', ...added, '', `  ${MARK}`, '}'];
    expect(outcome(two, MARK, ...part)).toBe(NO_PLACE);
  });

  it('takes no part that is something else besides', () => {
    const field = ['  twice() {', '  }', '  total = 1;'];
    expect(outcome(first, 'class Counter {', '  n = 0;', MARK, ...field, MARK, '}')).toBe(NO_PLACE);
  });

  it('has to be closed as the reply closes it', () => {
    const wrapped = lines('wrap(', '  class Counter {', '    n = 0;', '  }', ');');
    const part = ['  class Counter {', '    n = 0;', MARK, '    twice() {', '    }', MARK];
    expect(outcome(wrapped, 'wrap(', ...part, '  }', '};')).toBe(NO_PLACE);
    expect(outcome(wrapped, 'wrap(', ...part, '  }', ');')).toBe(
      lines('wrap(', '  class Counter {', '    n = 0;', '    twice() {', '    }', '  }', ');'),
    );
  });

  it('takes a member with lines of blanks inside', () => {
    const blank = ['  twice() {', '    ', '    this.n *= 2;', '  }', '  '];
    expect(outcome(first, 'class Counter {', '  n = 0;', MARK, ...blank, MARK, '}')).toBe(
      lines('class Counter {', '  n = 0;', '  reset() {', '  }', ...blank.slice(0, -1), '}'),
    );
  });
});

describe('a part that ends inside the last body of the file', () => {
  const head = ['import app', '', 'def first():', '    return 1', ''];
  const file = lines(...head, 'def last():', '    return 2');
  const MARKED = '# ... existing code ...';

  it('takes the place of that body', () => {
    expect(outcome(file, MARKED, '', 'def last():', '    return 3')).toBe(
      lines(...head, 'def last():', '    return 3'),
    );
  });

  it('is refused where the body would get shorter', () => {
    const longer = lines(...head, 'def last():', '    one()', '    two()');
    expect(outcome(longer, MARKED, '', 'def last():', '    three()')).toBe(NO_PLACE);
  });

  it('is refused where the file goes on behind the body', () => {
    const more = lines(...head, 'def last():', '    return 2', '', 'last()');
    expect(outcome(more, MARKED, '', 'def last():', '    return 3')).toBe(NO_PLACE);
  });

  it('is refused where the line that opens the body stands in two places', () => {
    const twice = lines(
      'class A:',
      '    def go():',
      '        return 1',
      'class B:',
      '    def go():',
      '        return 2',
    );
    expect(outcome(twice, MARKED, '    def go():', '        return 3')).toBe(NO_PLACE);
  });
});
