import { isDryRun } from '../change/dry-run.ts';
import type { CommandSpec } from '../command.ts';
import { findPoint } from '../history/find-point.ts';
import { concludeTakeBack, takeBackOptions } from '../history/take-back.ts';
import { insidePath, openWorkspaceOf } from '../workspace-of.ts';

/** `restore <point> [paths…]`: takes back every change after a point of the history. */
export const restoreCommand: CommandSpec = {
  name: 'restore',
  summary: 'go back to a point of the history, for all files or some; as a change of its own',
  arguments: [
    { name: '<point>', description: 'change or checkpoint: number or id in `history`' },
    { name: '[paths...]', description: 'only these files, by their path inside the folder' },
  ],
  options: [
    { flags: '--before', description: 'to the state right before that change, not right after it' },
    ...takeBackOptions,
  ],
  examples: [
    'enhanced-code restore 3 --dry-run',
    'enhanced-code restore 3 src/invoice.ts',
    'enhanced-code restore 1 --before --merge',
  ],
  async run(context, [point = '', ...paths], options) {
    await using opened = await openWorkspaceOf(context);
    const { workspace } = opened;
    const { id: to } = findPoint(await workspace.history(), point, workspace.root);
    const undone = await workspace.restore({
      to,
      before: options.before === true,
      ...(paths.length === 0 ? {} : { paths: paths.map((path) => insidePath(workspace.root, path)) }),
      dryRun: isDryRun(options),
      signal: context.io.signal,
    });
    const words = { command: 'restore', noun: 'transaction' } as const;
    return await concludeTakeBack(context, undone, options, words);
  },
};
