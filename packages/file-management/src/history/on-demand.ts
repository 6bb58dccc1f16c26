// What only a look back needs, loaded together when the first of it is asked for.

export { collect } from './retention.ts';
export { takeBack } from './take-back.ts';
export { changesAfter, changeToUndo, undoToRedo } from './undo.ts';
