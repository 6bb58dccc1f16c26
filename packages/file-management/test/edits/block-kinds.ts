import { type Blocks, blockCase, blockOf, printBlocks, smartEdges, staleLines } from './blocks.ts';
import { type CaseMaker, type Subject, textOf } from './case.ts';
import { type DiffHunk, oldSide } from './change.ts';
import type { Random } from './random.ts';

type Made = ReturnType<CaseMaker>;

/** Cases of search/replace blocks in which both sides of each block are printed after some damage. */
function damaged(
  damage: (block: Blocks, random: Random, subject: Subject) => Blocks | undefined,
  ending = '\n',
): CaseMaker {
  return blockCase((random, subject) => {
    const blocks = subject.hunks.map((hunk) => damage(blockOf(hunk), random, subject));
    if (blocks.some((block) => block === undefined)) return undefined;
    return {
      format: 'search-replace',
      edit: printBlocks(subject.path, blocks as Blocks[]),
      files: { [subject.path]: textOf(subject.before, ending) },
      expected: { [subject.path]: textOf(subject.after, ending) },
    };
  });
}

function both(change: (lines: readonly string[]) => readonly string[]): (block: Blocks) => Blocks {
  return ({ search, replace }) => ({ search: change(search), replace: change(replace) });
}

function commonIndent(lines: readonly string[]): string {
  const indents = lines.filter((line) => line.trim() !== '').map((line) => /^[ \t]*/.exec(line)?.[0] ?? '');
  return indents.reduce((shared, indent) => {
    let length = 0;
    while (length < shared.length && shared[length] === indent[length]) length++;
    return shared.slice(0, length);
  }, indents[0] ?? '');
}

function dedent({ search, replace }: Blocks): Blocks | undefined {
  const common = commonIndent([...search, ...replace]);
  if (common === '') return undefined;
  const cut = (lines: readonly string[]): string[] =>
    lines.map((line) => (line.trim() === '' ? line : line.slice(common.length)));
  return { search: cut(search), replace: cut(replace) };
}

const prose = (random: Random, subject: Subject): Made => ({
  format: 'search-replace',
  edit: `I will change \`${subject.path}\` now.\n\n1. First this.\n\n${printBlocks(subject.path, subject.hunks.map(blockOf), random.pick(['ts', 'python', '']))}\nThat is all, tell me if\n- it works\n`,
  files: { [subject.path]: textOf(subject.before) },
  expected: { [subject.path]: textOf(subject.after) },
});

function ambiguous(random: Random, subject: Subject): Made {
  const hunk = subject.hunks[0] as DiffHunk;
  const gap = Array.from({ length: 5 }, (_, at) => `between ${at} ${random.below(1e6)}`);
  const files = { [subject.path]: textOf([...subject.before, ...gap, ...oldSide(hunk)]) };
  return { format: 'search-replace', edit: printBlocks(subject.path, [blockOf(hunk)]), files };
}

function stale(random: Random, subject: Subject): Made {
  const before = staleLines(random, subject, random.pick(subject.hunks));
  if (before === undefined) return undefined;
  return {
    format: 'search-replace',
    edit: printBlocks(subject.path, subject.hunks.map(blockOf)),
    files: { [subject.path]: textOf(before) },
  };
}

function unterminated(random: Random, subject: Subject): Made {
  const text = printBlocks(subject.path, subject.hunks.map(blockOf));
  const lines = text.split('\n');
  const lastEnd = lines.lastIndexOf('>>>>>>> REPLACE');
  const lastStart = lines.lastIndexOf('<<<<<<< SEARCH');
  const cut = lastStart + 1 + random.below(lastEnd - lastStart);
  return {
    format: 'search-replace',
    edit: `${lines.slice(0, cut).join('\n')}\n`,
    files: { [subject.path]: textOf(subject.before) },
  };
}

function roo(random: Random, subject: Subject): Made {
  const body = subject.hunks.map((hunk) => {
    const { search, replace } = blockOf(hunk);
    const line = hunk.oldStart + 1 + (random.chance(0.5) ? 0 : random.below(5));
    return [
      '<<<<<<< SEARCH',
      `:start_line:${line}`,
      '-------',
      ...search,
      '=======',
      ...replace,
      '>>>>>>> REPLACE',
    ].join('\n');
  });
  return {
    format: 'search-replace',
    edit: `${body.join('\n\n')}\n`,
    files: { [subject.path]: textOf(subject.before) },
    expected: { [subject.path]: textOf(subject.after) },
    target: subject.path,
  };
}

