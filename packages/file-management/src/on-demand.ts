// What a plain commit does not need, loaded together when the first of it is asked for.

export { collect } from './history/retention.ts';
export { takeBack } from './history/take-back.ts';
export { changesAfter, changeToUndo, undoToRedo } from './history/undo.ts';
export { listFiles } from './listing/list-files.ts';
export { diagnose } from './transaction/diagnose.ts';
export { editBlock, fileBlocks, keepBlocks } from './transaction/file-blocks.ts';
export { gitDiff } from './transaction/git-diff.ts';
export { mergeChange } from './transaction/merge-change.ts';
export { watchOutside } from './transaction/outside-watch.ts';
