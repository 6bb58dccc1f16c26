import type { HunkLine } from '../edit-set.ts';
import type { HunkSearch } from '../locate/hunk-search.ts';
import { findNearest } from '../locate/nearest.ts';
import { changesSomething } from '../locate/old-lines.ts';
import type { NumberedHunk } from './place-hunks.ts';

/** Lines of context that may be missing in one place. */
const MOST_LEFT_OUT = 3;
/** Places in which some may be missing. */
const MOST_GAPS = 2;
/** Lines of a hunk that is looked at; a longer one is taken as it is. */
const LINES = 400;
/** Places of context that are tried; context that stands in more of them says nothing. */
const MOST_PLACES = 20;

interface Part {
  readonly lines: readonly HunkLine[];
  /** 0-based line at which it stands, and the one behind it. */
  readonly start: number;
  readonly end: number;
}

/**
 * Takes hunks apart where lines of the file are missing between two lines of their context. Every part with a
 * change must stand in the file at exactly one place, with the lines next to the change, and the context of
 * the others close by in order; otherwise the hunk stays as it is, to be refused.
 */
export function splitLeftOut(search: HunkSearch, hunks: readonly NumberedHunk[]): NumberedHunk[] {
  return hunks.flatMap((numbered) => {
    const { hunk } = numbered;
    if (hunk.block !== undefined || hunk.joined === true || hunk.lines.length > LINES) return [numbered];
    if (search.findHunk(hunk) !== undefined) return [numbered];
    const parts = partsFrom(search, hunk.lines, 0, undefined, MOST_GAPS);
    if (parts === undefined || parts.length < 2 || !parts.every(deletesWhereItAdds)) return [numbered];
    if (resemblesElsewhere(search, hunk.lines, parts)) return [numbered];
    const relaxations = [...numbered.relaxations, 'context-left-out' as const];
    const { line: _line, ...hint } = hunk.hint;
    return parts
      .filter(({ lines }) => changesSomething({ lines, hint }))
      .map(({ lines }) => ({ ...numbered, hunk: { ...hunk, lines, hint }, relaxations }));
  });
}

/** The parts of the lines from one on, of which the first stands a little behind `end`; as few as possible first. */
function partsFrom(
  search: HunkSearch,
  lines: readonly HunkLine[],
  from: number,
  end: number | undefined,
  gaps: number,
): Part[] | undefined {
  for (const to of endsOf(lines, from, gaps)) {
    const part = lines.slice(from, to);
    const old = part.filter(({ op }) => op !== 'add');
    for (const start of placesOf(search, part, old, end)) {
      const placed = { lines: part, start, end: start + old.length };
      if (to === lines.length) return [placed];
      const rest = partsFrom(search, lines, to, placed.end, gaps - 1);
      if (rest !== undefined) return [placed, ...rest];
    }
  }
  return undefined;
}

// Lines between those of the context may be new in the file; lines that only come in may then stand there already.
function deletesWhereItAdds({ lines }: Part): boolean {
  return lines.some(({ op }) => op === 'delete') || lines.every(({ op }) => op === 'keep');
}

// A place with nearly all of the lines is more likely the one that was meant, with a line changed meanwhile.
function resemblesElsewhere(search: HunkSearch, lines: readonly HunkLine[], parts: readonly Part[]): boolean {
  const old = lines.filter(({ op }) => op !== 'add');
  const from = (parts[0]?.start ?? 0) - MOST_LEFT_OUT * MOST_GAPS;
  const to = parts.at(-1)?.end ?? 0;
  const { nearest } = findNearest(search, old);
  return nearest.some(({ line, matching, total }) => (line <= from || line > to) && matching * 2 >= total);
}

/** Where a part may end: at the end of the hunk, or between two lines of context. The longest comes first. */
function endsOf(lines: readonly HunkLine[], from: number, gaps: number): number[] {
  const ends = [lines.length];
  for (let at = lines.length - 1; gaps > 0 && at > from; at--) {
    if (lines[at]?.op === 'keep' && lines[at - 1]?.op === 'keep') ends.push(at);
  }
  return ends;
}

function placesOf(
  search: HunkSearch,
  part: readonly HunkLine[],
  old: readonly HunkLine[],
  end: number | undefined,
): readonly number[] {
  const sighting = search.find(old);
  if (sighting === undefined || sighting.bare) return [];
  if (sighting.level !== 'exact' && sighting.level !== 'trailing-blanks') return [];
  const changes = part.some(({ op }) => op !== 'keep');
  const { starts } = sighting;
  if (starts.length > (changes ? 1 : MOST_PLACES)) return [];
  return end === undefined ? starts : starts.filter((start) => start > end && start - end <= MOST_LEFT_OUT);
}
