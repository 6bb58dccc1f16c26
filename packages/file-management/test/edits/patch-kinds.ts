import { blockCase, smartEdges, staleLines } from './blocks.ts';
import { type CaseMaker, linesOf, type Subject, textOf } from './case.ts';
import { countPlaces, type DiffHunk, type Line, newSide, oldSide, toHunks } from './change.ts';
import type { Random } from './random.ts';

type Made = ReturnType<CaseMaker>;

interface Printing {
  readonly section?: (hunk: DiffHunk, index: number) => string;
  readonly line?: (line: Line) => string;
}

/** Prints a patch in the language of `apply_patch`. */
function printPatch(
  files: readonly (readonly [string, readonly DiffHunk[]])[],
  { section = () => '@@', line = ({ op, text }) => op + text }: Printing = {},
): string {
  const body = files.flatMap(([path, hunks]) => [
    `*** Update File: ${path}`,
    ...hunks.flatMap((hunk, index) => [section(hunk, index), ...hunk.lines.map(line)]),
  ]);
  return ['*** Begin Patch', ...body, '*** End Patch', ''].join('\n');
}

function answer(subject: Subject, edit: string, ending = '\n'): Made {
  return {
    format: 'apply-patch',
    edit,
    files: { [subject.path]: textOf(subject.before, ending) },
    expected: { [subject.path]: textOf(subject.after, ending) },
  };
}

function simple(printing: Printing = {}, ending = '\n'): CaseMaker {
  return blockCase((_random, subject) =>
    answer(subject, printPatch([[subject.path, subject.hunks]], printing), ending),
  );
}

// Context that begins with a sign of the format says something else without its blank.
function bareContext(_random: Random, subject: Subject): ReturnType<CaseMaker> {
  const bare = ({ op, text }: Line): string => (op === ' ' ? text : op + text);
  const odd = subject.hunks.some(({ lines }) =>
    lines.some(({ op, text }) => op === ' ' && /^[-+@*]/.test(text)),
  );
  return odd ? undefined : answer(subject, printPatch([[subject.path, subject.hunks]], { line: bare }));
}

function context(change: (text: string, random: Random) => string): CaseMaker {
  return blockCase((random, subject) => {
    const pure = subject.changes.some(({ removed }) => removed.length === 0);
    const line = ({ op, text }: Line): string =>
      op + (op === ' ' && random.chance(0.4) ? change(text, random) : text);
    return pure ? undefined : answer(subject, printPatch([[subject.path, subject.hunks]], { line }));
  });
}

function replay(before: readonly string[], { changes }: Subject): string[] {
  const after: string[] = [];
  let at = 0;
  for (const { start, removed, added } of changes) {
    after.push(...before.slice(at, start), ...added);
    at = start + removed.length;
  }
  return [...after, ...before.slice(at)];
}

function smartFile(_random: Random, subject: Subject): Made {
  const before = subject.before.map(smartEdges);
  return {
    format: 'apply-patch',
    edit: printPatch([[subject.path, subject.hunks]]),
    files: { [subject.path]: textOf(before) },
    expected: { [subject.path]: textOf(replay(before, subject)) },
  };
}

// Two functions with the same body; the section names the one that is meant.
function sectioned(random: Random, subject: Subject): Made {
  const hunk = subject.hunks[0] as DiffHunk;
  const names = ['first', 'second', 'third'].map((name) => `function ${name}${random.below(1e4)}() {`);
  const meant = random.below(3);
  const inner = (lines: readonly string[]): string[] => lines.map((line) => (line === '' ? '' : `  ${line}`));
  const build = (changed: boolean): string[] =>
    names.flatMap((name, at) => [
      name,
      ...inner(changed && at === meant ? newSide(hunk) : oldSide(hunk)),
      '}',
      '',
    ]);
  const lines = hunk.lines.map(({ op, text }) => ({ op, text: text === '' ? '' : `  ${text}` }));
  const edit = printPatch([[subject.path, [{ ...hunk, lines }]]], { section: () => `@@ ${names[meant]}` });
  return {
    format: 'apply-patch',
    edit,
    files: { [subject.path]: textOf([...subject.before.slice(0, 10), ...build(false)]) },
    expected: { [subject.path]: textOf([...subject.before.slice(0, 10), ...build(true)]) },
  };
}

