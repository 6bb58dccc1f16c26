import { describe, expect, it } from 'vitest';
import { apply, lines } from '../../../test/edits/lab.ts';

const BEFORE = { 'README.md': lines('# Title', 'Text.', 'More text.') };

/** A reply that holds a whole file between fences. */
function reply(path: string, body: readonly string[], fence = '```', behind: readonly string[] = []): string {
  return lines(path, fence, ...body, fence, ...behind);
}

describe('a whole file that holds fences itself', () => {
  const withLanguage = ['# Title', '```bash', 'npm install', '```', 'Text.'];
  const bare = ['# Title', '```', 'npm install', '```', 'Text.'];

  it('keeps a block with a language', () => {
    expect(apply('whole-file', reply('README.md', withLanguage), BEFORE).after).toEqual({
      'README.md': lines(...withLanguage),
    });
  });

  it('keeps several blocks with a language, also in front of its end', () => {
    const body = [...withLanguage, '```ts', 'run();', '```'];
    expect(apply('whole-file', reply('README.md', body), BEFORE).after).toEqual({
      'README.md': lines(...body),
    });
  });

  it('keeps any block between longer fences', () => {
    expect(apply('whole-file', reply('README.md', bare, '````'), BEFORE).after).toEqual({
      'README.md': lines(...bare),
    });
  });

  it('is refused where a block without a language cannot be told from its end', () => {
    expect(apply('whole-file', reply('README.md', bare), BEFORE).codes).toEqual(['EC_EDIT_MALFORMED']);
    const last = ['# Title', 'Text.', '```', 'npm install', '```'];
    expect(apply('whole-file', reply('README.md', last), BEFORE).codes).toEqual(['EC_EDIT_MALFORMED']);
  });

  it('is refused in any file whose text goes on right behind a fence', () => {
    const files = { 'help.py': lines('"""', 'Use it.', '"""') };
    const body = ['"""', 'Use it:', '```', 'run()', '```', '"""'];
    expect(apply('whole-file', reply('help.py', body), files).codes).toEqual(['EC_EDIT_MALFORMED']);
  });

  it('is refused where the end is cut off behind a block with a language', () => {
    const cut = lines('README.md', '```', '# Title', '```bash', 'npm install', '```', 'Text.');
    expect(apply('whole-file', cut, BEFORE).codes).toEqual(['EC_EDIT_TRUNCATED']);
  });
});

describe('a reply that is cut off behind a fence without a language', () => {
  const body = ['# Title', '```bash', 'npm install', '```', 'It prints:'];
  const cut = (...behind: string[]) => apply('whole-file', reply('README.md', body, '```', behind), BEFORE);

  it('is refused where its last words stand right behind the fence', () => {
    expect(cut('up to').codes).toEqual(['EC_EDIT_MALFORMED']);
  });

  it('is taken where a blank line sets them apart', () => {
    expect(cut('', 'That is all.').after).toEqual({ 'README.md': lines(...body) });
    expect(cut().after).toEqual({ 'README.md': lines(...body) });
  });

  it('is taken where the file is no prose', () => {
    const files = { 'run.ts': lines('start();') };
    const edit = reply('run.ts', ['start();', '// ```ts', 'stop();'], '```', ['That is all.']);
    expect(apply('whole-file', edit, files).after).toEqual({
      'run.ts': lines('start();', '// ```ts', 'stop();'),
    });
  });
});

describe('prose behind a whole file', () => {
  const files = { 'run.ts': lines('start();', 'stop();') };
  const body = ['start();', 'wait();', 'stop();'];
  const after = { 'run.ts': lines(...body) };

  it('may show a command with its language', () => {
    const edit = reply('run.ts', body, '```', ['', 'Then run:', '```bash', 'npm test', '```']);
    expect(apply('whole-file', edit, files).after).toEqual(after);
  });

  it('may show a block without a language behind a blank line', () => {
    const edit = reply('run.ts', body, '```', ['', 'It prints:', '```', 'done', '```']);
    expect(apply('whole-file', edit, files).after).toEqual(after);
  });

  it('may be followed by another file', () => {
    const both = { ...files, 'README.md': lines('# Title') };
    const edit = reply('README.md', ['# New title'], '```', ['', ...reply('run.ts', body).split('\n')]);
    expect(apply('whole-file', edit, both).after).toEqual({ 'README.md': lines('# New title'), ...after });
  });
});

describe('fences that a file indents', () => {
  const open = [
    '# News',
    '',
    '- Fixed:',
    '',
    '  ```diff',
    '  - old',
    '```',
    '',
    '- Also:',
    '',
    '  ```js',
    '  f();',
    '  ```',
  ];

  it('end a block although the end is not indented', () => {
    expect(apply('whole-file', reply('README.md', open), BEFORE).after).toEqual({
      'README.md': lines(...open),
    });
  });

  it('leave the file open where one of them is never closed', () => {
    const edit = reply('README.md', open.slice(0, 6));
    expect(apply('whole-file', edit, BEFORE).codes).toEqual(['EC_EDIT_TRUNCATED']);
  });

  it('may hold a line that looks like a path', () => {
    const body = ['Run', '```', './install.sh', '```', 'now.'];
    expect(apply('whole-file', reply('README.md', body), BEFORE).codes).toEqual(['EC_EDIT_MALFORMED']);
  });
});
