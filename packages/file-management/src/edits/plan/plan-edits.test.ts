import { describe, expect, it } from 'vitest';
import { hashOf } from '../../../test/edits/judge.ts';
import { apply, block, diff, filler, lines } from '../../../test/edits/lab.ts';
import { parseEdits, planEdits, refusalError, refusalText } from '../index.ts';

const patch = (...body: string[]): string => ['*** Begin Patch', ...body, '*** End Patch', ''].join('\n');

describe('a plan', () => {
  it('has spans that make its text out of the base, and is plain data', () => {
    const base = lines(...filler(20));
    const edit = diff(
      '@@ -2,2 +2,3 @@',
      ' line number 1',
      '-line number 2',
      '+changed',
      '+more',
      '@@ -9,2 +10,1 @@',
      ' line number 8',
      '-line number 9',
    );
    const { plan } = apply('unified-diff', edit, { 'a.txt': base });
    const [file] = plan.files;
    if (file?.kind !== 'modify') throw new TypeError('not modified');
    const rebuilt = [...file.spans]
      .reverse()
      .reduce((text, { start, end, newText }) => text.slice(0, start) + newText + text.slice(end), base);
    expect(rebuilt).toBe(file.text);
    expect(file.baseHash).toBe(hashOf(base));
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  });

  it('says for each hunk how it found its place', () => {
    const edit = diff('@@ -12,1 +12,1 @@', '-one', '+ONE', '@@ -13,2 +13,2 @@', '-two  ', '+TWO', ' three');
    const { receipts } = apply('unified-diff', edit, { 'a.txt': lines('one', 'two', 'three') }).plan;
    expect(receipts).toMatchObject([
      {
        path: 'a.txt',
        format: 'unified-diff',
        editIndex: 0,
        hunkIndex: 0,
        level: 'exact',
        line: 1,
        linesMoved: 11,
        hints: [],
        relaxations: [],
      },
      { hunkIndex: 1, level: 'trailing-blanks', line: 2 },
    ]);
  });

  it('is refused for an empty reply and one without any edit', () => {
    for (const reply of ['', '\n', 'Nothing needs to change.', '[]', '{}']) {
      expect(planEdits(parseEdits(reply), () => undefined).refusals.map(({ code }) => code)).not.toEqual([]);
    }
  });
});

