// What a plain commit does not need, loaded together when the first of it is asked for.

export { diagnose } from './diagnose.ts';
export { editBlock, fileBlocks, keepBlocks } from './file-blocks.ts';
export { gitDiff } from './git-diff.ts';
export { mergeChange } from './merge-change.ts';
export { watchOutside } from './outside-watch.ts';
