import { textOf } from './case.ts';
import { type Change, type DiffHunk, newSide, toHunks } from './change.ts';
import { apply } from './lab.ts';
import { printDiff } from './print-diff.ts';
import type { Random } from './random.ts';

/** A random text and another that came out of it, with the changes between. */
interface Pair {
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly changes: readonly Change[];
}

const WORDS = [
  'a',
  'b',
  '',
  '  c',
  '\td',
  'e  ',
  '}',
  '-x',
  '+y',
  '--- z',
  '@@ w',
  ' \u201cq\u201d',
  '=======',
  '# k',
];

/** Texts of few different lines, so that everything repeats. */
function makePair(random: Random): Pair {
  const unique = random.chance(0.7);
  const line = (at: number): string => random.pick(WORDS) + (unique ? ` ${at}` : '');
  const before = Array.from({ length: 1 + random.below(40) }, (_, at) => line(at));
  const changes: Change[] = [];
  for (let at = random.below(6); at < before.length; at += 1 + random.below(15)) {
    const removed = before.slice(at, at + random.below(3));
    const added = Array.from({ length: random.below(3) }, (_, index) => line(1_000 + at * 10 + index));
    if (removed.length + added.length === 0 || removed.join('\n') === added.join('\n')) continue;
    changes.push({ start: at, removed, added });
    at += removed.length;
  }
  const after: string[] = [];
  let from = 0;
  for (const { start, removed, added } of changes) {
    after.push(...before.slice(from, start), ...added);
    from = start + removed.length;
  }
  return { before, after: [...after, ...before.slice(from)], changes };
}

function inverse(hunks: readonly DiffHunk[]): DiffHunk[] {
  const swap = { ' ': ' ', '+': '-', '-': '+' } as const;
  return hunks.map(({ oldStart, newStart, lines }) => ({
    oldStart: newStart,
    newStart: oldStart,
    lines: lines.map(({ op, text }) => ({ op: swap[op], text })),
  }));
}

/** What went wrong with one pair, or nothing. Refusals are counted by the caller, never taken for errors. */
export function checkPair(random: Random): { problem?: string; applied: boolean } {
  const { before, after, changes } = makePair(random);
  if (changes.length === 0) return { applied: false };
  const hunks = toHunks({ before, changes });
  const run = (printed: readonly DiffHunk[], text: string): string | undefined =>
    apply('unified-diff', printDiff(printed, { path: 'a.txt' }), { 'a.txt': text }).after?.['a.txt'];
  const [old, wanted] = [textOf(before), textOf(after)];
  const result = run(hunks, old);
  const wrong = (name: string, got: string | undefined, right: string): string | undefined =>
    got === undefined || got === right
      ? undefined
      : `${name}: ${JSON.stringify({ old, edit: printDiff(hunks, { path: 'a.txt' }), got, right })}`;
  const problem =
    wrong('diff', result, wanted) ??
    wrong('inverse', run(inverse(hunks), wanted), old) ??
    wrong('crlf', run(hunks, textOf(before, '\r\n')), textOf(after, '\r\n')) ??
    wrong('order', run([...hunks].reverse(), old), wanted) ??
    twice(run, hunks, wanted);
  return { ...(problem === undefined ? {} : { problem }), applied: result !== undefined };
}

// What is applied already may be refused, or do nothing; with lines that repeat it may also fit again, which
// only counts where the result of every hunk stands in one place.
function twice(
  run: (hunks: readonly DiffHunk[], text: string) => string | undefined,
  hunks: readonly DiffHunk[],
  wanted: string,
): string | undefined {
  const again = run(hunks, wanted);
  const telling = hunks.every((hunk) => newSide(hunk).some((line) => / \d{4}/.test(line)));
  return again === undefined || again === wanted || !telling
    ? undefined
    : `twice: ${JSON.stringify({ wanted, again, edit: printDiff(hunks, { path: 'a.txt' }) })}`;
}