function ambiguous(random: Random, subject: Subject): Made {
  const hunk = subject.hunks[0] as DiffHunk;
  const files = {
    [subject.path]: textOf([...subject.before, `between ${random.below(1e6)}`, ...oldSide(hunk)]),
  };
  return { format: 'apply-patch', edit: printPatch([[subject.path, [hunk]]]), files };
}

function stale(random: Random, subject: Subject): Made {
  const before = staleLines(random, subject, random.pick(subject.hunks));
  return before === undefined
    ? undefined
    : {
        format: 'apply-patch',
        edit: printPatch([[subject.path, subject.hunks]]),
        files: { [subject.path]: textOf(before) },
      };
}

function multiFileStale(random: Random, subject: Subject): Made {
  const before = staleLines(random, subject, random.pick(subject.hunks));
  if (before === undefined) return undefined;
  const other = `other/${subject.path}`;
  const edit = printPatch([
    [subject.path, subject.hunks],
    [other, subject.hunks],
  ]);
  return {
    format: 'apply-patch',
    edit,
    files: { [subject.path]: textOf(subject.before), [other]: textOf(before) },
  };
}

const noEofNewline: CaseMaker = (random, file) => {
  const before = linesOf(file.text).slice(0, 300);
  if (before.length < 25 || before.at(-1)?.trim() === '' || /^\*\*\* /.test(before.join('\n')))
    return undefined;
  const start = before.length - 1 - random.below(3);
  const changes = [
    { start, removed: before.slice(start, start + 1), added: [`${before[start]} changed`, 'more();'] },
  ];
  const hunks = toHunks({ before, changes });
  if (hunks.some((hunk) => countPlaces(before, oldSide(hunk)) !== 1)) return undefined;
  const after = [
    ...before.slice(0, start),
    `${before[start]} changed`,
    'more();',
    ...before.slice(start + 1),
  ];
  return {
    format: 'apply-patch',
    edit: printPatch([[file.path, hunks]]),
    files: { [file.path]: textOf(before).slice(0, -1) },
    expected: { [file.path]: textOf(after).slice(0, -1) },
  };
};

/** Every kind of damage to `apply_patch`. */
export const patchKinds: Readonly<Record<string, CaseMaker>> = {
  'v4a-exact': simple(),
  'v4a-trailing-newline': blockCase((_random, subject) =>
    answer(subject, `${printPatch([[subject.path, subject.hunks]])}\n\n`),
  ),
  'v4a-crlf-file': simple({}, '\r\n'),
  'v4a-bom-file': simple(),
  'v4a-no-eof-newline': noEofNewline,
  'v4a-ctx-trailing-ws': context((text, random) => text + random.pick([' ', '  ', '\t'])),
  'v4a-ctx-indent-changed': context((text) => (text.trim() === '' ? text : `  ${text}`)),
  'v4a-no-leading-space': blockCase(bareContext),
  'v4a-unicode-file-smart': blockCase(smartFile),
  'v4a-hunks-out-of-order': blockCase(
    (_random, subject) =>
      subject.hunks.length < 2
        ? undefined
        : answer(subject, printPatch([[subject.path, [...subject.hunks].reverse()]])),
    { most: 5 },
  ),
  'v4a-ambiguous:refuse': blockCase(ambiguous, { most: 1 }),
  'v4a-section-disambiguates': blockCase(sectioned, { most: 1 }),
  'v4a-stale:refuse': blockCase(stale, { most: 3 }),
  'v4a-multi-file-one-stale:refuse': blockCase(multiFileStale),
  'v4a-unterminated:refuse': blockCase((random, subject) => {
    const lines = printPatch([[subject.path, subject.hunks]]).split('\n');
    const cut = 3 + random.below(lines.length - 4);
    return {
      format: 'apply-patch',
      edit: lines.slice(0, cut).join('\n'),
      files: { [subject.path]: textOf(subject.before) },
    };
  }),
};
