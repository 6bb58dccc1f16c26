import type { Relaxation } from '../edit-plan.ts';
import type { Hunk } from '../edit-set.ts';
import { toBlockHunk } from '../formats/block-hunk.ts';
import { HunkSearch } from '../locate/hunk-search.ts';
import { keepsIndentation } from '../locate/match-key.ts';
import type { SourceLines } from '../locate/source-lines.ts';
import { type Block, blockRelaxations } from './block-relaxations.ts';
import { type NumberedHunk, type Placement, placeHunks } from './place-hunks.ts';

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
  return placements.map((placement, at) => {
    const numbered = hunks[at];
    if (numbered === undefined || 'placed' in placement || placement.unseen !== true) return placement;
    return relaxOne(source, numbered) ?? placement;
  });
}

function relaxOne(source: SourceLines, numbered: NumberedHunk): Placement | undefined {
  const { block } = numbered.hunk;
  if (block === undefined) return undefined;
  for (const [relaxation, relax] of blockRelaxations) {
    const relaxed = relax(block);
    const placement = relaxed === undefined ? undefined : placeRelaxed(source, numbered, relaxed, relaxation);
    if (placement !== undefined) return placement;
  }
  return undefined;
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
