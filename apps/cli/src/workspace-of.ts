import { openWorkspace, type Workspace } from '@enhanced-code/file-management';
import { createSyntax, type Syntax } from '@enhanced-code/syntax';
import type { CommandContext } from './command.ts';

/** The open folder of a command, with the syntax that checks its changes. */
export interface CommandWorkspace extends AsyncDisposable {
  readonly workspace: Workspace;
  readonly syntax: Syntax;
}

/** Opens the folder of a command; what a killed run left behind is recovered first. */
export async function openWorkspaceOf({ folder }: CommandContext): Promise<CommandWorkspace> {
  const syntax = createSyntax();
  const workspace = await openWorkspace(folder, { compare: syntax });
  return {
    workspace,
    syntax,
    async [Symbol.asyncDispose]() {
      await workspace[Symbol.asyncDispose]();
      await syntax[Symbol.asyncDispose]();
    },
  };
}
