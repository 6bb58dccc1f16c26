export { applyBlocks, type ChangeBlock, changeBlocks } from './lines/change-blocks.ts';
export { type ChangedRegion, type DiffLinesOptions, diffLines, type LineDiff } from './lines/diff-lines.ts';
export { lineErrors } from './lines/line-errors.ts';
export {
  type MergeChunk,
  type MergeConflict,
  type MergeResult,
  mergeLines,
} from './lines/merge-lines.ts';
export type { MarkerOptions } from './lines/merge-markers.ts';
export { createPatch, createPatches, type FilePatch, type PatchOptions } from './lines/patch.ts';
export { splitLines } from './lines/split-lines.ts';
