import { join } from 'node:path';
import { type ContextIndex, type ContextWarning, createContext, gitHistory } from '@enhanced-code/context';
import type { Workspace } from '@enhanced-code/file-management';
import type { CommandContext } from '../command.ts';
import { terminalSafe } from '../render/terminal-safe.ts';
import { openWorkspaceOf } from '../workspace-of.ts';

/** The open folder of a command that only looks, with its index. */
export interface CommandIndex extends AsyncDisposable {
  readonly workspace: Workspace;
  readonly index: ContextIndex;
}

/**
 * Opens the index of a folder, the one that `edit` uses too. Nothing in the folder is written, also not to settle an
 * interrupted commit; the index is kept in the state folder.
 */
export async function openIndexOf(context: CommandContext): Promise<CommandIndex> {
  const opened = await openWorkspaceOf(context, 'on-demand');
  const { workspace } = opened;
  const stateFolder = join(workspace.stateFolder, 'index');
  const index = createContext({
    source: {
      list: () => workspace.list(),
      read: (path) => workspace.readText(path),
      history: gitHistory(workspace.root, { stateFolder }),
    },
    stateFolder,
  });
  return {
    workspace,
    index,
    async [Symbol.asyncDispose]() {
      await index[Symbol.asyncDispose]();
      await opened[Symbol.asyncDispose]();
    },
  };
}

/** Tells a person what made an answer poorer than it could be. */
export function tellWarnings(
  { progress, paintProgress }: CommandContext,
  warnings: readonly ContextWarning[],
): void {
  for (const { kind, detail } of warnings) progress(paintProgress.yellow(`${kind}: ${terminalSafe(detail)}`));
}
