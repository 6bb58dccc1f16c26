import type { EditCase } from '../../test/edits/case.ts';
import type { Random } from '../../test/edits/random.ts';
import {
  blocksOf,
  type Change,
  type CommitCase,
  type Hunk,
  newSide,
  oldSide,
  patchOf,
  placesOf,
  sameButForm,
} from './commit-change.ts';
import {
  bareHeaders,
  blankContextStripped,
  bodyDamage,
  type Damage,
  type Draft,
  dedented,
  hasSigns,
  inProse,
  isOld,
  lessContext,
  prefixMissing,
  returnsInContext,
  returnsInEdit,
  returnsInFile,
  shuffled,
  smartQuotes,
  tabsAsSpaces,
  trailingBlanks,
  wrongNumbers,
} from './damages.ts';
import { withoutBlankEdges } from './stands-in-file.ts';

/** Damage after which the right answer is still certain. */
const answerable: Readonly<Record<string, Damage>> = {
  'trailing blanks': trailingBlanks,
  'smart quotes': smartQuotes,
  dedented,
  'tabs as spaces': tabsAsSpaces,
  'prefix missing': prefixMissing,
  'blank context stripped': blankContextStripped,
  'any order': shuffled,
  'bare headers': bareHeaders,
  'wrong numbers': wrongNumbers,
  'in prose': inProse,
  'CRLF file': returnsInFile,
  'CRLF edit': returnsInEdit,
  'CR in context': returnsInContext,
  'less context': lessContext,
};
/** What cannot be told apart if both happen. */
const EXCLUSIVE: readonly (readonly [string, string])[] = [
  ['dedented', 'prefix missing'],
  ['tabs as spaces', 'prefix missing'],
  ['bare headers', 'wrong numbers'],
  ['CR in context', 'trailing blanks'],
  ['CRLF file', 'CR in context'],
  ['CRLF edit', 'CR in context'],
  ['CRLF file', 'CRLF edit'],
];
const formats = ['unified-diff', 'apply-patch', 'search-replace', 'json'] as const;

/** Cases of one commit with one and with two kinds of damage, and with damage that leaves the answer open. */
export function damageCases(random: Random, change: Change): CommitCase[] {
  if (!change.plain || !isCertain(change.before, change.parts)) return [];
  const said = change.parts.every((part) => newSide(part).length > 0);
  const ended = change.before.endsWith('\n') && change.after.endsWith('\n');
  const usable = formats.filter((format) => format !== 'json' || (said && ended));
  return usable.flatMap((format) => [
    ...single(random, change, format),
    ...double(random, change, format),
    ...open(random, change, format),
  ]);
}

/** Whether every hunk stands once however loosely it is read, and changes more than form. */
function isCertain(before: string, parts: readonly Hunk[]): boolean {
  const loose = before.split('\n').map(sameButForm);
  return parts.every((part) => {
    const old = oldSide(part).map(sameButForm);
    const removed = new Set(
      part.body.filter((line) => line.startsWith('-')).map((line) => sameButForm(line.slice(1))),
    );
    const formOnly = part.body.some(
      (line) => line.startsWith('+') && removed.has(sameButForm(line.slice(1))),
    );
    return !formOnly && standsOnce(loose, old) && old.filter((line) => /\w{3}/.test(line)).length > 1;
  });
}

function standsOnce(all: readonly string[], lines: readonly string[]): boolean {
  return all.filter((_line, at) => lines.every((line, offset) => all[at + offset] === line)).length === 1;
}

function draftOf(change: Change, format: Draft['format']): Draft {
  const same = (text: string): string => text;
  return { format, parts: change.parts, numbered: true, print: same, file: same };
}

function printed({ path }: Change, { format, parts, numbered, print }: Draft): string {
  if (format === 'apply-patch') return print(patchOf(path, parts));
  if (format === 'search-replace') return print(blocksOf(path, parts));
  if (format === 'json') return print(listOf(path, parts));
  const hunks = parts.map(({ header, body }) => `${numbered ? header : '@@ ... @@'}\n${body.join('\n')}\n`);
  return print(`--- a/${path}\n+++ b/${path}\n${hunks.join('')}`);
}

function listOf(file_path: string, parts: readonly Hunk[]): string {
  const edits = parts.map((part) => ({
    old_string: oldSide(part).join('\n'),
    new_string: newSide(part).join('\n'),
  }));
  return JSON.stringify({ file_path, edits });
}

/** Whether the lines that are left of an edit tell their places still. */
function isTold({ before }: Change, draft: Draft): boolean {
  const { parts } = draft;
  const loose = before.split('\n').map(sameButForm);
  return parts.every((part) => {
    const body = hasSigns(draft)
      ? part.body.map((line) => (/^[-+ ]/.test(line) ? line : ` ${line}`))
      : part.body;
    return standsOnce(loose, oldSide({ ...part, body }).map(sameButForm));
  });
}

