import { cliErrors } from '../cli-errors.ts';
import type { CommandSpec } from '../command.ts';
import { documentOf } from '../document.ts';
import { terminalSafe } from '../render/terminal-safe.ts';
import { openWorkspaceOf } from '../workspace-of.ts';

/** `checkpoint <label>`: a name for the present point of the history. */
export const checkpointCommand: CommandSpec = {
  name: 'checkpoint',
  summary: 'name the present point of the history, to go back to with restore',
  arguments: [{ name: '<label>', description: 'what the history shows for it' }],
  examples: ['enhanced-code checkpoint "before the migration"'],
  async run(context, [label = '']) {
    if (label.trim() === '') {
      const problem = 'The label must not be empty.';
      throw cliErrors.create('EC_CLI_USAGE', { problem, command: 'checkpoint' });
    }
    await using opened = await openWorkspaceOf(context);
    const id = await opened.workspace.checkpoint(label);
    const text = `Checkpoint ${id}: ${terminalSafe(label)}. Go back to it with \`enhanced-code restore ${id}\`.\n`;
    return { data: documentOf('checkpoint', { id, label }), text };
  },
};
