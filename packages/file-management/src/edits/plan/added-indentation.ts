import type { Hunk, HunkLine } from '../edit-set.ts';
import { indentOf } from '../locate/indentation.ts';
import { oldLines } from '../locate/old-lines.ts';
import type { SourceLines } from '../locate/source-lines.ts';
import type { PlacedHunk } from './place-hunk.ts';

/**
 * Whether the lines that take the place of others have the indentation of the file already, although the
 * others were written without it. Nothing says then whether it should be added to them again.
 */
export function indentsTwice({ hunk, reindent }: PlacedHunk): boolean {
  if (reindent.kind !== 'add-prefix') return false;
  const depth = reindent.prefix.length;
  return runsOf(hunk).some(({ removed, added }) => {
    return shallowest(added) >= shallowest(removed) + depth;
  });
}

/**
 * Whether the added lines are in step with the indentation of the file as they are written, and would not be with
 * what the old lines of the edit have too much or too little. They were then written for the file.
 */
export function leavesStep(source: SourceLines, { hunk, reindent, start }: PlacedHunk): boolean {
  if (reindent.kind !== 'add-prefix' && reindent.kind !== 'drop-prefix') return false;
  const held = source.contents.slice(start, start + oldLines(hunk).length);
  const added = hunk.lines.filter(({ op, text }) => op === 'add' && text.trim() !== '');
  if (added.length === 0 || held.some((line) => indentOf(line).includes('\t'))) return false;
  const heldStep = held.map(depthOf).reduce(commonStep, 0);
  // Lines that are all in one column show too large a step.
  const step = added.map(({ text }) => depthOf(text)).reduce(commonStep, heldStep);
  return heldStep > 0 && step > 1 && reindent.prefix.length % step !== 0;
}

function depthOf(line: string): number {
  return line.trim() === '' ? 0 : indentOf(line).length;
}

function commonStep(left: number, right: number): number {
  return right === 0 ? left : commonStep(right, left % right);
}

/** The indentation of the line that has the least; not a number, of which no comparison holds, without any line. */
function shallowest(lines: readonly HunkLine[]): number {
  const depths = lines.flatMap(({ text }) => (text.trim() === '' ? [] : [indentOf(text).length]));
  return depths.length === 0 ? Number.NaN : depths.reduce((least, depth) => Math.min(least, depth));
}

interface Run {
  readonly removed: HunkLine[];
  readonly added: HunkLine[];
}

function runsOf({ lines }: Hunk): Run[] {
  const runs: Run[] = [];
  let open: Run | undefined;
  for (const line of lines) {
    if (line.op === 'keep') open = undefined;
    else {
      if (open === undefined) {
        open = { removed: [], added: [] };
        runs.push(open);
      }
      (line.op === 'delete' ? open.removed : open.added).push(line);
    }
  }
  return runs;
}

/**
 * Whether a block adds lines next to one that deviates: one that the file indents otherwise. They were written for
 * the block as it shows that line, so their indentation is as wrong as its own.
 */
export function addsNextToDeviation(
  { lines, block }: Hunk,
  deviating: ReadonlySet<HunkLine | undefined>,
): boolean {
  if (block === undefined) return false;
  return lines.some(({ op, text }, at) => {
    if (op !== 'add' || text.trim() === '') return false;
    const around = [lines.slice(0, at).findLast(isTelling), lines.slice(at + 1).find(isTelling)];
    return around.some((near) => deviating.has(near));
  });
}

function isTelling({ text }: HunkLine): boolean {
  return text.trim() !== '';
}