describe('files of a diff', () => {
  it('renames, copies and sets permissions', () => {
    const rename = [
      'diff --git a/a.txt b/b.txt',
      'similarity index 90%',
      'rename from a.txt',
      'rename to b.txt',
      '--- a/a.txt',
      '+++ b/b.txt',
      '@@ -1,2 +1,2 @@',
      ' one',
      '-two',
      '+TWO',
      '',
    ].join('\n');
    expect(apply('unified-diff', rename, { 'a.txt': lines('one', 'two') }).after).toEqual({
      'b.txt': lines('one', 'TWO'),
    });
    const copy = [
      'diff --git a/a.txt b/b.txt',
      'similarity index 100%',
      'copy from a.txt',
      'copy to b.txt',
      '',
    ].join('\n');
    expect(apply('unified-diff', copy, { 'a.txt': 'one\n' }).after).toEqual({
      'a.txt': 'one\n',
      'b.txt': 'one\n',
    });
    const mode = ['diff --git a/a.sh b/a.sh', 'old mode 100644', 'new mode 100755', ''].join('\n');
    expect(apply('unified-diff', mode, { 'a.sh': 'x\n' }).plan.files).toMatchObject([
      { kind: 'modify', path: 'a.sh', mode: 0o755 },
    ]);
    const created = [
      'diff --git a/n.sh b/n.sh',
      'new file mode 100755',
      '--- /dev/null',
      '+++ b/n.sh',
      '@@ -0,0 +1 @@',
      '+x',
      '\\ No newline at end of file',
      '',
    ].join('\n');
    expect(apply('unified-diff', created, {}).plan.files).toEqual([
      { kind: 'create', path: 'n.sh', text: 'x', mode: 0o755 },
    ]);
  });

  it('reads names that git quotes, that carry a time, and that lack a prefix', () => {
    const quoted = [
      '--- "a/f\\303\\274r\\tx.txt"',
      '+++ "b/f\\303\\274r\\tx.txt"',
      '@@ -1 +1 @@',
      '-one',
      '+two',
      '',
    ].join('\n');
    expect(apply('unified-diff', quoted, { 'für\tx.txt': 'one\n' }).after).toEqual({ 'für\tx.txt': 'two\n' });
    const timed = [
      '--- x.txt\t2026-01-01 10:00:00.000 +0000',
      '+++ x.txt\t2026-01-02 10:00:00.000 +0000',
      '@@ -1 +1 @@',
      '-one',
      '+two',
      '',
    ].join('\n');
    expect(apply('unified-diff', timed, { 'x.txt': 'one\n' }).after).toEqual({ 'x.txt': 'two\n' });
    const folderA = ['--- a/x.txt', '+++ a/x.txt', '@@ -1 +1 @@', '-one', '+two', ''].join('\n');
    expect(apply('unified-diff', folderA, { 'a/x.txt': 'one\n', 'x.txt': 'one\n' }).after).toEqual({
      'a/x.txt': 'two\n',
      'x.txt': 'one\n',
    });
  });

  it('takes the old name where only that file is there', () => {
    const edit = ['--- x.txt', '+++ x.new.txt', '@@ -1 +1 @@', '-one', '+two', ''].join('\n');
    expect(apply('unified-diff', edit, { 'x.txt': 'one\n' }).after).toEqual({ 'x.txt': 'two\n' });
  });

  it('refuses binary changes and renames onto files', () => {
    const binary = [
      'diff --git a/a.png b/a.png',
      'index 1..2 100644',
      'Binary files a/a.png and b/a.png differ',
      '',
    ].join('\n');
    expect(apply('unified-diff', binary, { 'a.png': 'x' }).codes).toEqual(['EC_EDIT_UNSUPPORTED']);
    const rename = ['diff --git a/a b/b', 'rename from a', 'rename to b', ''].join('\n');
    expect(apply('unified-diff', rename, { a: 'x', b: 'y' }).codes).toEqual(['EC_EDIT_FILE_EXISTS']);
  });

  it('reads several files, separated by names only and with wrong counts', () => {
    const edit = [
      '--- a/a.txt',
      '+++ b/a.txt',
      '@@ -1,9 +1,9 @@',
      '-one',
      '+ONE',
      '--- a/b.txt',
      '+++ b/b.txt',
      '@@ -1,1 +1,1 @@',
      '-two',
      '+TWO',
      '',
    ].join('\n');
    expect(apply('unified-diff', edit, { 'a.txt': 'one\n', 'b.txt': 'two\n' }).after).toEqual({
      'a.txt': 'ONE\n',
      'b.txt': 'TWO\n',
    });
  });

  it('takes hunks apart that ran together without headers', () => {
    const text = lines('one', 'two', 'three', ...filler(10), 'eleven', 'twelve', 'thirteen');
    const edit = diff(' one', '-two', '+TWO', ' three', ' eleven', '-twelve', '+TWELVE', ' thirteen');
    const { after, plan } = apply('unified-diff', edit, { 'a.txt': text });
    expect(after).toEqual({
      'a.txt': lines('one', 'TWO', 'three', ...filler(10), 'eleven', 'TWELVE', 'thirteen'),
    });
    expect(plan.receipts[0]?.relaxations).toEqual(['joined-hunks']);
  });
});

