import { isDryRun } from '../change/dry-run.ts';
import type { CommandContext, CommandResult, CommandSpec, OptionValues } from '../command.ts';
import { changeBehind, findPoint } from '../history/find-point.ts';
import { concludeTakeBack, type TakeBackWords, takeBackOptions } from '../history/take-back.ts';
import { openWorkspaceOf } from '../workspace-of.ts';

/** `undo [change]`: takes a change back, as a change of its own. */
export const undoCommand: CommandSpec = {
  name: 'undo',
  summary: 'take the last change of the folder back, or a named one, byte for byte',
  arguments: [{ name: '[change]', description: 'number or id in `history`; the last change when not given' }],
  options: takeBackOptions,
  examples: ['enhanced-code undo --dry-run', 'enhanced-code undo 3 --folder ../project'],
  run: (context, [point], options) =>
    takeOneBack(context, point, options, { command: 'undo', noun: 'transaction' }),
};

/** `redo [change]`: makes an undone change again. */
export const redoCommand: CommandSpec = {
  name: 'redo',
  summary: 'make a change again that was undone',
  arguments: [{ name: '[change]', description: 'number or id in `history`; the last undo when not given' }],
  options: takeBackOptions,
  examples: ['enhanced-code redo', 'enhanced-code redo 3 --dry-run'],
  run: (context, [point], options) => takeOneBack(context, point, options, { command: 'redo', noun: 'undo' }),
};

async function takeOneBack(
  context: CommandContext,
  point: string | undefined,
  options: OptionValues,
  words: TakeBackWords & { readonly command: 'undo' | 'redo' },
): Promise<CommandResult> {
  await using opened = await openWorkspaceOf(context);
  const { workspace } = opened;
  const history = point === undefined ? [] : await workspace.history();
  const named =
    point === undefined ? undefined : changeBehind(history, findPoint(history, point, workspace.root));
  const undone = await workspace[words.command]({
    ...(named === undefined ? {} : { transactionId: named.id }),
    dryRun: isDryRun(options),
    signal: context.io.signal,
  });
  return await concludeTakeBack(context, undone, options, words);
}
