// Inputs in which a search that is careless about repetition tries more ways than there is time for.
import { expect, test } from 'vitest';
import { detectFormat, type EditFormat, editFormats, parseEdits, planEdits } from './index.ts';

function plan(format: EditFormat, reply: string, text: string) {
  const base = { path: 'f.txt', text, hash: 'h' };
  return planEdits(parseEdits(reply, format), (path) => (path === 'f.txt' ? base : undefined));
}

const codes = (planned: ReturnType<typeof plan>): readonly string[] =>
  planned.refusals.map(({ code }) => code);

const numbered = (count: number): string[] => Array.from({ length: count }, (_, at) => `line number ${at}`);

/** Hunks that ran together because they have no header, each around one line of three. */
function joined(lines: readonly string[]): string {
  const hunks = lines.flatMap((line, at) => {
    if (at % 3 === 1) return [`-${line}`, `+changed ${at}`];
    return [` ${line}`];
  });
  return `--- a/f.txt\n+++ b/f.txt\n${hunks.join('\n')}\n`;
}

test('many hunks without headers of which the last stands nowhere are refused', () => {
  const lines = numbered(300);
  const text = `${lines.join('\n')}\n`;
  expect(plan('unified-diff', joined(lines), text).refusals).toEqual([]);
  expect(codes(plan('unified-diff', `${joined(lines)}-not there\n+new\n`, text))).toEqual([
    'EC_EDIT_NO_MATCH',
  ]);
});

test('many hunks without headers that stand apart are all placed', () => {
  const lines = numbered(3_000);
  const parts = Array.from({ length: 150 }, (_, at) => lines.slice(at * 20, at * 20 + 6));
  const body = parts.map(([a, b, c, d, e, f]) => ` ${a}\n ${b}\n-${c}\n+new\n ${d}\n ${e}\n ${f}\n`).join('');
  const planned = plan('unified-diff', `--- a/f.txt\n+++ b/f.txt\n${body}`, `${lines.join('\n')}\n`);
  expect(planned.refusals).toEqual([]);
  expect(planned.receipts).toHaveLength(150);
  expect(new Set(planned.receipts.flatMap(({ relaxations }) => relaxations))).toEqual(
    new Set(['joined-hunks']),
  );
});

const definitions = 'def f():\n    pass\n'.repeat(20_000);
const patch = (sections: string, lines: string): string =>
  `*** Begin Patch\n*** Update File: f.txt\n${sections}${lines}*** End Patch\n`;

test.each([
  ['that every second line has', '@@ def f():\n', definitions],
  ['that every second line has, thirty times', '@@ def f():\n'.repeat(30), definitions],
  ['that every line has', '@@     pass\n', '    pass\n'.repeat(40_000)],
])('a section %s leaves a place ambiguous', (_name, sections, text) => {
  expect(codes(plan('apply-patch', patch(sections, '-    pass\n+    return\n'), text))).toEqual([
    'EC_EDIT_AMBIGUOUS',
  ]);
});

test('a section among many lines finds the only place inside it', () => {
  const text = `${definitions}def g():\n    if x:\n        y()\n    pass\n`;
  const planned = plan('apply-patch', patch('@@ def g():\n', '-    pass\n+    return\n'), text);
  expect(planned.refusals).toEqual([]);
  expect(planned.files[0]).toMatchObject({ text: text.replace(/pass\n$/, 'return\n') });
});

test('lines with long runs of blanks are compared in one pass', () => {
  const wide = (end: string): string => `x${' '.repeat(200_000)}${end}`;
  const reply = (old: string): string => `f.txt\n<<<<<<< SEARCH\n${old}\n=======\n  new\n>>>>>>> REPLACE\n`;
  const text = `${wide('y')}\n`.repeat(5) + `${wide('z')}\n`;
  expect(codes(plan('search-replace', reply(wide('w')), text))).toEqual(['EC_EDIT_NO_MATCH']);
  expect(plan('search-replace', reply(`  ${wide('z')}`), text).receipts).toMatchObject([
    { level: 'indentation' },
  ]);
});

test('a long line of blanks names no path', () => {
  const name = `*** Update File: a${' '.repeat(200_000)}b`;
  expect(
    codes(plan('apply-patch', `*** Begin Patch\n${name}\n@@\n-x\n+y\n*** End Patch\n`, 'x\n')),
  ).toHaveLength(1);
  const above = `path: ${' '.repeat(200_000)}x y`;
  expect(codes(plan('whole-file', `${above}\n\`\`\`\ny\n\`\`\`\n`, 'x\n'))).toHaveLength(1);
});

const long = (unit: string): string => unit.repeat(400_000);

test.each([
  ['a hunk header of marks', `@@ ${long('@')}x`],
  ['blanks in a file header', `--- a/${long(' ')}x`],
  ['names that repeat in a git header', `diff --git a/${long(' b/')}x`],
  ['a quoted name', `--- "a/${long('x')}"`],
  ['blanks behind a patch mark', `*** Update File: a${long(' ')}x`],
  ['blanks in a comment', `// ...${long(' ')}x`],
  ['backticks', `${long('`')}x`],
  ['open brackets', long('[')],
])('a line of %s is read in one pass by every format', (_name, line) => {
  const reply = `${line}\n+++ b/f.txt\n@@ -1 +1 @@\n-x\n+y\n`;
  expect(() => detectFormat(reply)).not.toThrow();
  for (const format of editFormats) expect(parseEdits(reply, format).format).toBe(format);
});

test('more lines in one run and more ranges than a call takes arguments are planned', () => {
  const lines = numbered(130_000);
  const text = `${lines.join('\n')}\n`;
  const textOf = (planned: ReturnType<typeof plan>): string | undefined => {
    const [file] = planned.files;
    return file?.kind === 'modify' ? file.text : undefined;
  };
  const removed = `-${lines.join('\n-')}\n`;
  const added = `+new ${lines.join('\n+new ')}\n`;
  expect(
    textOf(plan('apply-patch', patch('@@\n', removed + added), text)) === `new ${lines.join('\nnew ')}\n`,
  ).toBe(true);
  const changes = lines.map((_line, at) => {
    const start = { line: at, character: 0 };
    return { range: { start, end: { line: at, character: 4 } }, newText: 'LINE' };
  });
  const edit = { documentChanges: [{ textDocument: { uri: 'f.txt' }, baseHash: 'h', edits: changes }] };
  expect(textOf(plan('workspace-edit', JSON.stringify(edit), text)) === text.replaceAll('line', 'LINE')).toBe(
    true,
  );
});
