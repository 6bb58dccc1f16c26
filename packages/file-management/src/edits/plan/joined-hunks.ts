import type { Hunk, HunkLine } from '../edit-set.ts';
import type { HunkSearch } from '../locate/hunk-search.ts';
import type { NumberedHunk } from './place-hunks.ts';

/** Lines of a headerless hunk that are searched for gaps; a longer one is taken as it is. */
const LINES = 2_000;

/**
 * Takes hunks apart that ran together because their headers are missing. A gap may only lie between two
 * lines of context, and every part must stand in the file at exactly one place; otherwise nothing is split.
 */
export function splitJoined(search: HunkSearch, hunks: readonly NumberedHunk[]): NumberedHunk[] {
  return hunks.flatMap((numbered) => {
    const { hunk } = numbered;
    if (hunk.joined !== true || hunk.lines.length > LINES) return [numbered];
    if (search.findHunk(hunk) !== undefined) return [numbered];
    const parts = splitFrom(search, hunk.lines);
    if (parts === undefined || parts.length < 2) return [numbered];
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

function splitFrom(search: HunkSearch, lines: readonly HunkLine[]): HunkLine[][] | undefined {
  if (isPlaced(search, lines)) return [[...lines]];
  for (const gap of gapsIn(lines)) {
    const head = lines.slice(0, gap);
    if (!isPlaced(search, head)) continue;
    const tail = splitFrom(search, lines.slice(gap));
    if (tail !== undefined) return [head, ...tail];
  }
  return undefined;
}

function isPlaced(search: HunkSearch, lines: readonly HunkLine[]): boolean {
  const old = lines.filter((line) => line.op !== 'add');
  return old.length > 0 && search.find(old)?.starts.length === 1;
}

/** Indexes between two lines of context that stand between two changes, the last first. */
function gapsIn(lines: readonly HunkLine[]): number[] {
  const changed = lines.flatMap((line, at) => (line.op === 'keep' ? [] : [at]));
  const [first, last] = [changed[0] ?? 0, changed.at(-1) ?? 0];
  const gaps: number[] = [];
  for (let at = last; at > first; at--) {
    if (lines[at]?.op === 'keep' && lines[at - 1]?.op === 'keep') gaps.push(at);
  }
  return gaps;
}
