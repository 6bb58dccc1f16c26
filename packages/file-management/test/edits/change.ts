import type { Random } from './random.ts';

/** A run of lines of a file that is replaced. */
export interface Change {
  readonly start: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** One line of a hunk, as a diff shows it. */
export interface Line {
  readonly op: ' ' | '-' | '+';
  readonly text: string;
}

/** A hunk with its place in the file. */
export interface DiffHunk {
  /** 0-based line. */
  readonly oldStart: number;
  readonly newStart: number;
  readonly lines: readonly Line[];
}

/** A real file with changes made to it. */
export interface ChangedFile {
  readonly path: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly changes: readonly Change[];
}

const WORDS = ['value', 'result', 'index', 'config', 'handler', 'total', 'buffer', 'state'] as const;

/** Changes some places of a file, each as a person would: a word, some new lines, some lines gone, a rewrite. */
export function changeFile(
  random: Random,
  path: string,
  before: readonly string[],
  most: number,
): ChangedFile | undefined {
  const changes: Change[] = [];
  const wanted = 1 + random.below(most);
  let from = random.below(Math.max(1, Math.floor(before.length / 3)));
  while (changes.length < wanted && from < before.length - 2) {
    const change = changeAt(random, before, from);
    if (change !== undefined) {
      changes.push(change);
      from = change.start + change.removed.length;
    }
    from += 8 + random.below(30);
  }
  return changes.length === 0 ? undefined : { path, before, after: applyChanges(before, changes), changes };
}

function changeAt(random: Random, lines: readonly string[], from: number): Change | undefined {
  const start = lines.findIndex((line, at) => at >= from && /\w{3}/.test(line));
  if (start === -1) return undefined;
  const length = 1 + random.below(3);
  const removed = lines.slice(start, start + length);
  const kind = random.below(4);
  if (kind === 0) return { start, removed: removed.slice(0, 1), added: [rewrite(random, removed[0] ?? '')] };
  if (kind === 1) return { start, removed: [], added: newLines(random, removed[0] ?? '', length) };
  if (kind === 2 && removed.some((line) => /\w{3}/.test(line))) return { start, removed, added: [] };
  return {
    start,
    removed,
    added: removed.map((line) => rewrite(random, line)).concat(newLines(random, removed[0] ?? '', 1)),
  };
}

function rewrite(random: Random, line: string): string {
  const word = random.pick(WORDS) + random.below(1000);
  const changed = line.replace(/\w{3,}(?!.*\w{3,})/, () => word);
  return changed === line ? `${line}${word}` : changed;
}

function newLines(random: Random, near: string, count: number): string[] {
  const indent = /^[ \t]*/.exec(near)?.[0] ?? '';
  return Array.from(
    { length: count },
    () => `${indent}${random.pick(WORDS)}${random.below(10_000)}(${random.below(100)});`,
  );
}

/** Carries out changes in order. */
export function applyChanges(before: readonly string[], changes: readonly Change[]): string[] {
  const after: string[] = [];
  let at = 0;
  for (const { start, removed, added } of changes) {
    after.push(...before.slice(at, start), ...added);
    at = start + removed.length;
  }
  return [...after, ...before.slice(at)];
}

/** The hunks that a diff with some lines of context has. */
export function toHunks(
  { before, changes }: Pick<ChangedFile, 'before' | 'changes'>,
  context = 3,
): DiffHunk[] {
  const groups: Change[][] = [];
  for (const change of changes) {
    const last = groups.at(-1)?.at(-1);
    if (last !== undefined && change.start - (last.start + last.removed.length) <= 2 * context)
      groups.at(-1)?.push(change);
    else groups.push([change]);
  }
  let moved = 0;
  return groups.map((group) => {
    const hunk = toHunk(before, group, context, moved);
    moved += group.reduce((sum, { added, removed }) => sum + added.length - removed.length, 0);
    return hunk;
  });
}

function toHunk(
  before: readonly string[],
  group: readonly Change[],
  context: number,
  moved: number,
): DiffHunk {
  const first = group[0] as Change;
  const oldStart = Math.max(0, first.start - context);
  const lines: Line[] = [];
  let at = oldStart;
  const keepUntil = (end: number): void => {
    for (; at < end; at++) lines.push({ op: ' ', text: before[at] ?? '' });
  };
  for (const { start, removed, added } of group) {
    keepUntil(start);
    lines.push(
      ...removed.map((text): Line => ({ op: '-', text })),
      ...added.map((text): Line => ({ op: '+', text })),
    );
    at = start + removed.length;
  }
  keepUntil(Math.min(before.length, at + context));
  return { oldStart, newStart: oldStart + moved, lines };
}

/** The lines that a hunk wants to find. */
export function oldSide({ lines }: DiffHunk): string[] {
  return lines.filter(({ op }) => op !== '+').map(({ text }) => text);
}

/** The lines that a hunk leaves behind. */
export function newSide({ lines }: DiffHunk): string[] {
  return lines.filter(({ op }) => op !== '-').map(({ text }) => text);
}

const FOLDS: readonly (readonly [RegExp, string])[] = [
  [/[\u2010-\u2015\u2212]/g, '-'],
  [/[\u2018-\u201b\u2032]/g, "'"],
  [/[\u201c-\u201f\u2033]/g, '"'],
  [/[\u00a0\u2000-\u200a\u202f\u3000]/g, ' '],
];

function loose(line: string): string {
  return FOLDS.reduce((text, [from, to]) => text.replace(from, to), line).trim();
}

/** In how many places some lines stand when blanks at their edges and punctuation are forgiven. */
export function countPlaces(file: readonly string[], lines: readonly string[]): number {
  const wanted = lines.map(loose);
  const held = file.map(loose);
  return held.reduce(
    (count, _line, start) => count + (wanted.every((line, at) => held[start + at] === line) ? 1 : 0),
    0,
  );
}