describe('files of a patch', () => {
  it('adds, deletes and moves', () => {
    const edit = patch(
      '*** Add File: n.txt',
      '+new',
      '+',
      '*** Delete File: d.txt',
      '*** Update File: a.txt',
      '*** Move to: b/a.txt',
      '@@',
      '-one',
      '+ONE',
    );
    expect(apply('apply-patch', edit, { 'a.txt': 'one\n', 'd.txt': 'x\n' }).after).toEqual({
      'n.txt': 'new\n\n',
      'b/a.txt': 'ONE\n',
    });
  });

  it('refuses to add or move onto a file, and two files of one name', () => {
    expect(apply('apply-patch', patch('*** Add File: a.txt', '+new'), { 'a.txt': 'one\n' }).codes).toEqual([
      'EC_EDIT_FILE_EXISTS',
    ]);
    expect(
      apply('apply-patch', patch('*** Update File: a.txt', '*** Move to: b.txt', '@@', '-one', '+ONE'), {
        'a.txt': 'one\n',
        'b.txt': '',
      }).codes,
    ).toEqual(['EC_EDIT_FILE_EXISTS']);
    const twice = patch(
      '*** Update File: a.txt',
      '*** Move to: c.txt',
      '@@',
      '-one',
      '+ONE',
      '*** Update File: b.txt',
      '*** Move to: c.txt',
      '@@',
      '-two',
      '+TWO',
    );
    expect(apply('apply-patch', twice, { 'a.txt': 'one\n', 'b.txt': 'two\n' }).codes).toEqual([
      'EC_EDIT_OVERLAP',
    ]);
  });

  it('allows blanks around marks that cannot be lines of a file', () => {
    const edit = ' *** Begin Patch \n  *** Update File: a.txt\n@@\n-one\n+ONE\n *** End Patch\n\n';
    expect(apply('apply-patch', edit, { 'a.txt': 'one\n' }).after).toEqual({ 'a.txt': 'ONE\n' });
    const inside = patch('*** Update File: a.txt', '@@', ' *** End Patch', '-one', '+ONE');
    expect(apply('apply-patch', inside, { 'a.txt': '*** End Patch\none\n' }).after).toEqual({
      'a.txt': '*** End Patch\nONE\n',
    });
  });

  it.each([
    ['an order that patches do not have', ['*** Frobnicate File: a.txt']],
    [
      'such an order behind another',
      ['*** Update File: a.txt', '@@', '-one', '+ONE', '*** Rename File: b.txt'],
    ],
    [
      'lines of a hunk before any file',
      ['@@', '-one', '+ONE', '*** Update File: a.txt', '@@', '-one', '+ONE'],
    ],
  ])('refuses %s', (_name, body) => {
    expect(apply('apply-patch', patch(...body), { 'a.txt': 'one\n' }).codes).toContain('EC_EDIT_MALFORMED');
  });

  it('refuses new files whose lines have no prefix, and updates of nothing', () => {
    expect(apply('apply-patch', patch('*** Add File: n.txt', 'no prefix'), {}).codes).toEqual([
      'EC_EDIT_MALFORMED',
    ]);
    expect(apply('apply-patch', patch('*** Update File: a.txt'), { 'a.txt': '' }).codes).toEqual([
      'EC_EDIT_MALFORMED',
    ]);
  });
});

describe('edits that build on each other', () => {
  it('finds lines that an earlier block made', () => {
    const edit = block('one', 'one\ntwo') + block('two', 'TWO\nthree') + block('three', 'THREE');
    const { after, plan } = apply('search-replace', edit, { 'a.txt': lines('one', 'end') });
    expect(after).toEqual({ 'a.txt': lines('one', 'TWO', 'THREE', 'end') });
    expect(plan.receipts.map(({ relaxations }) => relaxations)).toEqual([
      [],
      ['after-earlier-edit'],
      ['after-earlier-edit'],
    ]);
    const [file] = plan.files;
    expect(file?.kind === 'modify' && file.spans).toEqual([{ start: 4, end: 4, newText: 'TWO\nTHREE\n' }]);
  });

  it('does not do so for the hunks of one diff', () => {
    const edit = diff('@@ -1,1 +1,2 @@', ' one', '+two', '@@ -2,1 +3,1 @@', '-two', '+TWO');
    expect(apply('unified-diff', edit, { 'a.txt': lines('one', 'end') }).codes).toEqual(['EC_EDIT_NO_MATCH']);
  });

  it('refuses all of them if one is nowhere', () => {
    const edit = block('one', 'ONE') + block('missing', 'x');
    expect(apply('search-replace', edit, { 'a.txt': lines('one') }).codes).toEqual(['EC_EDIT_NO_MATCH']);
  });
});