function caseOf(change: Change, kind: string, draft: Draft): CommitCase {
  const { path, before, after } = change;
  return {
    kind: `${draft.format}, ${kind}`,
    format: draft.format,
    edit: printed(change, draft),
    files: { [path]: draft.file(before) },
    expected: { [path]: draft.file(after) },
  };
}

function single(random: Random, change: Change, format: Draft['format']): CommitCase[] {
  return Object.entries(answerable).flatMap(([name, damage]) => {
    const draft = damage(random, draftOf(change, format));
    return draft === undefined || !isTold(change, draft) ? [] : [caseOf(change, name, draft)];
  });
}

function double(random: Random, change: Change, format: Draft['format']): CommitCase[] {
  const names = Object.keys(answerable);
  return Array.from({ length: 4 }).flatMap(() => {
    const pair = [random.pick(names), random.pick(names)].sort();
    const [one = '', other = ''] = pair;
    const excluded = one === other || EXCLUSIVE.some((two) => two.every((name) => pair.includes(name)));
    const first = excluded ? undefined : answerable[one]?.(random, draftOf(change, format));
    const draft = first === undefined ? undefined : answerable[other]?.(random, first);
    return draft === undefined || !isTold(change, draft)
      ? []
      : [{ ...caseOf(change, 'two at once', draft), detail: pair.join(' and ') }];
  });
}

/** Damage after which a refusal is as right as the answer. */
function open(random: Random, change: Change, format: Draft['format']): CommitCase[] {
  const { path, before, after } = change;
  const base = draftOf(change, format);
  const kinds: readonly (readonly [string, Damage])[] = [
    ['context left out', leftOut],
    ['blanks in context', innerBlanks(' ')],
    ['uneven indentation', uneven],
  ];
  const cases: CommitCase[] = kinds.flatMap(([name, damage]) => {
    const draft = damage(random, base);
    if (draft === undefined || (draft.format !== 'unified-diff' && standsElsewhere(draft, base, before)))
      return [];
    const { expected: _expected, ...one } = caseOf(change, name, draft);
    return [{ ...one, mayBe: { [path]: after } }];
  });
  const wrong = innerBlanks('-')(random, base);
  if (wrong !== undefined) {
    const { expected: _expected, ...one } = caseOf(change, 'blanks in a deleted line:refuse', wrong);
    cases.push(one);
  }
  return [...cases, ...elsewhere(random, change, base, before)];
}

/** Whether a damaged hunk stands in the file as it is left, which then is what it says where no number says otherwise. */
function standsElsewhere({ parts }: Draft, base: Draft, before: string): boolean {
  return parts.some((part, at) => {
    const [old, whole] = [oldSide(part), oldSide(base.parts[at] ?? part)];
    return old.join('\n') !== whole.join('\n') && placesOf(before, withoutBlankEdges(old)) > 0;
  });
}

/** A line of context between two others is missing. */
const leftOut: Damage = (random, draft) => {
  const parts = draft.parts.map((part) => {
    const inner = part.body.flatMap((_line, at) =>
      [at - 1, at, at + 1].every((near) => part.body[near]?.startsWith(' ')) ? [at] : [],
    );
    if (inner.length === 0) return part;
    const gone = random.pick(inner);
    return recounted({ ...part, body: part.body.filter((_line, at) => at !== gone) });
  });
  return parts.every((part, at) => part === draft.parts[at]) ? undefined : { ...draft, parts };
};

/** A hunk whose header counts the lines that it has. */
function recounted(part: Hunk): Hunk {
  const [old, now] = [oldSide(part).length, newSide(part).length];
  return { ...part, header: part.header.replace(/^@@ -(\d+)\S* \+(\d+)\S*/, `@@ -$1,${old} +$2,${now}`) };
}

/** A blank between two words of some lines of one sign is doubled. */
function innerBlanks(sign: string): Damage {
  return bodyDamage((line, random) =>
    line.startsWith(sign) && random.chance(0.6) ? line.replace(/(\w) (\w)/, '$1  $2') : line,
  );
}

const uneven = bodyDamage((line, random) => {
  if (!isOld(line) || !/^. +\S/.test(line) || random.chance(0.5)) return line;
  return random.chance(0.5) ? `${line.charAt(0)} ${line.slice(1)}` : line.charAt(0) + line.slice(2);
});

/** The edit goes by its name to a file that does not hold its lines, or to none. */
function elsewhere(random: Random, change: Change, base: Draft, before: string): CommitCase[] {
  const other = before
    .split('\n')
    .map((line, at) => (line.trim() === '' ? line : `${line}${at % 3 === 0 ? at : ''}`));
  const files = { [change.path]: before, 'other/place.txt': [...other].reverse().join('\n') };
  const path = random.pick(['other/place.txt', 'no/such-file.txt']);
  const edit = printed({ ...change, path }, base);
  const kind = `${base.format}, named for another file:refuse`;
  return [{ kind, format: base.format, edit, files } satisfies EditCase];
}
