import type { CommandSpec } from './command.ts';
import { applyCommand } from './commands/apply.ts';
import { checkCommand } from './commands/check.ts';
import { checkpointCommand } from './commands/checkpoint.ts';
import { contextCommand } from './commands/context.ts';
import { demoCommand } from './commands/demo.ts';
import { diffCommand } from './commands/diff.ts';
import { editCommand } from './commands/edit.ts';
import { explainCommand } from './commands/explain.ts';
import { historyCommand } from './commands/history.ts';
import { recoverCommand } from './commands/recover.ts';
import { restoreCommand } from './commands/restore.ts';
import { searchCommand } from './commands/search.ts';
import { redoCommand, undoCommand } from './commands/undo.ts';

/** Every command, in the order of the help. The first one runs when none is named. */
export const commands: readonly CommandSpec[] = [
  demoCommand,
  editCommand,
  applyCommand,
  diffCommand,
  undoCommand,
  redoCommand,
  historyCommand,
  checkpointCommand,
  restoreCommand,
  recoverCommand,
  contextCommand,
  searchCommand,
  checkCommand,
  explainCommand,
];
