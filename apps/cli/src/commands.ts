import type { CommandSpec } from './command.ts';
import { demoCommand } from './commands/demo.ts';
import { editCommand } from './commands/edit.ts';
import { explainCommand } from './commands/explain.ts';
import { undoCommand } from './commands/undo.ts';

/** Every command, in the order of the help. The first one runs when none is named. */
export const commands: readonly CommandSpec[] = [demoCommand, editCommand, undoCommand, explainCommand];