function cline(_random: Random, subject: Subject): Made {
  const body = subject.hunks.map((hunk) => {
    const { search, replace } = blockOf(hunk);
    return ['------- SEARCH', ...search, '=======', ...replace, '+++++++ REPLACE'].join('\n');
  });
  return {
    format: 'search-replace',
    edit: `${body.join('\n\n')}\n`,
    files: { [subject.path]: textOf(subject.before) },
    expected: { [subject.path]: textOf(subject.after) },
    target: subject.path,
  };
}

const escapeHtml = (lines: readonly string[]): string[] =>
  lines.map((line) =>
    line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
  );

/** Every kind of damage to search/replace blocks. */
export const blockKinds: Readonly<Record<string, CaseMaker>> = {
  'sr-exact': damaged((block) => block),
  'sr-prose': blockCase(prose),
  'sr-crlf-file': damaged((block) => block, '\r\n'),
  'sr-trailing-ws': damaged(({ search, replace }, random) => ({
    search: search.map((line) => (random.chance(0.5) ? `${line}  ` : line)),
    replace,
  })),
  'sr-trailing-ws-file': blockCase((random, subject) => {
    const mark = (lines: readonly string[]): string[] =>
      lines.map((line) => (line.length % 2 === 0 ? `${line}  ` : line));
    const before = mark(subject.before);
    const after: string[] = [];
    let at = 0;
    for (const { start, removed, added } of subject.changes) {
      after.push(...before.slice(at, start), ...added);
      at = start + removed.length;
    }
    void random;
    return {
      format: 'search-replace',
      edit: printBlocks(subject.path, subject.hunks.map(blockOf)),
      files: { [subject.path]: textOf(before) },
      expected: { [subject.path]: textOf([...after, ...before.slice(at)]) },
    };
  }),
  'sr-dedented': damaged(dedent),
  'sr-unicode-smart': damaged(({ search, replace }) => ({ search: search.map(smartEdges), replace })),
  'sr-unicode-smart-both': damaged(({ search, replace }) => {
    const shared = new Set(search);
    return {
      search: search.map(smartEdges),
      replace: replace.map((line) => (shared.has(line) ? smartEdges(line) : line)),
    };
  }),
  'sr-line-gutter': damaged(({ search, replace }, random) => {
    const first = 1 + random.below(300);
    const form = random.pick([' | ', '|', ' |', ': ']);
    const number = (lines: readonly string[]): string[] =>
      lines.map((line, at) => `${first + at}${form}${line}`);
    return replace.length === 0 ? undefined : { search: number(search), replace: number(replace) };
  }),
  'sr-html-escaped': damaged((block) => {
    if (!block.search.some((line) => /[<>&"]/.test(line))) return undefined;
    // A side that holds an entity already cannot be told from an escaped one.
    return [...block.search, ...block.replace].some((line) => /&\w+;/.test(line))
      ? undefined
      : both(escapeHtml)(block);
  }),
  'sr-blank-edge-lines': damaged(({ search, replace }, random) => {
    const top = random.below(3);
    const bottom = random.below(2) + (top === 0 ? 1 : 0);
    const edge = (lines: readonly string[]): string[] => [
      ...Array(top).fill(''),
      ...lines,
      ...Array(bottom).fill(''),
    ];
    return { search: edge(search), replace: edge(replace) };
  }),
  'sr-ambiguous:refuse': blockCase(ambiguous, { most: 1 }),
  'sr-stale:refuse': blockCase(stale, { most: 1 }),
  'sr-one-of-many-stale:refuse': blockCase(
    (random, subject) => (subject.hunks.length < 2 ? undefined : stale(random, subject)),
    { most: 5 },
  ),
  'sr-unterminated:refuse': blockCase(unterminated),
  'sr-already-applied:refuse': blockCase((_random, subject) => ({
    format: 'search-replace',
    edit: printBlocks(subject.path, subject.hunks.map(blockOf)),
    files: { [subject.path]: textOf(subject.after) },
  })),
  roo: blockCase(roo),
  cline: blockCase(cline),
};
