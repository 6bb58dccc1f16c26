import { describe, expect, it } from 'vitest';
import { apply, lines } from '../../../test/edits/lab.ts';

const reply = (...body: string[]): string => `a.txt\n\`\`\`\`\n${body.join('\n')}\n\`\`\`\`\n`;
const MARK = '// ... existing code ...';

/** The lines that a lazy edit makes of some lines, or the code of its refusal. */
function outcome(held: readonly string[], ...body: string[]): readonly string[] | string | undefined {
  const { plan, after } = apply('lazy', reply(...body), { 'a.txt': lines(...held) });
  return plan.refusals[0]?.code ?? after?.['a.txt']?.split('\n').slice(0, -1);
}

const NO_PLACE = 'EC_EDIT_NO_PLACE';

describe('a lazy part whose edges stand in several places', () => {
  const block = (name: string, ...body: string[]): string[] => ['/**', ` * ${name}`, ' */', ...body, '}', ''];
  const held = lines(...block('one', 'a();', 'clean();'), ...block('two', 'b();', 'clean();'), '#endif');
  const both = { 'a.txt': held };
  const added = ['/**', ' * three', ' */', 'c();', 'clean();', '}', ''];

  it('is refused where it would drop lines and goes without that elsewhere', () => {
    const edit = reply(MARK, 'clean();', '}', '', ...added, '#endif');
    expect(apply('lazy', edit, both).codes).toEqual(['EC_EDIT_NO_PLACE']);
  });

  it('goes where it drops nothing', () => {
    const edit = reply(MARK, 'b();', 'clean();', '}', '', ...added, '#endif');
    expect(apply('lazy', edit, both).after).toEqual({
      'a.txt': held.replace('#endif\n', lines(...added, '#endif')),
    });
  });

  it('is refused where nothing that stands there alone says that it drops lines', () => {
    const tail = lines(
      'a();',
      'if (x) {',
      'b();',
      '};',
      '}',
      'later();',
      '};',
      '}',
      'c();',
      '};',
      '}',
      'end();',
    );
    const edit = reply('a();', 'if (x) {', 'other();', '};', '}', MARK);
    expect(apply('lazy', edit, { 'a.txt': tail }).codes).toEqual(['EC_EDIT_NO_PLACE']);
    const weak = reply(MARK, 'later();', 'changed();', '};', '}', 'c();', MARK);
    expect(apply('lazy', weak, { 'a.txt': tail }).after).toEqual({
      'a.txt': tail.replace('later();\n', 'later();\nchanged();\n'),
    });
  });

  it('is refused where a line that it adds stands there by chance', () => {
    const page = lines('///', '', '/// info', '', 'To declare.', '', '///', '', '## Recap', '', 'Declare.');
    const more = ['/// info', '', 'Have in mind.', '', 'If you go.', '', '///', ''];
    const edit = reply(MARK, '///', '', ...more, '## Recap', '', 'Declare.');
    expect(apply('lazy', edit, { 'a.txt': page }).codes).toEqual(['EC_EDIT_NO_PLACE']);
  });

  it('goes where lines stand that are nowhere else', () => {
    const edit = reply(MARK, '/**', ' * two', ' */', 'changed();', 'clean();', '}', '', '#endif');
    expect(apply('lazy', edit, both).after).toEqual({ 'a.txt': held.replace('b();', 'changed();') });
  });
});

describe('a lazy part that stands in the file with lines added', () => {
  const held = ['}', '', 'b {', '}', '', '/**', ' * c', ' */', 'end'];
  const added = ['/**', ' * b', ' */'];

  it('is refused where it would be there as well with fewer of them', () => {
    expect(outcome(held, MARK, '}', '', ...added, ...held.slice(2))).toBe(NO_PLACE);
  });

  it('goes where it needs fewest', () => {
    const open = ['a {', ...held];
    expect(outcome(open, MARK, 'a {', '}', '', ...added, ...held.slice(2))).toEqual([
      'a {',
      '}',
      '',
      ...added,
      ...held.slice(2),
    ]);
  });
});

describe('a lazy part that takes the place of lines', () => {
  const page = (old: readonly string[], ...top: string[]): string[] => [
    ...top,
    '///',
    '',
    '/// info',
    '',
    'To declare.',
    ...old,
    '',
    '///',
    '',
    '## Recap',
    '',
    'Declare.',
  ];
  const recap = ['', '///', '', '## Recap', '', 'Declare.'];

  it('may have as many lines from there as new ones', () => {
    const part = ['///', '', '/// info', '', 'To declare.', '', 'New.'];
    expect(outcome(page(['', 'Old.']), MARK, ...part, ...recap)).toEqual(page(['', 'New.']));
  });

  it('may not have more new ones, wherever else these stand', () => {
    const part = ['///', '', '/// info', '', 'New.', 'First.', 'Second.'];
    expect(outcome(page([], 'New.', 'First.', 'Second.'), MARK, ...part, ...recap)).toBe(NO_PLACE);
    expect(outcome([...page([]), 'New.', 'First.', 'Second.', 'Third.'], MARK, ...part, ...recap, MARK)).toBe(
      NO_PLACE,
    );
  });
});

describe('an end that only several lines together tell from others', () => {
  const held = ['  },', 'top();', 'old(', 'a', '};', '}', 'next(', 'b', '  },', '};', '}'];
  const part = ['top();', 'new(', 'c', '  },', '};', '}'];

  it('does not say which lines go', () => {
    expect(outcome([...held, 'tail();'], MARK, ...part, MARK)).toBe(NO_PLACE);
    expect(outcome(held, MARK, ...part, MARK)).toBe(NO_PLACE);
  });

  it('does so where it is that of the file and of the reply', () => {
    expect(outcome(held, MARK, ...part)).toEqual(['  },', ...part]);
  });

  it('does so with a line that stands nowhere else', () => {
    const sure = held.with(8, '  });').with(0, '});');
    expect(outcome([...sure, 'tail();'], MARK, ...part.with(3, '  });'), MARK)).toEqual([
      '});',
      ...part.with(3, '  });'),
      'tail();',
    ]);
  });
});

describe('a beginning that only several lines together tell from others', () => {
  const held = ['{', '(', 'a', 'one();', '{', '(', 'b', 'two();', 'b', 'end();'];

  it('does not say which lines go', () => {
    expect(outcome(held, MARK, '{', '(', 'b', 'new();', 'end();', MARK)).toBe(NO_PLACE);
  });

  it('does so where it is that of the file and of the reply', () => {
    expect(outcome(held, '{', '(', 'new();', 'end();')).toEqual(['{', '(', 'new();', 'end();']);
  });
});
