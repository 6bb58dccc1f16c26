import { relative, resolve, sep } from 'node:path';
import { openWorkspace, type Workspace } from '@enhanced-code/file-management';
import type { SettledCommit } from '@enhanced-code/file-management/types';
import { createSyntax, type Syntax } from '@enhanced-code/syntax';
import type { CommandContext } from './command.ts';
import { terminalSafe } from './render/terminal-safe.ts';

/** The open folder of a command, with the syntax that checks its changes. */
export interface CommandWorkspace extends AsyncDisposable {
  readonly workspace: Workspace;
  readonly syntax: Syntax;
}

/**
 * Opens the folder of a command. What a killed run left behind is settled first, and that is said, unless the
 * command wants to do so itself.
 */
export async function openWorkspaceOf(
  context: CommandContext,
  settle: 'at-open' | 'on-demand' = 'at-open',
): Promise<CommandWorkspace> {
  const syntax = createSyntax();
  const environment = context.io.env;
  const workspace = await openWorkspace(context.folder, { compare: syntax, environment, settle });
  tellRecovery(context, workspace);
  return {
    workspace,
    syntax,
    async [Symbol.asyncDispose]() {
      await workspace[Symbol.asyncDispose]();
      await syntax[Symbol.asyncDispose]();
    },
  };
}

function tellRecovery({ progress, paintProgress }: CommandContext, { recovery }: Workspace): void {
  const lines = recovery.commits.map(settledText);
  if (recovery.failure !== undefined) lines.push('An interrupted commit could not be settled yet.');
  for (const line of lines) progress(paintProgress.yellow(line));
}

/** What became of an interrupted commit, for a person. */
export function settledText({ transactionId, outcome, foreign }: SettledCommit): string {
  const others = foreign.length === 0 ? '' : `, but for ${foreign.map(terminalSafe).join(', ')}`;
  switch (outcome) {
    case 'finished':
      return `The interrupted commit ${transactionId} was carried out${others}.`;
    case 'taken-back':
      return `The interrupted commit ${transactionId} was taken back${others}.`;
    default:
      return `The interrupted commit ${transactionId} is not settled: see \`enhanced-code recover\`.`;
  }
}

/** A path as the workspace calls it: relative to its folder, with forward slashes. */
export function insidePath(root: string, path: string): string {
  return relative(root, resolve(root, path)).split(sep).join('/');
}
