import type { RecoveryReport } from '@enhanced-code/file-management';
import type { SettleChoice } from '@enhanced-code/file-management/types';
import { dryRunOptions, isDryRun } from '../change/dry-run.ts';
import { cliErrors } from '../cli-errors.ts';
import type { CommandSpec, OptionValues } from '../command.ts';
import { documentOf } from '../document.ts';
import { tableText } from '../render/table.ts';
import { terminalSafe } from '../render/terminal-safe.ts';
import { openWorkspaceOf, settledText } from '../workspace-of.ts';

/** `recover`: what a killed commit left, and what is done with it. */
export const recoverCommand: CommandSpec = {
  name: 'recover',
  summary: 'settle commits that were interrupted; every other command does so too, where it is safe',
  options: [
    ...dryRunOptions,
    {
      flags: '--settle <how>',
      description: 'what to do where files hold bytes of somebody else',
      choices: ['forward', 'back', 'keep'],
    },
  ],
  examples: ['enhanced-code recover --dry-run', 'enhanced-code recover --settle back'],
  async run(context, _args, options) {
    await using opened = await openWorkspaceOf(context, 'on-demand');
    const { workspace } = opened;
    const dryRun = isDryRun(options);
    const settle = options.settle as SettleChoice | undefined;
    const report = await workspace.recover({ dryRun, ...(settle === undefined ? {} : { settle }) });
    const pending = (await workspace.pending()).filter(({ interrupted }) => !interrupted);
    const data = documentOf('recover', {
      status: statusOf(report, dryRun),
      commits: report.commits,
      pending,
    });
    const error = blocked(report);
    const text = `${reportText(report, dryRun)}${pendingText(pending)}`;
    return error
      ? { data, text: '', notes: text.trimEnd(), error }
      : { data, text, exitCode: exitOf(report, options) };
  },
};

type Pending = readonly { readonly id: string; readonly at: string; readonly paths: readonly string[] }[];

function statusOf({ commits }: RecoveryReport, dryRun: boolean): string {
  if (commits.some(({ outcome }) => outcome === 'conflict')) return 'refused';
  if (commits.length === 0) return 'nothing-to-do';
  return dryRun ? 'preview' : 'done';
}

function exitOf({ commits }: RecoveryReport, { check }: OptionValues): number {
  return check === true && commits.length > 0 ? 3 : 0;
}

function blocked({ commits }: RecoveryReport) {
  const open = commits.find(({ outcome }) => outcome === 'conflict');
  if (open === undefined) return undefined;
  const { transactionId, foreign: paths } = open;
  return cliErrors.create('EC_CLI_RECOVERY_BLOCKED', { transactionId, paths });
}

function reportText({ commits }: RecoveryReport, dryRun: boolean): string {
  if (commits.length === 0) return 'No commit was interrupted.\n';
  const lines = commits.map(settledText).join('\n');
  return dryRun ? `Dry run, nothing was written. This is what would be said:\n${lines}\n` : `${lines}\n`;
}

function pendingText(pending: Pending): string {
  if (pending.length === 0) return '';
  const rows = pending.map(({ id, at, paths }) => [id, at, paths.map(terminalSafe).join(', ')]);
  return `\nBegun and never committed; nothing of these is in the folder:\n${tableText(rows)}\n`;
}
