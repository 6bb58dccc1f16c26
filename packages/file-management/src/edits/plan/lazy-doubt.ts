import type { LazyFile } from './lazy-file.ts';
import type { LazyPart } from './lazy-parts.ts';
import { readRun } from './lazy-run.ts';

/** Lines of the file, 0-based and both inclusive. */
interface Stretch {
  readonly start: number;
  readonly last: number;
}

/** The lines found for a part. */
export interface FoundStretch extends Stretch {
  /** Whether they end as the block does that the part ends with. */
  readonly closes: boolean;
}

/**
 * Whether a part may stand for other lines of the file than those found for it; none before `from`. New code often
 * begins or ends as its neighbours do, so that its edges are found there and its neighbours would be dropped.
 */
export function isDoubtful(file: LazyFile, part: LazyPart, from: number, here: FoundStretch): boolean {
  const added = othersIn(file, part.lines, here);
  const near = stretchesNear(file, part, from, here);
  // Whatever takes more lines of the file and drops none explains the part better.
  if (added !== undefined) return near.some((others) => others.length <= added.length);
  return !hasSureEdges(file, part, here) || near.some(isMostlyNew);

  /** Lines that stand only where the part was found say that they are not meant to come again. */
  function isMostlyNew(others: readonly string[]): boolean {
    const told = others.filter(isTold);
    return told.filter((line) => standsOnlyIn(file, line, here)).length * 2 < told.length;
  }
}

function hasSureEdges(
  file: LazyFile,
  { lines, atStart, atEnd }: LazyPart,
  { start, last, closes }: FoundStretch,
): boolean {
  const first = readRun(file, lines, false);
  const final = readRun(file, [...lines].reverse(), true);
  const sureFirst = (atStart && start === 0) || first?.place !== start || first.sure;
  const sureFinal =
    closes || (atEnd && last === file.lines.length - 1) || final?.place !== last || final.sure;
  return sureFirst && sureFinal;
}

/** What the part has besides the lines of each other stretch that shares an edge with the found one and drops none. */
function stretchesNear(
  file: LazyFile,
  { lines }: LazyPart,
  from: number,
  { start, last }: Stretch,
): (readonly string[])[] {
  const starts = file.placesOf(lines.find(isTold)).filter((at) => at !== start && at >= from && at <= last);
  const ends = file.placesOf(lines.findLast(isTold)).filter((at) => at !== last && at >= start);
  const near = [...starts.map((at) => ({ start: at, last })), ...ends.map((at) => ({ start, last: at }))];
  return near.flatMap((stretch) => {
    const others = othersIn(file, lines, stretch);
    return others === undefined ? [] : [others];
  });
}

function isTold(line: string): boolean {
  return line.trim() !== '';
}

/** The lines of a part besides those of a stretch; undefined unless it has all of these, in order. */
function othersIn(
  file: LazyFile,
  lines: readonly string[],
  { start, last }: Stretch,
): readonly string[] | undefined {
  let at = start;
  const others = lines.filter((line) => {
    const held = at <= last && file.has(at, line);
    if (held) at++;
    return !held;
  });
  return at > last ? others : undefined;
}

function standsOnlyIn(file: LazyFile, line: string, { start, last }: Stretch): boolean {
  const [place, ...more] = file.placesOf(line);
  return place !== undefined && more.length === 0 && place >= start && place <= last;
}
