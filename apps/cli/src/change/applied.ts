import type { ApplyResult, EditSet } from '@enhanced-code/file-management';
import type { CommandContext, CommandResult } from '../command.ts';
import { documentOf } from '../document.ts';
import { diffText } from '../render/diff.ts';
import { receiptsText } from '../render/run-text.ts';
import { terminalSafe } from '../render/terminal-safe.ts';
import { checkText, type PendingCheck } from './check-pending.ts';
import { patchStat } from './patch-stat.ts';
import { feedbackOf, refusalData, refusedError } from './refusals.ts';

/** What is known of an application when it ends, well or not. */
export interface Applied {
  readonly set: EditSet;
  readonly result: ApplyResult;
  readonly diff: string;
  readonly check: PendingCheck;
  readonly candidateHash: string;
  /** Files whose change needs leave. */
  readonly guarded: readonly string[];
}

/** The result of edits of which at least one was refused: why, for a person and for a model. */
export function refused(set: EditSet, { receipts, refusals }: ApplyResult): CommandResult {
  const feedback = feedbackOf(refusals);
  const error = refusedError(refusals);
  return {
    data: documentOf('apply', {
      status: 'refused',
      editFormat: set.format,
      edits: set.edits.length,
      files: [],
      diff: '',
      receipts,
      refusals: refusals.map(refusalData),
      feedback,
      transactionId: null,
    }),
    text: '',
    notes: terminalSafe(feedback),
    ...(error ? { error } : {}),
  };
}

/** An application for machines; `transactionId` is null where nothing was written. */
export function appliedData(
  applied: Applied,
  status: string,
  transactionId: string | null,
): CommandResult['data'] {
  const { set, result, diff, check, candidateHash, guarded } = applied;
  return documentOf('apply', {
    status,
    editFormat: set.format,
    edits: set.edits.length,
    files: patchStat(diff),
    diff,
    receipts: result.receipts,
    refusals: [],
    feedback: check.status === 'failed' ? checkText(check) : '',
    check,
    protected: guarded,
    candidateHash,
    transactionId,
  });
}

/** An application for a person: the diff, how each edit found its place, the check, and how it ended. */
export function appliedText(
  { paint }: CommandContext,
  { diff, result, check }: Applied,
  end: string,
): string {
  const parts = [
    diffText(diff, paint),
    receiptsText(result, paint),
    `${terminalSafe(checkText(check))}\n${end}`,
  ];
  return `${parts.filter((part) => part !== '').join('\n')}\n`;
}
