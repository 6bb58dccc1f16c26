import type { EditReceipt, EditRefusal, EditSet } from '@enhanced-code/file-management';
import { streamErrors } from '../stream-errors.ts';
import type { StepTransaction } from './step-options.ts';
import type { StepRecorder } from './step-recorder.ts';
import type { StepResult } from './step-result.ts';

/** What applying the edits of a reply gives to the result of its step. */
export type Applied = Pick<StepResult, 'state' | 'edits' | 'receipts' | 'refusals' | 'feedback' | 'error'>;

/** What `applyEdits` takes. */
export interface ApplyOptions {
  readonly edits: EditSet;
  readonly transaction: Pick<StepTransaction, 'apply'>;
  readonly shownHashes: ReadonlyMap<string, string> | undefined;
  readonly recorder: StepRecorder;
  readonly describeRefusal: (refusal: EditRefusal) => string;
  readonly attemptId: string | undefined;
}

/** Applies all edits of a reply or none, and says which. The caller rolls back where the state is not `finished`. */
export async function applyEdits(options: ApplyOptions): Promise<Applied> {
  const { edits, transaction, shownHashes, recorder } = options;
  if (edits.edits.length === 0 && edits.problems.length === 0 && edits.complete) {
    await recorder.skip('edit', 'the reply holds no edits');
    return { state: 'finished', edits, receipts: [], refusals: [] };
  }
  return recorder.stage(
    'edit',
    () => applyAll(options, transaction.apply(edits, shownHashes && { shownHashes })),
    ({ error }) => error,
  );
}

async function applyAll(
  options: ApplyOptions,
  result: ReturnType<StepTransaction['apply']>,
): Promise<Applied> {
  const { edits } = options;
  const { receipts, refusals } = await result;
  if (refusals.length > 0) return refuse(options, refusals);
  if (!edits.complete) return unusable(edits);
  await recordReceipts(options, receipts);
  return { state: 'finished', edits, receipts, refusals };
}

async function recordReceipts(options: ApplyOptions, receipts: readonly EditReceipt[]): Promise<void> {
  for (const receipt of receipts) {
    await options.recorder.emit({ type: 'edit-applied', receipt, ...attemptOf(options) });
  }
}

async function refuse(options: ApplyOptions, refusals: readonly EditRefusal[]): Promise<Applied> {
  const { edits, describeRefusal, recorder } = options;
  const texts: string[] = [];
  for (const refusal of refusals) {
    const feedback = describeRefusal(refusal);
    texts.push(feedback);
    await recorder.emit({ type: 'edit-refused', refusal, feedback, ...attemptOf(options) });
  }
  const error = streamErrors.create('EC_STREAM_EDITS_REFUSED', { refused: refusals.length });
  return { state: 'not-applied', edits, receipts: [], refusals, feedback: texts.join('\n\n'), error };
}

/** A reply whose last edit has no end is never applied, also where the transaction did not object. */
function unusable(edits: EditSet): Applied {
  const error = streamErrors.create('EC_STREAM_EDITS_UNUSABLE', {
    problems: Math.max(1, edits.problems.length),
  });
  const reasons = edits.problems.map(({ message }) => message);
  const feedback = ['The edits could not be read to their end.', ...reasons].join('\n');
  return { state: 'not-applied', edits, receipts: [], refusals: [], feedback, error };
}

function attemptOf({ attemptId }: ApplyOptions): { readonly attemptId?: string } {
  return attemptId === undefined ? {} : { attemptId };
}
