import type { Relaxation } from '../edit-plan.ts';
import type { Hunk, HunkLine } from '../edit-set.ts';
import { toBlockHunk } from '../formats/block-hunk.ts';
import { HunkSearch } from '../locate/hunk-search.ts';
import { keepsIndentation } from '../locate/match-key.ts';
import { newLines, oldLines } from '../locate/old-lines.ts';
import type { SourceLines } from '../locate/source-lines.ts';
import { type Block, blockRelaxations, followHtmlEscapes } from './block-relaxations.ts';
import { type NumberedHunk, type Placement, placeHunks } from './place-hunks.ts';
import { refuse } from './refuse.ts';

/**
 * Gives blocks that stand nowhere a last reading each: without line numbers in front, with HTML or backslash
 * escapes undone, or without blank lines at their edges. A reading must apply to both sides of the block and
 * stand in the file exactly once.
 */
export function relaxBlocks(
  source: SourceLines,
  hunks: readonly NumberedHunk[],
  placements: readonly Placement[],
): Placement[] {
  const relaxed = placements.map((placement, at) => {
    const numbered = hunks[at];
    if (numbered === undefined || 'placed' in placement || placement.unseen !== true) return placement;
    return relaxOne(source, numbered) ?? placement;
  });
  if (!relaxed.some(isUnescaped)) return relaxed;
  return relaxed.map((placement, at) => followEscapes(source, hunks[at], placement));
}

function isUnescaped(placement: Placement): boolean {
  return 'placed' in placement && placement.placed.relaxations.includes('html-escapes');
}

// What one block of an edit proves of its escapes holds for all of them.
function followEscapes(
  source: SourceLines,
  numbered: NumberedHunk | undefined,
  placement: Placement,
): Placement {
  const block = numbered === undefined ? undefined : blockOf(numbered.hunk);
  if (numbered === undefined || block === undefined || !('placed' in placement) || isUnescaped(placement))
    return placement;
  const followed = followHtmlEscapes(block);
  const changed = followed?.replace !== block.replace;
  const again = followed && changed ? placeRelaxed(source, numbered, followed, 'html-escapes') : undefined;
  if (again !== undefined || (followed !== undefined && !changed)) return again ?? placement;
  const reason = 'some of its blocks are escaped as HTML and some are not';
  const { hunkIndex } = numbered;
  return { refusal: refuse('EC_EDIT_MALFORMED', numbered.place, { hunkIndex, reason }) };
}

function relaxOne(source: SourceLines, numbered: NumberedHunk): Placement | undefined {
  const block = blockOf(numbered.hunk);
  if (block === undefined) return undefined;
  for (const [relaxation, relax] of blockRelaxations) {
    const relaxed = relax(block);
    const placement = relaxed === undefined ? undefined : placeRelaxed(source, numbered, relaxed, relaxation);
    if (placement !== undefined) return placement;
  }
  return undefined;
}

/** The two sides of a hunk, where its format is a block or patch and it names no place besides its lines. */
function blockOf(hunk: Hunk): Block | undefined {
  if (hunk.block !== undefined) return hunk.block;
  const { sections, endOfFile } = hunk.hint;
  if (hunk.wholeLines !== true || sections !== undefined || endOfFile === true) return undefined;
  const texts = (lines: readonly HunkLine[]): string[] => lines.map(({ text }) => text);
  return { search: texts(oldLines(hunk)), replace: texts(newLines(hunk)) };
}

function placeRelaxed(
  source: SourceLines,
  numbered: NumberedHunk,
  block: Block,
  relaxation: Relaxation,
): Placement | undefined {
  const hunk: Hunk = { ...toBlockHunk(block.search, block.replace), hint: {} };
  const search = HunkSearch.for(source, [hunk]);
  const sighting = search.findHunk(hunk);
  if (sighting?.starts.length !== 1) return undefined;
  if (block.line !== undefined && sighting.starts[0] !== block.line - 1) return undefined;
  // Whether a blank behind a gutter belongs to it is only certain if the indentation comes out right.
  if (relaxation === 'line-gutter' && !keepsIndentation(sighting.level)) return undefined;
  const [placement] = placeHunks(search, [
    { ...numbered, hunk, relaxations: [...numbered.relaxations, relaxation] },
  ]);
  return placement;
}