describe('text for text', () => {
  const call = (input: object): string => JSON.stringify({ path: 'a.txt', ...input });

  it('replaces inside a line, literally', () => {
    const edit = call({ old_str: 'b', new_str: '$& $1 $$' });
    expect(apply('str-replace', edit, { 'a.txt': 'abc\n' }).after).toEqual({ 'a.txt': 'a$& $1 $$c\n' });
  });

  it.each([
    ['LF', 'a\nb\nc\n', 'a\nx\nc\n'],
    ['CRLF', 'a\r\nb\r\nc\r\n', 'a\r\nx\r\nc\r\n'],
    ['no ending at all', 'a\nb', 'a\nx'],
  ])('gives no line half an ending more, in a file of %s', (_name, file, expected) => {
    const edit = call({ old_str: 'b', new_str: 'x\r' });
    expect(apply('str-replace', edit, { 'a.txt': file }).after).toEqual({ 'a.txt': expected });
  });

  it('replaces every occurrence only when asked, or the number that is stated', () => {
    const files = { 'a.txt': 'x x x\n' };
    expect(apply('str-replace', call({ old_str: 'x', new_str: 'y' }), files).codes).toEqual([
      'EC_EDIT_AMBIGUOUS',
    ]);
    expect(
      apply('str-replace', call({ old_str: 'x', new_str: 'y', replace_all: true }), files).after,
    ).toEqual({ 'a.txt': 'y y y\n' });
    expect(
      apply('str-replace', call({ old_str: 'x', new_str: 'y', expected_replacements: 3 }), files).after,
    ).toEqual({ 'a.txt': 'y y y\n' });
    expect(
      apply('str-replace', call({ old_str: 'x', new_str: 'y', expected_replacements: 4 }), files).codes,
    ).toEqual(['EC_EDIT_NO_MATCH']);
    expect(apply('str-replace', call({ old_str: 'aa', new_str: 'b' }), { 'a.txt': 'aaa' }).codes).toEqual([
      'EC_EDIT_AMBIGUOUS',
    ]);
  });

  it('keeps the line endings of the file, whatever the call has', () => {
    const { after, plan } = apply('str-replace', call({ old_str: 'a\nb', new_str: 'A\nB\nC' }), {
      'a.txt': 'a\r\nb\r\nc\r\n',
    });
    expect(after).toEqual({ 'a.txt': 'A\r\nB\r\nC\r\nc\r\n' });
    expect(plan.receipts[0]?.relaxations).toEqual(['line-endings']);
  });

  it('never turns written escapes into characters while the literal text is there', () => {
    const text = 'print("a\\nb")\n';
    const edit = call({ old_str: 'print("a\\nb")', new_str: 'print("c\\nd")' });
    expect(apply('str-replace', edit, { 'a.txt': text }).after).toEqual({ 'a.txt': 'print("c\\nd")\n' });
  });

  it('makes a new file of text for nothing, and refuses it for a file with content', () => {
    expect(apply('str-replace', call({ old_str: '', new_str: 'new\n' }), {}).after).toEqual({
      'a.txt': 'new\n',
    });
    expect(apply('str-replace', call({ old_str: '', new_str: 'new\n' }), { 'a.txt': '' }).after).toEqual({
      'a.txt': 'new\n',
    });
    expect(apply('str-replace', call({ old_str: '', new_str: 'x' }), { 'a.txt': 'old\n' }).codes).toEqual([
      'EC_EDIT_NO_PLACE',
    ]);
    expect(apply('str-replace', call({ old_str: 'a', new_str: 'a' }), { 'a.txt': 'a' }).codes).toEqual([
      'EC_EDIT_NO_CHANGE',
    ]);
  });

  it('refuses what is there already', () => {
    expect(
      apply('str-replace', call({ old_str: 'one', new_str: 'one\ntwo' }), { 'a.txt': 'one\ntwo\n' }).codes,
    ).toEqual(['EC_EDIT_ALREADY_APPLIED']);
  });
});

