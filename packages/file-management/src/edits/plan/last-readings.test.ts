import { describe, expect, it } from 'vitest';
import { apply, block, diff, filler, lines } from '../../../test/edits/lab.ts';

/** Several blocks for one file. */
function blocks(...pairs: readonly (readonly [string, string])[]): string {
  return pairs.map(([search, replace]) => block(search, replace)).join('\n');
}

describe('HTML escapes that one block proves', () => {
  const files = { 'a.txt': lines('start();', 'if (a < b) go();', 'end();') };
  const proof = ['if (a &lt; b) go();', 'if (a &lt; c) go();'] as const;

  it('are undone in a block whose new lines alone hold them', () => {
    const edit = blocks(['start();', 'start((x) =&gt; x);'], proof);
    const { after, plan } = apply('search-replace', edit, files);
    expect(after).toEqual({ 'a.txt': lines('start((x) => x);', 'if (a < c) go();', 'end();') });
    expect(plan.receipts.map(({ relaxations }) => relaxations)).toEqual([['html-escapes'], ['html-escapes']]);
  });

  it('leave a block without any as it is', () => {
    const { after, plan } = apply('search-replace', blocks(['start();', 'begin();'], proof), files);
    expect(after).toEqual({ 'a.txt': lines('begin();', 'if (a < c) go();', 'end();') });
    expect(plan.receipts[0]?.relaxations).toEqual([]);
  });

  it('refuse the edit where another block shows that it was not escaped', () => {
    const raw = { 'a.txt': lines('say("&amp;");', 'if (a < b) go();') };
    const edit = blocks(['say("&amp;");', 'say("&lt;");'], proof);
    expect(apply('search-replace', edit, raw).codes).toEqual(['EC_EDIT_MALFORMED']);
    const mixed = blocks(['start();', 'start<T>("&lt;");'], proof);
    expect(apply('search-replace', mixed, files).codes).toEqual(['EC_EDIT_MALFORMED']);
  });

  it('are written as they are where nothing proves that they are escapes', () => {
    expect(apply('search-replace', block('start();', 'say("&lt;");'), files).after).toEqual({
      'a.txt': lines('say("&lt;");', 'if (a < b) go();', 'end();'),
    });
  });
});

describe('blank lines at the edges of a block', () => {
  it('are dropped where both sides have them', () => {
    const edit = block('\nstart();\n', '\nbegin();\n');
    expect(apply('search-replace', edit, { 'a.txt': lines('start();', 'end();') }).after).toEqual({
      'a.txt': lines('begin();', 'end();'),
    });
  });

  it('are dropped only as far as both sides have the same', () => {
    const text = lines('', '# Title', '', 'Text.');
    const edit = block('\n\n# Title\n', '\nimport x;\n\n# Title\n');
    expect(apply('search-replace', edit, { 'a.txt': text }).after).toEqual({
      'a.txt': lines('import x;', '', '# Title', '', 'Text.'),
    });
  });

  it('are changed where they differ', () => {
    const text = lines('</div>', '  ', 'rest');
    const edit = block('</div>\n  \n', '</div>\n\n');
    expect(apply('search-replace', edit, { 'a.txt': text }).after).toEqual({
      'a.txt': lines('</div>', '', 'rest'),
    });
  });
});

describe('last readings of a patch', () => {
  const patch = (...body: string[]): string =>
    lines('*** Begin Patch', '*** Update File: a.txt', ...body, '*** End Patch');
  const files = { 'a.txt': lines('first', '\tsecond', 'third') };

  it('undo backslashes that stand for tabs and newlines, in all lines of a hunk', () => {
    const { after, plan } = apply(
      'apply-patch',
      patch('@@', '-first\\n\\tsecond', '+first\\n\\tother'),
      files,
    );
    expect(after).toEqual({ 'a.txt': lines('first', '\tother', 'third') });
    expect(plan.receipts[0]?.relaxations).toEqual(['backslash-escapes']);
  });

  it('drop blank lines that both sides have at an edge', () => {
    const { after } = apply('apply-patch', patch('@@', '-third', '-', '+last', '+'), files);
    expect(after).toEqual({ 'a.txt': lines('first', '\tsecond', 'last') });
  });

  it('are not tried where a section or the end of the file says where the lines are', () => {
    expect(apply('apply-patch', patch('@@ first', '-\\tsecond', '+\\tother'), files).codes).toEqual([
      'EC_EDIT_NO_MATCH',
    ]);
    expect(
      apply('apply-patch', patch('@@', '-third', '-', '+last', '+', '*** End of File'), files).codes,
    ).toEqual(['EC_EDIT_NO_MATCH']);
  });
});

