import type { ContextSelection } from '@enhanced-code/context';
import type { EditReceipt, EditRefusal, Transaction } from '@enhanced-code/file-management';
import type { Usage } from '@enhanced-code/llm';
import type { EmitEvent, Verdict } from '@enhanced-code/streaming';
import type { EngineParts } from '../engine-parts.ts';
import type { Turn } from '../stages/stages.ts';
import type { ChangedFile, CommittedFile } from './event-types.ts';
import type { RunControl } from './run-control.ts';
import type { RunLimits, RunOptions } from './run-options.ts';

/** What a run has found out so far; its result is made of it. */
export interface RunProgress {
  steps: number;
  usage: Usage;
  text: string;
  receipts: readonly EditReceipt[];
  refusals: readonly EditRefusal[];
  turns: Turn[];
  /** Why nothing of the last reply was applied. */
  failure?: string | undefined;
  diff: string;
  files: readonly ChangedFile[];
  hashes: readonly CommittedFile[];
  checked: Verdict;
  verified: Verdict;
  reviewed: Verdict;
  selection?: ContextSelection;
  candidateHash?: string;
  /** Set once the files are written; from then on nothing makes the run a failure. */
  committed?: 'committed' | 'partly-accepted';
}

/** Everything that the functions of one run share. */
export interface RunContext {
  readonly runId: string;
  readonly options: RunOptions;
  readonly limits: RunLimits;
  readonly parts: EngineParts;
  readonly control: RunControl;
  readonly transaction: Transaction;
  readonly emit: EmitEvent;
  readonly progress: RunProgress;
}

/** The progress of a run that has not done anything. */
export function initialProgress(): RunProgress {
  const skipped: Verdict = { status: 'skipped', reason: 'the run ended before' };
  return {
    steps: 0,
    usage: { inputTokens: 0, outputTokens: 0, source: 'measured' },
    text: '',
    receipts: [],
    refusals: [],
    turns: [],
    diff: '',
    files: [],
    hashes: [],
    checked: skipped,
    verified: skipped,
    reviewed: skipped,
  };
}
