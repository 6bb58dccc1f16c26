import { blockKinds } from './block-kinds.ts';
import { type CaseMaker, type EditCase, makeSubject, type SourceFile, type Subject, textOf } from './case.ts';
import { countPlaces, type DiffHunk, type Line, oldSide, toHunks } from './change.ts';
import { diffKinds } from './diff-kinds.ts';
import { patchKinds } from './patch-kinds.ts';
import { printDiff } from './print-diff.ts';
import type { Random } from './random.ts';

type Made = Omit<EditCase, 'kind'>;
type Damage = (random: Random, made: Made) => Made | undefined;
type Texts = Readonly<Record<string, string>>;

function eachText(texts: Texts, change: (text: string) => string): Texts {
  return Object.fromEntries(Object.entries(texts).map(([path, text]) => [path, change(text)]));
}

/** The same case in files whose lines end with a carriage return and a newline. */
const returns: Damage = (_random, made) => {
  if (Object.values(made.files).some((text) => text.includes('\r')) || made.edit.includes('\r'))
    return undefined;
  const convert = (text: string): string => text.replaceAll('\n', '\r\n');
  const expected = made.expected === undefined ? {} : { expected: eachText(made.expected, convert) };
  return { ...made, files: eachText(made.files, convert), ...expected };
};

/** Changes lines of the edit that must be in the file: context and deleted ones. */
function oldLines(change: (text: string, random: Random) => string): Damage {
  return (random, made) => {
    const isOld = (line: string): boolean =>
      made.format === 'unified-diff' || made.format === 'apply-patch'
        ? /^[ -](?!--? )/.test(line) && line.trim() !== ''
        : false;
    const edit = made.edit
      .split('\n')
      .map((line) =>
        isOld(line) && random.chance(0.5) ? line.charAt(0) + change(line.slice(1), random) : line,
      )
      .join('\n');
    return edit === made.edit ? undefined : { ...made, edit };
  };
}

const blanks = oldLines((text, random) =>
  /[ \t]$/.test(text) ? text : text + random.pick([' ', '   ', '\t']),
);
const quotes = oldLines((text) =>
  text
    .replaceAll("'", '\u2019')
    .replaceAll('"', '\u201d')
    .replace(/(?<=\w)-(?=\w)/g, '\u2010'),
);

const numbers: Damage = (random, made) => {
  const by = 1 + random.below(9);
  const edit = made.edit.replace(/^@@ -(\d+)/gm, (_whole, line: string) => `@@ -${Number(line) + by}`);
  return edit === made.edit ? undefined : { ...made, edit };
};