describe('a block without an end or a divider', () => {
  it('is one refusal', () => {
    const open = 'a.txt\n<<<<<<< SEARCH\none\n>>>>>>> REPLACE\n';
    expect(
      apply('search-replace', open + block('two', 'TWO'), { 'a.txt': lines('one', 'two') }).codes,
    ).toEqual(['EC_EDIT_MALFORMED']);
    const inside = `a.txt\n<<<<<<< SEARCH\none\n=======\nONE\n${block('two', 'TWO')}`;
    expect(apply('search-replace', inside, { 'a.txt': lines('one', 'two') }).codes).toEqual([
      'EC_EDIT_MALFORMED',
    ]);
    const patch = lines('*** Begin Patch', '*** Add File: b.txt', 'one', 'two', '*** End Patch');
    expect(apply('apply-patch', patch, {}).codes).toEqual(['EC_EDIT_MALFORMED']);
  });
});

describe('a backward slash in the name of a file', () => {
  const edit = block('one', 'ONE').replace('a.txt', 'sub\\a.txt');

  it('is a folder or part of the name, as the files say', () => {
    expect(apply('search-replace', edit, { 'sub/a.txt': 'one\n' }).after).toEqual({ 'sub/a.txt': 'ONE\n' });
    expect(apply('search-replace', edit, { 'sub\\a.txt': 'one\n', 'sub/a.txt': 'one\n' }).after).toEqual({
      'sub\\a.txt': 'ONE\n',
      'sub/a.txt': 'one\n',
    });
  });
});

describe('a reply that ends within the mark of another block', () => {
  it('is cut off', () => {
    const first = block('one', 'ONE');
    for (const mark of ['<', '<<<<', '<<<<<<< ', '<<<<<<< SEAR', '------- SE']) {
      const { codes } = apply('search-replace', `${first}\n${mark}`, { 'a.txt': lines('one', 'two') });
      expect(codes, mark).toEqual(['EC_EDIT_TRUNCATED']);
    }
  });

  it('is whole where prose or a rule follows', () => {
    for (const prose of ['Done.', '-----', '< 5 lines changed']) {
      const { codes } = apply('search-replace', `${block('one', 'ONE')}\n${prose}`, {
        'a.txt': lines('one'),
      });
      expect(codes, prose).toEqual([]);
    }
  });
});

describe('text that begins or ends with a newline', () => {
  const call = (old_str: string, new_str: string): string =>
    JSON.stringify({ path: 'a.txt', old_str, new_str });

  it('never divides the ending of a line', () => {
    const files = { 'a.txt': '\r\nPlease read.\r\nMore.\r\n' };
    const edit = call('\nPlease read.', '* News\n\nPlease read.');
    expect(apply('str-replace', edit, files).after).toEqual({
      'a.txt': '* News\r\n\r\nPlease read.\r\nMore.\r\n',
    });
  });
});

describe('lines that are missing between lines of context', () => {
  const text = (...middle: string[]) => ({ 'a.txt': lines(...filler(4), ...middle, ...filler(3, 'later')) });
  const [, , third, fourth] = filler(4);

  it('are stepped over where the change deletes lines that stand there', () => {
    const edit = diff(
      '@@ -3,4 +3,4 @@',
      ` ${third}`,
      ` later number 0`,
      '-later number 1',
      '+changed',
      ' later number 2',
    );
    const { after, plan } = apply('unified-diff', edit, text());
    expect(after).toEqual({
      'a.txt': lines(...filler(4), 'later number 0', 'changed', 'later number 2'),
    });
    expect(plan.receipts[0]?.relaxations).toEqual(['context-left-out']);
    const elsewhere = edit.replace('-3,4', '-9,4');
    expect(apply('unified-diff', elsewhere, text()).codes).toEqual(['EC_EDIT_NO_MATCH']);
  });

  it('are not where lines only come in, since they may be there already', () => {
    const edit = diff('@@ @@', ` ${third}`, ` ${fourth}`, '+added', ' later number 0', ' later number 1');
    const cut = edit.replace(` ${fourth}\n`, ' new line\n');
    for (const header of ['@@ @@', '@@ -3,4 +3,5 @@']) {
      const numbered = cut.replace('@@ @@', header);
      expect(apply('unified-diff', numbered, text('other', 'new line')).codes).toEqual(['EC_EDIT_NO_MATCH']);
    }
  });
});
