import type { EnhancedCodeError } from '@enhanced-code/errors';
import type { UndoResult } from '@enhanced-code/file-management';
import { checkError, checkPending, checkText, type PendingCheck } from '../change/check-pending.ts';
import { dryRunExit, dryRunOptions } from '../change/dry-run.ts';
import { patchStat } from '../change/patch-stat.ts';
import { cliErrors } from '../cli-errors.ts';
import type { CommandContext, CommandResult, OptionSpec, OptionValues } from '../command.ts';
import { documentOf } from '../document.ts';
import { diffText } from '../render/diff.ts';
import { terminalSafe } from '../render/terminal-safe.ts';

/** The options of undo, redo and restore. */
export const takeBackOptions: readonly OptionSpec[] = [
  ...dryRunOptions,
  { flags: '--merge', description: 'where files changed since, write the inverse merged with that' },
  { flags: '--allow-errors', description: 'write a merged inverse although it adds syntax errors' },
];

/** What is said of one kind of taking back. */
export interface TakeBackWords {
  readonly command: 'undo' | 'redo' | 'restore';
  /** What is taken back: a redo takes an undo back. */
  readonly noun: 'transaction' | 'undo';
}

/** How taking back went. */
interface Ending {
  readonly status: 'done' | 'preview' | 'refused';
  readonly transactionId?: string | undefined;
  readonly merged: boolean;
  readonly check?: PendingCheck;
  readonly error?: EnhancedCodeError;
}

/** Carries an undo, redo or restore to its end: where bytes of others would be lost, only with `--merge`. */
export async function concludeTakeBack(
  context: CommandContext,
  undone: UndoResult,
  options: OptionValues,
  words: TakeBackWords,
): Promise<CommandResult> {
  const ending = await endingOf(context, undone, options);
  const data = documentOf(words.command, {
    status: ending.status,
    of: undone.of,
    diff: undone.diff,
    files: patchStat(undone.diff),
    paths: patchStat(undone.diff).map(({ path }) => path),
    obstacles: undone.obstacles,
    merged: ending.merged,
    check: ending.check,
    transactionId: ending.transactionId ?? null,
  });
  if (ending.error) return { data, text: '', notes: notesOf(context, undone, ending), error: ending.error };
  const text = `${diffText(undone.diff, context.paint)}\n${sentence(undone, ending, words)}\n`;
  return { data, text, exitCode: ending.status === 'preview' ? dryRunExit(options, undone.diff) : 0 };
}

async function endingOf(
  { io }: CommandContext,
  { status, transaction, obstacles, transactionId }: UndoResult,
  options: OptionValues,
): Promise<Ending> {
  if (status === 'done') return { status, transactionId, merged: false };
  const error = obstacleError(obstacles, options.merge === true);
  const merged = obstacles.length > 0;
  if (transaction === undefined)
    return { status: error ? 'refused' : 'preview', merged, ...(error && { error }) };
  await using pending = transaction;
  try {
    if (error) return { status: 'refused', merged: false, error };
    const check = await checkPending(pending);
    const flaw = checkError(check, options.allowErrors === true);
    if (flaw) return { status: 'refused', merged: false, check, error: flaw };
    const candidateHash = await pending.candidateHash();
    const paths = (await pending.changes()).map(({ path }) => path);
    const approvals = [{ candidateHash, paths }];
    const done = await pending.commit({ candidateHash, approvals, signal: io.signal });
    return { status: 'done', transactionId: done.transactionId, merged, check };
  } finally {
    await pending.discard().catch(() => undefined);
  }
}

function obstacleError(obstacles: UndoResult['obstacles'], merge: boolean): EnhancedCodeError | undefined {
  const stuck = obstacles.filter(({ merged }) => !merged).map(({ path }) => path);
  if (stuck.length > 0) return cliErrors.create('EC_CLI_UNDO_CONFLICT', { paths: stuck });
  if (obstacles.length === 0 || merge) return undefined;
  return cliErrors.create('EC_CLI_UNDO_BLOCKED', { paths: obstacles.map(({ path }) => path) });
}

function notesOf({ paintProgress }: CommandContext, { diff }: UndoResult, { check }: Ending): string {
  const findings = check?.status === 'failed' ? terminalSafe(checkText(check)) : '';
  const offer =
    diff === '' ? '' : `The inverse, as far as it can be merged:\n${diffText(diff, paintProgress)}`;
  return [offer, findings].filter((part) => part !== '').join('\n');
}

function sentence({ of, diff }: UndoResult, ending: Ending, words: TakeBackWords): string {
  const changes = `${words.noun}${of.length === 1 ? '' : 's'} ${of.join(', ')}`;
  if (ending.status === 'preview') return `Dry run: ${changes} would be taken back; nothing was written.`;
  const files = patchStat(diff)
    .map(({ path }) => terminalSafe(path))
    .join(', ');
  const merged = ending.merged ? ', merged with what was written since' : '';
  return `Took back ${changes}${merged}: ${files === '' ? 'the files were so already' : files}.`;
}