const prose: Damage = (_random, made) => {
  if (/^[`~]{3}/m.test(made.edit)) return undefined;
  const fence = made.edit.includes('```') ? '``````' : '```';
  const info = made.format === 'unified-diff' ? 'diff' : '';
  return {
    ...made,
    edit: `I looked at the file.\n\n${fence}${info}\n${made.edit}${fence}\n\nThat is all.\n`,
  };
};

function both(first: CaseMaker | undefined, second: Damage): CaseMaker {
  return (random, file) => {
    const made = first?.(random, file);
    return made === undefined ? undefined : second(random, made);
  };
}

function pairs(
  kinds: Readonly<Record<string, CaseMaker>>,
  names: readonly string[],
  damages: Readonly<Record<string, Damage>>,
): Record<string, CaseMaker> {
  const made = names.flatMap((name) =>
    Object.entries(damages).map(([damage, apply]): [string, CaseMaker] => [
      `${name}+${damage}`,
      both(kinds[name], apply),
    ]),
  );
  return Object.fromEntries(made);
}

/** A change whose hunks are told apart by the lines next to it alone. */
function closeSubject(random: Random, file: SourceFile): Subject | undefined {
  const subject = makeSubject(random, file);
  if (subject === undefined) return undefined;
  const close = toHunks(subject, 1).every((hunk) => countPlaces(subject.before, oldSide(hunk)) === 1);
  return close ? subject : undefined;
}

/** Drops a line of context between two others. */
function leaveOut(random: Random, hunk: DiffHunk): DiffHunk {
  const inner = hunk.lines.flatMap((_line, at) =>
    [at - 1, at, at + 1].every((near) => hunk.lines[near]?.op === ' ') ? [at] : [],
  );
  if (inner.length === 0) return hunk;
  const gone = random.pick(inner);
  return { ...hunk, lines: hunk.lines.filter((_line, at) => at !== gone) };
}

const leftOut: CaseMaker = (random, file) => {
  const subject = closeSubject(random, file);
  // Lines that only come in may stand in the lines that are not shown.
  if (subject?.changes.some(({ removed }) => removed.length === 0)) return undefined;
  const hunks = subject?.hunks.map((hunk) => leaveOut(random, hunk));
  if (subject === undefined || hunks === undefined || hunks.every((hunk, at) => hunk === subject.hunks[at]))
    return undefined;
  return diffOf(subject, hunks, textOf(subject.after));
};

function diffOf(subject: Subject, hunks: readonly DiffHunk[], after: string | undefined): Made {
  return {
    format: 'unified-diff',
    edit: printDiff(hunks, { path: subject.path }),
    files: { [subject.path]: textOf(subject.before) },
    ...(after === undefined ? {} : { expected: { [subject.path]: after } }),
  };
}

/** Changes one deleted line of an edit, so that it is no line of the file any more. */
function deletedLine(change: (text: string) => string): CaseMaker {
  return (random, file) => {
    const subject = makeSubject(random, file);
    const found =
      subject?.hunks.flatMap((hunk) =>
        hunk.lines.filter(({ op, text }) => op === '-' && change(text) !== text),
      ) ?? [];
    if (subject === undefined || found.length === 0) return undefined;
    const chosen = random.pick(found);
    const hunks = subject.hunks.map((hunk) => ({
      ...hunk,
      lines: hunk.lines.map((line) => (line === chosen ? { ...line, text: change(line.text) } : line)),
    }));
    return diffOf(subject, hunks, undefined);
  };
}

/** Indents the lines of each hunk unevenly, as models do that count blanks wrongly. */
const uneven: CaseMaker = (random, file) => {
  const subject = makeSubject(random, file);
  if (
    subject === undefined ||
    !subject.hunks.some(({ lines }) => lines.some(({ text }) => /^ {2}\S/.test(text)))
  )
    return undefined;
  const shift = (line: Line): Line =>
    /^ {2,}\S/.test(line.text) && random.chance(0.5)
      ? { ...line, text: random.chance(0.5) ? ` ${line.text}` : line.text.slice(random.pick([1, 2])) }
      : line;
  const hunks = subject.hunks.map((hunk) => ({
    ...hunk,
    lines: hunk.lines.map((line) => (line.op === '+' ? line : shift(line))),
  }));
  return diffOf(subject, hunks, textOf(subject.after));
};

/** Two kinds of damage at once, and kinds that other collections of edits leave out. */
export const combinedKinds: Readonly<Record<string, CaseMaker>> = {
  ...pairs(
    diffKinds,
    [
      'hunk-dedented',
      'tabs-as-spaces',
      'ctx-leading-space-missing',
      'trailing-ws-dropped',
      'unicode-file-smart',
      'missing-counts',
      'drift-large',
      'hunks-shuffled',
    ],
    { 'crlf-file': returns, 'trailing-blanks': blanks, 'smart-quotes': quotes, 'fenced-prose': prose },
  ),
  ...pairs(diffKinds, ['hunk-dedented', 'drift-small', 'reduced-context-1'], { 'wrong-numbers': numbers }),
  ...pairs(patchKinds, ['v4a-ctx-trailing-ws', 'v4a-no-leading-space', 'v4a-hunks-out-of-order'], {
    'crlf-file': returns,
    'smart-quotes': quotes,
  }),
  ...pairs(
    blockKinds,
    [
      'sr-dedented',
      'sr-trailing-ws',
      'sr-unicode-smart',
      'sr-line-gutter',
      'sr-html-escaped',
      'sr-blank-edge-lines',
    ],
    { 'crlf-file': returns },
  ),
  'ctx-lines-left-out': leftOut,
  'inner-blanks:refuse': deletedLine((text) => text.replace(/(\w) (\w)/, '$1  $2')),
  'string-blanks:refuse': deletedLine((text) => text.replace(/(["'][^"']*\w) (\w[^"']*["'])/, '$1  $2')),
  'indent-uneven:maybe': uneven,
};