describe('edits that do not show what they delete', () => {
  const text = lines('one', 'two', 'three');
  const files = { 'a.txt': text };
  const range = (extra: object): string =>
    JSON.stringify({ path: 'a.txt', start_line: 2, end_line: 2, text: 'TWO', ...extra });

  it('need the hash of the file', () => {
    expect(apply('line-range', range({}), files).codes).toEqual(['EC_EDIT_HASH_REQUIRED']);
    expect(apply('line-range', range({ base_hash: 'other' }), files).codes).toEqual(['EC_EDIT_BASE_CHANGED']);
    expect(apply('line-range', range({ base_hash: hashOf(text) }), files).after).toEqual({
      'a.txt': lines('one', 'TWO', 'three'),
    });
    expect(
      apply('line-range', range({}), files, { shownHashes: new Map([['a.txt', hashOf(text)]]) }).after,
    ).toBeDefined();
    expect(apply('line-range', range({}), files, { shownHashes: new Map([['a.txt', 'old']]) }).codes).toEqual(
      ['EC_EDIT_BASE_CHANGED'],
    );
    expect(
      apply('line-range', range({ start_line: 9, end_line: 9, base_hash: hashOf(text) }), files).codes,
    ).toEqual(['EC_EDIT_NO_MATCH']);
  });

  it('need it also to overwrite a whole file by a call, and blocks need it where the caller tracks what was shown', () => {
    const whole = JSON.stringify({ path: 'a.txt', content: 'new\n' });
    expect(apply('json', whole, files).codes).toEqual(['EC_EDIT_HASH_REQUIRED']);
    expect(apply('json', whole, {}).after).toEqual({ 'a.txt': 'new\n' });
    const fenced = 'a.txt\n```\none\nTWO\nthree\n```\n';
    expect(apply('whole-file', fenced, files).after).toEqual({ 'a.txt': lines('one', 'TWO', 'three') });
    expect(apply('whole-file', fenced, files, { shownHashes: new Map() }).codes).toEqual([
      'EC_EDIT_HASH_REQUIRED',
    ]);
  });

  it('insert next to a quoted line without one', () => {
    const insert = (extra: object): string =>
      JSON.stringify({ path: 'a.txt', insert_line: 2, text: 'new', ...extra });
    expect(apply('insert', insert({ anchor: 'two' }), files).after).toEqual({
      'a.txt': lines('one', 'two', 'new', 'three'),
    });
    expect(apply('insert', insert({ anchor: 'three' }), files).codes).toEqual(['EC_EDIT_NO_MATCH']);
    expect(apply('insert', insert({}), files).codes).toEqual(['EC_EDIT_HASH_REQUIRED']);
    expect(apply('insert', insert({ insert_line: 0 }), files).after).toEqual({
      'a.txt': lines('new', 'one', 'two', 'three'),
    });
    const twice = { 'a.txt': lines('x', 'x') };
    expect(apply('insert', JSON.stringify({ path: 'a.txt', anchor: 'x', text: 'new' }), twice).codes).toEqual(
      ['EC_EDIT_AMBIGUOUS'],
    );
  });

  it('count characters of a language server in UTF-16 and refuse places that are not there', () => {
    const edit = (line: number, from: number, to: number): string =>
      JSON.stringify({
        documentChanges: [
          {
            textDocument: { uri: 'a.txt' },
            baseHash: hashOf('\u{1F600}ab\n'),
            edits: [
              { range: { start: { line, character: from }, end: { line, character: to } }, newText: 'X' },
            ],
          },
          { kind: 'rename', oldUri: 'b.txt', newUri: 'c.txt' },
        ],
      });
    const smiles = { 'a.txt': '\u{1F600}ab\n', 'b.txt': 'b' };
    expect(apply('workspace-edit', edit(0, 2, 3), smiles).after).toEqual({
      'a.txt': '\u{1F600}Xb\n',
      'c.txt': 'b',
    });
    expect(apply('workspace-edit', edit(0, 3, 99), smiles).after?.['a.txt']).toBe('\u{1F600}aX\n');
    expect(apply('workspace-edit', edit(7, 0, 0), smiles).codes).toEqual(['EC_EDIT_NO_MATCH']);
  });
});

