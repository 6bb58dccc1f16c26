import { basename } from 'node:path';
import type { EnhancedCodeError } from '@enhanced-code/errors';
import {
  type EditFormat,
  type EditSet,
  editFormats,
  parseEdits,
  type Transaction,
} from '@enhanced-code/file-management';
import { adjustEdits } from '../change/adjust-edits.ts';
import { type Applied, appliedData, appliedText, refused } from '../change/applied.ts';
import { checkError, checkPending, checkText } from '../change/check-pending.ts';
import { dryRunExit, dryRunOptions, isDryRun } from '../change/dry-run.ts';
import { inTransaction } from '../change/in-transaction.ts';
import { patchStat } from '../change/patch-stat.ts';
import { cliErrors } from '../cli-errors.ts';
import type { CommandContext, CommandResult, CommandSpec, OptionValues } from '../command.ts';
import { readInput } from '../input.ts';
import { diffText } from '../render/diff.ts';
import { plural } from '../render/plural.ts';
import { terminalSafe } from '../render/terminal-safe.ts';
import { openWorkspaceOf } from '../workspace-of.ts';

/** `apply <file|->`: the edits of a reply, whichever way they are written, as one transaction. */
export const applyCommand: CommandSpec = {
  name: 'apply',
  summary: 'apply the edits of a reply or a patch, all of them or none',
  arguments: [{ name: '<file>', description: 'file that holds the reply or patch; - reads stdin' }],
  options: [
    ...dryRunOptions,
    {
      flags: '--format <name>',
      description: 'how the edits are written; found out when not given',
      choices: editFormats,
    },
    { flags: '--path <file>', description: 'file for edits that name none' },
    {
      flags: '--approve, --allow-protected <path>',
      description: 'agree that a protected file is changed; may be repeated',
      repeatable: true,
    },
    { flags: '--allow-overwrite', description: 'let whole files replace existing ones' },
    { flags: '--allow-errors', description: 'write the change although it adds syntax errors' },
  ],
  examples: [
    'enhanced-code apply reply.md --dry-run',
    'pbpaste | enhanced-code apply -',
    'git diff | enhanced-code apply - --folder ../other-checkout',
    'enhanced-code apply reply.md --json > result.json || jq -r .data.feedback result.json',
  ],
  async run(context, [source = ''], options) {
    const text = await readInput(source, context);
    const set = adjustEdits(parseEdits(text, options.format as EditFormat | undefined), options);
    context.io.signal.throwIfAborted();
    context.progress(`Format: ${set.format}, ${plural(set.edits.length, 'edit')}.`);
    await using opened = await openWorkspaceOf(context);
    const label = `apply ${source === '-' ? 'stdin' : basename(source)}`;
    return await inTransaction(opened.workspace, label, (transaction) =>
      applyEdits(context, transaction, set, options),
    );
  },
};

async function applyEdits(
  context: CommandContext,
  transaction: Transaction,
  set: EditSet,
  options: OptionValues,
): Promise<CommandResult> {
  const result = await transaction.apply(set);
  if (!result.applied) return refused(set, result);
  const applied: Applied = {
    set,
    result,
    diff: await transaction.diff(),
    check: await checkPending(transaction),
    candidateHash: await transaction.candidateHash(),
    guarded: (await transaction.changes()).flatMap(({ path, protection }) => (protection ? [path] : [])),
  };
  const error = obstacle(applied, options);
  if (error) return stopped(context, applied, error);
  return isDryRun(options) ? preview(context, applied, options) : commit(context, transaction, applied);
}

function obstacle({ check, guarded }: Applied, options: OptionValues): EnhancedCodeError | undefined {
  const approved = (options.allowProtected as readonly string[] | undefined) ?? [];
  const paths = guarded.filter((path) => !approved.includes(path));
  if (paths.length > 0) return cliErrors.create('EC_CLI_APPROVAL_NEEDED', { paths });
  return checkError(check, options.allowErrors === true);
}

function stopped(
  { paintProgress }: CommandContext,
  applied: Applied,
  error: EnhancedCodeError,
): CommandResult {
  const findings = applied.check.status === 'failed' ? `\n${terminalSafe(checkText(applied.check))}` : '';
  const notes = `${diffText(applied.diff, paintProgress)}${findings}`;
  return { data: appliedData(applied, 'refused', null), text: '', notes, error };
}

function preview(context: CommandContext, applied: Applied, options: OptionValues): CommandResult {
  const { length } = patchStat(applied.diff);
  const end = `Dry run: ${plural(length, 'file')} would change; nothing was written.`;
  return {
    data: appliedData(applied, 'preview', null),
    text: appliedText(context, applied, end),
    exitCode: dryRunExit(options, applied.diff),
  };
}

async function commit(
  context: CommandContext,
  transaction: Transaction,
  applied: Applied,
): Promise<CommandResult> {
  const { candidateHash, guarded } = applied;
  const { status, transactionId, receipts } = await transaction.commit({
    candidateHash,
    approvals: [{ candidateHash, paths: guarded }],
    signal: context.io.signal,
  });
  if (status === 'nothing-to-do')
    return {
      data: appliedData(applied, status, null),
      text: 'Nothing to do: the files hold all of it already.\n',
    };
  const merged = receipts.filter((receipt) => receipt.merged).map(({ path }) => path);
  const also = merged.length === 0 ? '' : ` Merged with what was written meanwhile: ${merged.join(', ')}.`;
  const end = `Changed ${plural(receipts.length, 'file')} in transaction ${transactionId}.${also} Take it back with \`enhanced-code undo\`.`;
  return { data: appliedData(applied, 'applied', transactionId), text: appliedText(context, applied, end) };
}
