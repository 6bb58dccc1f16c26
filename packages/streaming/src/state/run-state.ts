import type { TerminalState, Usage } from '@enhanced-code/llm';
import type { EventOf } from '../events/run-event.ts';
import type { StepState } from '../events/step-payloads.ts';
import type { EditReceipt } from '../seams.ts';

/** A part of an attempt as it was shown so far. */
export interface PartView {
  readonly partId: string;
  readonly kind: 'text' | 'reasoning' | 'tool-call';
  /** The text so far; of a tool call its input as JSON text. */
  readonly text: string;
  /** Whether more may follow. */
  readonly open: boolean;
  /** The tool call, where it is one. */
  readonly toolCallId?: string;
  /** The tool that is asked for, where it is a tool call. */
  readonly toolName?: string;
}

/** A model attempt. After a reset it has no parts and no edits. */
export interface AttemptView {
  readonly attemptId: string;
  readonly provider: string;
  readonly modelId: string;
  readonly state: 'running' | 'reset' | TerminalState;
  /** What is shown of it, in order. Retracted parts are gone. */
  readonly parts: readonly PartView[];
  /** Edits read so far, in order. */
  readonly edits: readonly { readonly index: number; readonly path?: string }[];
  /** Tokens, as last reported. */
  readonly usage?: Usage;
}

/** A stage of a step or of the run. */
export interface StageView {
  readonly stage: EventOf<'stage-start'>['stage'];
  readonly status: 'running' | EventOf<'stage-end'>['status'];
  /** Why it was skipped or failed. */
  readonly reason?: string;
}

/** A step. */
export interface StepView {
  readonly stepId: string;
  /** Place within the run, 1-based. */
  readonly index: number;
  readonly state: 'running' | StepState;
  /** The context of its last prompt. */
  readonly context?: EventOf<'context-selected'>;
  /** Its last prompt. */
  readonly prompt?: EventOf<'prompt-rendered'>;
  readonly attempts: readonly AttemptView[];
  /** One for every edit that is pending. */
  readonly receipts: readonly EditReceipt[];
  /** Refused edits, with what the model was told. */
  readonly refusals: readonly EventOf<'edit-refused'>[];
  /** Why it did not finish. */
  readonly error?: EventOf<'step-end'>['error'];
}

/** A run as its events tell it. */
export interface RunState {
  /** Absent before the first event. */
  readonly runId?: string;
  /** `seq` of the last event that was taken in; 0 before the first. */
  readonly lastSeq: number;
  /** The newest epoch seen; 0 before the first event. */
  readonly epoch: number;
  /** `waiting`: a decision is asked for; `ended`: nothing follows. */
  readonly phase: 'empty' | 'running' | 'waiting' | 'ended';
  /** Types that this release does not know and that may not be skipped. Not empty: the state is incomplete. */
  readonly unknownTypes: readonly string[];
  readonly start?: EventOf<'run-start'>;
  readonly steps: readonly StepView[];
  /** Every stage entered or skipped, in order. */
  readonly stages: readonly StageView[];
  readonly messages: readonly EventOf<'message'>[];
  readonly warnings: readonly EventOf<'warning'>[];
  /** Tools that ran or are about to run, newest event of each. */
  readonly tools: readonly (EventOf<'tool-intent'> | EventOf<'tool-result'>)[];
  /** The last check of the net change. */
  readonly check?: EventOf<'check-result'>;
  /** The change as last proposed. */
  readonly change?: EventOf<'change'>;
  /** The review that is asked for or was last decided. */
  readonly review?: EventOf<'review-requested'> | EventOf<'review-decision'>;
  /** The commit: intended or done. */
  readonly commit?: EventOf<'commit-intent'> | EventOf<'commit-done'>;
  /** Tokens of all attempts so far, also of failed ones. */
  readonly usage: Usage;
  /** How it ended; absent while it runs, is parked, or after a crash. */
  readonly end?: EventOf<'run-end'>;
}

/** Nothing has happened. The value from which a run is folded. */
export const initialRunState: RunState = Object.freeze<RunState>({
  lastSeq: 0,
  epoch: 0,
  phase: 'empty',
  unknownTypes: [],
  steps: [],
  stages: [],
  messages: [],
  warnings: [],
  tools: [],
  usage: { inputTokens: 0, outputTokens: 0, source: 'measured' },
});
