import type { HunkLine } from '../edit-set.ts';
import type { HunkSearch } from '../locate/hunk-search.ts';
import { findNearest } from '../locate/nearest.ts';
import { oldLines } from '../locate/old-lines.ts';
import type { NumberedHunk } from './place-hunks.ts';

/** Lines of context that may be missing in one place. */
const MOST_LEFT_OUT = 3;
/** Places in which some may be missing. */
const MOST_GAPS = 2;
/** Places between two lines of context; a hunk with more of them is taken as it is. */
const MOST_JOINTS = 30;

interface Part {
  readonly lines: readonly HunkLine[];
  /** 0-based line at which it stands, and the one behind it. */
  readonly start: number;
  readonly end: number;
}

/** The parts of a hunk in order, from the first line of the first to the end of the last. */
interface Row {
  readonly parts: readonly Part[];
  readonly start: number;
  readonly end: number;
}

/**
 * Takes hunks apart where lines of the file are missing between two lines of their context. Every part with a
 * change must stand in the file at exactly one place, near the line that the hunk names and with the lines next
 * to the change, and the context of the others close by in order; otherwise the hunk stays as it is, to be
 * refused.
 */
export function splitLeftOut(search: HunkSearch, hunks: readonly NumberedHunk[]): NumberedHunk[] {
  return hunks.flatMap((numbered) => {
    const { hunk } = numbered;
    const { line, ...hint } = hunk.hint;
    // In files that repeat themselves only the number tells such a place from another with a line changed meanwhile.
    if (line === undefined || search.findHunk(hunk) !== undefined) return [numbered];
    const row = findRow(search, hunk.lines);
    if (row === undefined || !row.parts.every(deletesWhereItAdds)) return [numbered];
    if (Math.abs(row.start + 1 - line) > MOST_LEFT_OUT) return [numbered];
    if (resemblesElsewhere(search, oldLines(hunk), row, line)) return [numbered];
    const relaxations = [...numbered.relaxations, 'context-left-out' as const];
    return row.parts
      .filter(hasChange)
      .map(({ lines }) => ({ ...numbered, hunk: { ...hunk, lines, hint }, relaxations }));
  });
}

/** The parts of a hunk at their places, as few as possible. */
function findRow(search: HunkSearch, lines: readonly HunkLine[]): Row | undefined {
  const joints = lines.flatMap((line, at) =>
    line.op === 'keep' && lines[at - 1]?.op === 'keep' ? [at] : [],
  );
  if (joints.length > MOST_JOINTS) return undefined;
  const known = new Map<string, readonly number[]>();
  for (const cuts of cutsAt(joints)) {
    const edges = [0, ...cuts, lines.length];
    const row = placeParts(
      edges.slice(1).map((to, at) => {
        const part = lines.slice(edges[at], to);
        const key = `${edges[at]}-${to}`;
        const starts = known.get(key) ?? startsOf(search, part);
        known.set(key, starts);
        return { lines: part, starts };
      }),
    );
    if (row !== undefined) return row;
  }
  return undefined;
}

/** Every way to cut at some joints, the ones with fewest cuts first. */
function cutsAt(joints: readonly number[]): number[][] {
  let last: number[][] = joints.map((joint) => [joint]);
  const all = [...last];
  for (let cuts = 2; cuts <= MOST_GAPS; cuts++) {
    last = last.flatMap((before) =>
      joints.filter((joint) => joint > (before.at(-1) ?? 0)).map((joint) => [...before, joint]),
    );
    all.push(...last);
  }
  return all;
}

function startsOf(search: HunkSearch, part: readonly HunkLine[]): readonly number[] {
  const sighting = search.find(part.filter(({ op }) => op !== 'add'));
  const close = sighting?.level === 'exact' || sighting?.level === 'trailing-blanks';
  return sighting === undefined || sighting.bare || !close ? [] : sighting.starts;
}

interface LoosePart {
  readonly lines: readonly HunkLine[];
  readonly starts: readonly number[];
}

// The first part with a change has one place; the others stand close to it, below or above.
function placeParts(parts: readonly LoosePart[]): Row | undefined {
  const changed = parts.findIndex(hasChange);
  const anchor = toPart(parts[changed], 'below', () => true);
  if (anchor === undefined) return undefined;
  const placed = [anchor];
  let { start, end } = anchor;
  for (const part of parts.slice(changed + 1)) {
    const next = toPart(part, 'below', (from) => isGap(from - end));
    if (next === undefined) return undefined;
    placed.push(next);
    end = next.end;
  }
  for (const part of parts.slice(0, changed).reverse()) {
    const next = toPart(part, 'above', (_from, to) => isGap(start - to));
    if (next === undefined) return undefined;
    placed.unshift(next);
    start = next.start;
  }
  return { parts: placed, start, end };
}

function hasChange({ lines }: Pick<LoosePart, 'lines'>): boolean {
  return lines.some(({ op }) => op !== 'keep');
}

function isGap(lines: number): boolean {
  return lines > 0 && lines <= MOST_LEFT_OUT;
}

/** A part at the place nearest to its neighbour; one with a change must have no other place at all. */
function toPart(
  part: LoosePart | undefined,
  side: 'below' | 'above',
  fits: (start: number, end: number) => boolean,
): Part | undefined {
  if (part === undefined || (hasChange(part) && part.starts.length !== 1)) return undefined;
  const length = part.lines.filter(({ op }) => op !== 'add').length;
  const fitting = part.starts.filter((at) => fits(at, at + length));
  const start = side === 'below' ? fitting[0] : fitting.at(-1);
  return start === undefined ? undefined : { lines: part.lines, start, end: start + length };
}

// Lines between those of the context may be new in the file; lines that only come in may then stand there already.
function deletesWhereItAdds(part: Part): boolean {
  return part.lines.some(({ op }) => op === 'delete') || !hasChange(part);
}

// A place with nearly all of the lines is more likely the one that was meant, with a line changed meanwhile. Where
// the number is exactly right, only one with all lines but one is.
function resemblesElsewhere(search: HunkSearch, old: readonly HunkLine[], row: Row, number: number): boolean {
  const isNumbered = row.start === number - 1;
  const from = row.start - MOST_LEFT_OUT * MOST_GAPS;
  return findNearest(search, old).nearest.some(({ line, matching, total }) => {
    const resembles = matching >= total - 1 || (!isNumbered && matching * 4 >= total * 3);
    return resembles && (line <= from || line > row.end);
  });
}
