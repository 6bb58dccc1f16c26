import { describe, expect, it } from 'vitest';
import { apply, block, filler, lines } from '../../../test/edits/lab.ts';

/** The lines of a.txt after some blocks, or the codes of what was refused. */
function outcome(held: readonly string[], ...blocks: readonly (readonly [string[], string[]])[]) {
  const edit = blocks.map(([search, replace]) => block(search.join('\n'), replace.join('\n'))).join('\n');
  const { after, codes, plan } = apply('search-replace', edit, { 'a.txt': lines(...held) });
  return { result: after?.['a.txt']?.split('\n').slice(0, -1) ?? codes, plan };
}

const NO_MATCH = ['EC_EDIT_NO_MATCH'];
type Row = [string, string[], string[], string[], string[]];

describe('numbers in front of lines', () => {
  const held = ['head', '  one', '  two', 'end'];
  const changed = ['head', '  ONE', '  two', 'end'];

  it.each<Row>([
    ['bars and blanks', held, ['2 |   one', '3 |   two'], ['2 |   ONE', '3 |   two'], changed],
    ['bars alone', held, [' 2|  one', ' 3|  two'], [' 2|  ONE', ' 3|  two'], changed],
    ['arrows', held, ['2→  one', '3→  two'], ['2→  ONE', '3→  two'], changed],
    ['tabs', held, ['     2\t  one', '     3\t  two'], ['     2\t  ONE', '     3\t  two'], changed],
    ['colons', held, ['2:   one', '3:   two'], ['2:   ONE', '3:   two'], changed],
    ['numbers that the new lines lack', held, ['2|  one', '3|  two'], ['  ONE', '  two'], changed],
    ['wrong numbers on both sides', held, ['7|  one', '8|  two'], ['7|  ONE', '8|  two'], changed],
    ['wrong numbers that the new lines lack', held, ['3|  one', '4|  two'], ['  ONE', '  two'], NO_MATCH],
    ['numbers that do not count up', held, ['2|  one', '4|  two'], ['  ONE', '  two'], NO_MATCH],
    ['numbers on some old lines', held, ['2|  one', '  two'], ['2|  ONE', '  two'], NO_MATCH],
    ['numbers on some new lines', held, ['2|  one', '3|  two'], ['2|  ONE', '  two'], NO_MATCH],
    ['another indentation', held, ['2| one', '3| two'], ['2| ONE', '3| two'], NO_MATCH],
    ['two places', ['one', 'one'], ['1|one'], ['1|ONE'], NO_MATCH],
  ])('are read with %s', (_name, text, search, replace, expected) => {
    expect(outcome(text, [search, replace]).result).toEqual(expected);
  });

  it('may be part of the file', () => {
    const { result, plan } = outcome(['1|one', 'one'], [['1|one'], ['1|ONE']]);
    expect(result).toEqual(['1|ONE', 'one']);
    expect(plan.receipts[0]?.relaxations).toEqual([]);
  });
});

describe('escapes of HTML', () => {
  it.each<Row>([
    ['angle brackets', ['a < b > c'], ['a &lt; b &gt; c'], ['a &lt; d'], ['a < d']],
    ['ampersands', ['a && b'], ['a &amp;&amp; b'], ['a &amp; b'], ['a & b']],
    [
      'quotes',
      ["\"a\" 'b' 'c' 'd'"],
      ['&quot;a&quot; &apos;b&apos; &#39;c&#39; &#x27;d&#x27;'],
      ['&quot;x&quot;'],
      ['"x"'],
    ],
    ['new lines without any', ['a < b'], ['a &lt; b'], ['c'], ['c']],
    ['new lines with brackets of their own', ['a < b'], ['a &lt; b'], ['a > b'], NO_MATCH],
    ['new lines with an ampersand of its own', ['a < b'], ['a &lt; b'], ['a & b'], NO_MATCH],
    ['a bracket in one of the new lines', ['a < b', 'x'], ['a &lt; b', 'x'], ['c > d', 'x'], NO_MATCH],
    ['no other entity', ['a b'], ['a&nbsp;b'], ['c'], NO_MATCH],
    ['each only once', ['&lt;a'], ['&amp;lt;a'], ['&amp;gt;b'], ['&gt;b']],
  ])('are undone with %s', (_name, held, search, replace, expected) => {
    const { result, plan } = outcome(held, [search, replace]);
    expect(result).toEqual(expected);
    expect(plan.receipts.flatMap(({ relaxations }) => relaxations)).toEqual(
      plan.refusals.length > 0 ? [] : ['html-escapes'],
    );
  });

  const proof = [['a &lt; b'], ['a &lt; c']] as const;
  const pair = (search: string, replace: string): [string[], string[]] => [[search], [replace]];
  const shown: [string[], string[]] = [[...proof[0]], [...proof[1]]];

  it('say which block does not have them', () => {
    const { plan } = outcome(['x < y', 'a < b'], pair('x < y', 'x &lt; z'), shown);
    expect(plan.refusals).toMatchObject([
      {
        code: 'EC_EDIT_MALFORMED',
        path: 'a.txt',
        hunkIndex: 0,
        reason: 'some of its blocks are escaped as HTML and some are not',
      },
    ]);
  });

  it('do not hide that another block stands nowhere', () => {
    expect(outcome(['one', 'a < b'], pair('two', 'x &gt; y'), shown).result).toEqual(NO_MATCH);
  });

  it('are undone in the new lines of other blocks', () => {
    const { result, plan } = outcome(
      ['one', 'a < b', 'two'],
      pair('one', '&lt;x'),
      shown,
      pair('two', 'TWO'),
    );
    expect(result).toEqual(['<x', 'a < c', 'TWO']);
    expect(plan.receipts.map(({ relaxations }) => relaxations)).toEqual([
      ['html-escapes'],
      ['html-escapes'],
      [],
    ]);
  });

  it('say nothing of a hunk whose section says where it is', () => {
    const edit = lines(
      '*** Begin Patch',
      '*** Update File: a.txt',
      '@@ head',
      '-one',
      '+&lt;one',
      '@@',
      '-a &lt; b',
      '+a &lt; c',
      '*** End Patch',
    );
    const { after } = apply('apply-patch', edit, { 'a.txt': lines('head', 'one', 'a < b') });
    expect(after).toEqual({ 'a.txt': lines('head', '&lt;one', 'a < c') });
  });
});