describe('whole files', () => {
  const fenced = (body: string): string => `a.txt\n\`\`\`\`\n${body}\`\`\`\`\n`;

  it('keep the endings and the end of the file', () => {
    expect(apply('whole-file', fenced('one\nTWO\n```\n'), { 'a.txt': 'one\r\ntwo\n```' }).after).toEqual({
      'a.txt': 'one\r\nTWO\n```',
    });
  });

  it('are refused if most of the file would go', () => {
    const files = { 'a.txt': lines(...filler(40)) };
    expect(apply('whole-file', fenced('line number 1\n'), files).codes).toEqual(['EC_EDIT_SHRINKS']);
    expect(apply('whole-file', fenced('line number 1\n'), files, { allowShrinking: true }).after).toEqual({
      'a.txt': 'line number 1\n',
    });
    expect(apply('whole-file', fenced(''), { 'a.txt': 'one\n' }).codes).toEqual(['EC_EDIT_SHRINKS']);
  });

  it('report a file that is as it should be without changing it', () => {
    const { after, plan } = apply('whole-file', fenced('one\n'), { 'a.txt': 'one\n' });
    expect(after).toEqual({ 'a.txt': 'one\n' });
    expect(plan.files).toEqual([]);
  });
});

describe('a refusal', () => {
  it('shows the first line that differs and the nearest places', () => {
    const text = lines(...filler(30));
    const search = ['line number 9', 'line number 10', 'line number eleven', 'line number 12'].join('\n');
    const [refusal] = apply('search-replace', block(search, 'x'), { 'a.txt': text }).plan.refusals;
    expect(refusal).toMatchObject({
      firstDivergence: { line: 12, expected: 'line number eleven', found: 'line number 11' },
      nearest: [{ line: 10, matching: 3, total: 4 }],
    });
    const told = refusal === undefined ? '' : refusalText(refusal);
    expect(told).toContain('First difference at line 12');
    expect(told).toContain('"line number eleven"');
    expect(told).toContain('line 10 (3 of 4 lines agree)');
  });

  it('names every position of an ambiguous block, and stays below 1.5 kB', () => {
    const text = lines(...Array.from({ length: 5_000 }, () => 'same'));
    const [refusal] = apply('search-replace', block('same', 'x'), { 'a.txt': text }).plan.refusals;
    expect(refusal?.positions.length).toBe(5_000);
    expect(Buffer.byteLength(refusal === undefined ? '' : refusalText(refusal))).toBeLessThanOrEqual(1_500);
    const wide = apply('search-replace', block('\u{1F600}'.repeat(2_000), 'x'), {
      'a.txt': `${'é'.repeat(4_000)}\n`,
    }).plan.refusals[0];
    expect(Buffer.byteLength(wide === undefined ? '' : refusalText(wide))).toBeLessThanOrEqual(1_500);
  });

  it('becomes an error of the catalogue without lines of the file', () => {
    const [refusal] = apply('search-replace', block('secret', 'x'), { 'a.txt': 'other secret\n' }).plan
      .refusals;
    const error = refusal === undefined ? undefined : refusalError(refusal);
    expect(error?.code).toBe('EC_EDIT_NO_MATCH');
    expect(error?.exitCode).toBe(6);
    expect(JSON.stringify([error?.message, error?.hint, error?.details])).not.toContain('secret');
  });
});
