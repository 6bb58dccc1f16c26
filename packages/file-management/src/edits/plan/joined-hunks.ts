import type { Hunk, HunkLine } from '../edit-set.ts';
import type { HunkSearch } from '../locate/hunk-search.ts';
import type { NumberedHunk } from './place-hunks.ts';

/** Lines of a headerless hunk that are searched for gaps; a longer one is taken as it is. */
const LINES = 2_000;
/** Searches for parts of one; real ones need a few for each part. */
const LOOKS = 4_000;

/**
 * Takes hunks apart that ran together because their headers are missing. A gap may only lie between two
 * lines of context, and every part must stand in the file at exactly one place; otherwise nothing is split.
 */
export function splitJoined(search: HunkSearch, hunks: readonly NumberedHunk[]): NumberedHunk[] {
  return hunks.flatMap((numbered) => {
    const { hunk } = numbered;
    if (hunk.joined !== true || hunk.lines.length > LINES) return [numbered];
    if (search.findHunk(hunk) !== undefined) return [numbered];
    const parts = divide(search, hunk.lines);
    if (parts === undefined) return [numbered];
    return parts.map((lines) => ({
      ...numbered,
      hunk: withLines(hunk, lines),
      relaxations: [...numbered.relaxations, 'joined-hunks' as const],
    }));
  });
}

function withLines(hunk: Hunk, lines: readonly HunkLine[]): Hunk {
  return { lines, hint: hunk.hint };
}

/** The division of one hunk in progress. */
interface Division {
  readonly search: HunkSearch;
  readonly lines: readonly HunkLine[];
  /** Where a part may begin, ascending. */
  readonly gaps: readonly number[];
  /** Begins of the rest that cannot be divided, however the lines before are. */
  readonly failed: Set<number>;
  /** Parts that may still be looked for. */
  looks: number;
}

function divide(search: HunkSearch, lines: readonly HunkLine[]): HunkLine[][] | undefined {
  const cuts = cutsFrom({ search, lines, gaps: gapsIn(lines), failed: new Set(), looks: LOOKS }, 0);
  if (cuts === undefined) return undefined;
  return cuts.map((cut, at) => lines.slice(cut, cuts[at + 1] ?? lines.length));
}

/** Where the parts from one line on begin, the longest ones first; undefined where they cannot all be placed. */
function cutsFrom(division: Division, from: number): number[] | undefined {
  if (division.failed.has(from)) return undefined;
  for (const end of placedEnds(division, from).reverse()) {
    const rest = end === division.lines.length ? [] : cutsFrom(division, end);
    if (rest !== undefined) return [from, ...rest];
  }
  division.failed.add(from);
  return undefined;
}

/** Ends of the parts from one line on that stand at exactly one place. Once a part stands nowhere, no longer one does. */
function placedEnds(division: Division, from: number): number[] {
  const { search, lines, gaps } = division;
  const ends: number[] = [];
  for (const end of [...gaps.filter((gap) => gap > from), lines.length]) {
    const old = lines.slice(from, end).filter((line) => line.op !== 'add');
    const starts = division.looks-- > 0 ? search.find(old)?.starts : undefined;
    if (starts === undefined) break;
    if (starts.length === 1) ends.push(end);
  }
  return ends;
}

/** Indexes between two lines of context that stand between two changes. */
function gapsIn(lines: readonly HunkLine[]): number[] {
  const changed = lines.flatMap((line, at) => (line.op === 'keep' ? [] : [at]));
  const [first, last] = [changed[0] ?? 0, changed.at(-1) ?? 0];
  const gaps: number[] = [];
  for (let at = first + 1; at <= last; at++) {
    if (lines[at]?.op === 'keep' && lines[at - 1]?.op === 'keep') gaps.push(at);
  }
  return gaps;
}