describe('backslashes before characters', () => {
  it.each<Row>([
    [
      'quotes',
      ['say("a", \'b\', `c`)'],
      ['say(\\"a\\", \\\'b\\\', \\`c\\`)'],
      ['say(\\"x\\")'],
      ['say("x")'],
    ],
    ['tabs', ['\tone'], ['\\tone'], ['\\tONE'], ['\tONE']],
    ['tabs in one of the lines', ['\tone', 'two'], ['\\tone', 'two'], ['\\tONE', 'two'], ['\tONE', 'two']],
    ['newlines', ['one', 'two', 'end'], ['one\\ntwo'], ['ONE\\nTWO'], ['ONE', 'TWO', 'end']],
    ['backslashes', ['a\\d'], ['a\\\\d'], ['a\\\\w'], ['a\\w']],
    ['nothing that is escaped so', ['ad'], ['a\\d'], ['aw'], NO_MATCH],
    ['other letters in the same line', ['"a\\d"'], ['\\"a\\d\\"'], ['\\"a\\w\\"'], ['"a\\w"']],
  ])('are undone with %s', (_name, held, search, replace, expected) => {
    const { result, plan } = outcome(held, [search, replace]);
    expect(result).toEqual(expected);
    expect(plan.receipts.flatMap(({ relaxations }) => relaxations)).toEqual(
      plan.refusals.length > 0 ? [] : ['backslash-escapes'],
    );
  });
});

describe('blank lines around a block', () => {
  it.each<Row>([
    ['above', ['one', 'two'], ['', 'one'], ['', 'ONE'], ['ONE', 'two']],
    ['below', ['one', 'two'], ['one', ''], ['ONE', ''], ['ONE', 'two']],
    ['on both sides', ['one', 'two'], ['', 'one', ''], ['', 'ONE', ''], ['ONE', 'two']],
    ['of blanks', ['one', 'two'], ['  ', 'one', '\t'], ['  ', 'ONE', '\t'], ['ONE', 'two']],
    ['more than one', ['one', 'two'], ['', '', 'one', ''], ['', '', 'ONE', ''], ['ONE', 'two']],
    ['on the old side only', ['one', 'two'], ['', 'one'], ['ONE'], NO_MATCH],
    ['with other lines', ['one', 'two'], ['', '1', ''], ['', 'ONE', ''], NO_MATCH],
    ['that are all there is', ['one'], ['', ''], ['', 'x', ''], NO_MATCH],
  ])('are dropped %s', (_name, held, search, replace, expected) => {
    const { result, plan } = outcome(held, [search, replace]);
    expect(result).toEqual(expected);
    expect(plan.receipts.flatMap(({ relaxations }) => relaxations)).toEqual(
      plan.refusals.length > 0 ? [] : ['blank-edge-lines'],
    );
  });
});

describe('a placeholder in a whole file', () => {
  const whole = (...body: string[]): string => `a.ts\n\`\`\`\`\n${body.join('\n')}\n\`\`\`\`\n`;
  const padded = (length: number): string => '// ... existing code '.padEnd(length, 'x');

  it('is named with its line', () => {
    const { plan } = apply('whole-file', whole('one', padded(40)), { 'a.ts': 'one\n' });
    expect(plan.refusals).toMatchObject([{ code: 'EC_EDIT_PLACEHOLDER', positions: [2] }]);
  });

  it('has at most three hundred characters', () => {
    expect(apply('whole-file', whole('one', padded(300)), { 'a.ts': 'one\n' }).codes).toEqual([
      'EC_EDIT_PLACEHOLDER',
    ]);
    expect(apply('whole-file', whole('one', padded(301)), { 'a.ts': 'one\n' }).codes).toEqual([]);
  });

  it('is no part of a new file either', () => {
    expect(apply('whole-file', whole('one', padded(40)), {}).codes).toEqual(['EC_EDIT_FILE_MISSING']);
    expect(apply('whole-file', whole('one', 'two'), {}).after).toEqual({ 'a.ts': 'one\ntwo\n' });
  });

  it.each([
    ['as many as there were', 20, 20, undefined],
    ['three tenths', 20, 6, undefined],
    ['less than three tenths', 20, 5, '5 of 20 lines would be left'],
    ['less than three tenths of a short file', 19, 1, undefined],
    ['nothing of a short file', 19, 0, '0 of 19 lines would be left'],
  ])('is not what shrinks a file to %s', (_name, before, after, reason) => {
    const spaced = filler(before).flatMap((line) => [line, '']);
    const { plan } = apply('whole-file', whole(...filler(after)), { 'a.ts': lines(...spaced) });
    expect(plan.refusals.map((refusal) => [refusal.code, refusal.reason])).toEqual(
      reason === undefined ? [] : [['EC_EDIT_SHRINKS', reason]],
    );
  });
});
