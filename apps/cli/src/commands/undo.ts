import { cliErrors } from '../cli-errors.ts';
import type { CommandSpec } from '../command.ts';
import { diffText } from '../render/diff.ts';
import { openWorkspaceOf } from '../workspace-of.ts';

/** `undo`: takes the last change back, as a change of its own. */
export const undoCommand: CommandSpec = {
  name: 'undo',
  summary: 'take the last change of the folder back, byte for byte',
  options: [{ flags: '--dry-run', description: 'show what would be taken back and write nothing' }],
  examples: ['enhanced-code undo --cwd ../project'],
  async run(context, _args, options) {
    await using opened = await openWorkspaceOf(context);
    const undone = await opened.workspace.undo({
      dryRun: options.dryRun === true,
      signal: context.io.signal,
    });
    const { status, of, diff, obstacles, receipts } = undone;
    const paths = receipts.map(({ path }) => path);
    const data = { status, of, diff, paths, transactionId: undone.transactionId ?? null };
    if (undone.transaction) {
      await undone.transaction.discard();
      const error = cliErrors.create('EC_CLI_UNDO_BLOCKED', { paths: obstacles.map(({ path }) => path) });
      return { data, text: '', error };
    }
    const end =
      status === 'preview'
        ? `Dry run: transaction ${of.join(', ')} would be taken back; nothing was written.`
        : `Took back transaction ${of.join(', ')}: ${paths.join(', ')}.`;
    return { data, text: `${diffText(diff, context.paint)}\n${end}` };
  },
};
