import { describe, expect, it } from 'vitest';
import { createSyntax } from '../index.ts';
import { findMarkers } from './find-markers.ts';

const syntax = createSyntax();
const codes = (text: string, path = 'a.rs'): string[] =>
  findMarkers(text, path === 'a.md' ? 'markdown' : 'rust', false).map((finding) => finding.code);

describe('markers', () => {
  it.each([
    '// ... rest of the code unchanged',
    '# ... existing code ...',
    '    // ... existing code ...',
    '/* ... remaining methods ... */',
    '<!-- ... rest of the file ... -->',
    '-- … rest of the query',
    '{/* ... other components remain the same ... */}',
    '; ... rest unchanged',
    '... rest of the code ...',
    '// rest of the code remains unchanged',
    '# Rest of the function stays the same',
    '// [... existing imports ...]',
    '// existing code here...',
    '// (rest of the class is unchanged)',
    '""" ... rest of the file ... """',
  ])('knows %j for a placeholder', (line) => {
    expect(codes(`fn a() {\n${line}\n}\n`)).toEqual(['placeholder']);
  });

  it.each([
    '// waits for the rest of the queue to drain',
    'let [first, ...rest] = list;',
    '...rest,',
    '    ...existing,',
    'return { ...other, a: 1 };',
    '# the remaining arguments are passed on',
    'f(...args) // the same file twice',
    'println!("loading...");',
    '// TODO: handle the rest',
    '>>> doctest("...")',
    '========',
    '=======',
    '// <<<<<<< not at the start of the line',
  ])('leaves %j alone', (line) => {
    expect(codes(`fn a() {\n${line}\n}\n`)).toEqual([]);
  });

  it.each([
    [
      '<<<<<<< SEARCH\na\n=======\nb\n>>>>>>> REPLACE\n',
      ['conflict-marker', 'conflict-marker', 'conflict-marker'],
    ],
    ['<<<<<<< a\r\n=======\r\n>>>>>>> b\r\n', ['conflict-marker', 'conflict-marker', 'conflict-marker']],
    ['------- SEARCH\na\n=======\nb\n+++++++ REPLACE\n', ['edit-marker', 'edit-marker']],
    [
      '*** Begin Patch\n*** Update File: a.rs\n*** End Patch\n',
      ['edit-marker', 'edit-marker', 'edit-marker'],
    ],
    ['@@ -1,3 +1,4 @@ fn a()\n', ['edit-marker']],
    ['```rust\nfn a() {}\n```\n', ['code-fence', 'code-fence']],
    ['fn a() {}\n```\n', ['code-fence']],
  ])('finds the markers of %j', (text, expected) => {
    expect(codes(text)).toEqual(expected);
  });

  it('takes fences, separators and patch headers for the ordinary content of prose', () => {
    expect(codes('```\na\n```\n@@ -1 +1 @@\n// ... rest of the code\n', 'a.md')).toEqual([]);
    expect(findMarkers('<<<<<<< HEAD\n', undefined, true)).toEqual([]);
    expect(findMarkers('<<<<<<< HEAD\n', undefined, false)).toHaveLength(1);
  });

  it('reports fences inside a text only where no parser would see them', async () => {
    const shell = await syntax.compare('a.sh', 'echo a\n', 'echo a\n```\necho b\n```\necho c\n');
    expect(shell.added.map((diagnostic) => diagnostic.code)).toContain('code-fence');
    const inString = await syntax.compare('a.py', '', 'x = """\n```\ncode\n```\n"""\n');
    expect(inString).toMatchObject({ status: 'ok', added: [] });
  });

  it('does not report in a whole file what such a file may hold', async () => {
    const text = '// ... rest of the code unchanged\nlet a = 1;\n';
    expect(await syntax.check('a.ts', text)).toMatchObject({ status: 'ok' });
    expect(await syntax.compare('a.ts', '', text)).toMatchObject({ status: 'errors' });
  });

  it('stays cheap on long lines', () => {
    const started = performance.now();
    findMarkers(`// ... ${'rest of '.repeat(200_000)}\n${'the same '.repeat(200_000)}`, 'rust', false);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});

describe('markers in the strings of a file that parses', () => {
  const conflict = '<<<<<<< HEAD\none\n=======\ntwo\n>>>>>>> other';

  it.each([
    ['a.ts', `export const sample = \`\n${conflict}\n\`;\n`],
    ['a.py', `sample = """\n${conflict}\n"""\n`],
    ['a.go', `package a\n\nvar sample = \`\n${conflict}\n\`\n`],
  ])('are warnings in %s', async (path, text) => {
    const { status, diagnostics } = await syntax.check(path, text);
    expect(status).toBe('ok');
    expect(diagnostics.length).toBeGreaterThan(0);
    for (const { severity, confidence } of diagnostics)
      expect({ severity, confidence }).toEqual({ severity: 'warning', confidence: 'advise' });
  });

  it.each([
    ['a.ts', `export const sample = 1;\n${conflict}\n`],
    ['a.py', `sample = 1\n${conflict}\n`],
  ])('are errors where they are code, in %s', async (path, text) => {
    const { status, diagnostics } = await syntax.check(path, text);
    expect(status).toBe('errors');
    expect(diagnostics[0]).toMatchObject({ code: 'conflict-marker', severity: 'error' });
  });

  it('stop an edit that brings them in', async () => {
    const after = `export const sample = \`\n${conflict}\n\`;\n`;
    const { added } = await syntax.compare('a.ts', 'export const sample = ``;\n', after);
    expect(added.map(({ code }) => code)).toContain('conflict-marker');
  });
});
