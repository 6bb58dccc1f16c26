import type { EditReceipt } from '@enhanced-code/file-management';
import type { OpaqueBlock, TerminalState, Usage } from '@enhanced-code/llm';
import type { EventOf } from '../events/run-event.ts';
import type { StepState } from '../events/step-payloads.ts';

/** A part of an attempt as it was shown so far. */
export interface PartView {
  /** Its id; unique within its attempt. */
  readonly partId: string;
  /** What it holds. */
  readonly kind: 'text' | 'reasoning' | 'tool-call';
  /** The text so far; of a tool call its input as JSON text. */
  readonly text: string;
  /** Whether more may follow. */
  readonly open: boolean;
  /** The tool call, where it is one. */
  readonly toolCallId?: string;
  /** The tool that is asked for, where it is a tool call. */
  readonly toolName?: string;
  /** The input of the tool call has arrived whole; absent on a call that was cut, and on other parts. */
  readonly complete?: true;
  /** What has to go back to the model with this part, unchanged. */
  readonly opaque?: OpaqueBlock;
}

/** An edit that was read from an attempt. It has not been applied by that. */
export interface EditView {
  /** Place among the edits of the attempt, 0-based. */
  readonly index: number;
  /** The file that it is meant for, as the model wrote it. */
  readonly path?: string;
}

/** A model attempt. After a reset it has no parts and no edits. */
export interface AttemptView {
  /** Its id; unique within its step. */
  readonly attemptId: string;
  /** Provider that answers. */
  readonly provider: string;
  /** Model that answers. */
  readonly modelId: string;
  /** Whether it runs, was taken back, or how it ended. */
  readonly state: 'running' | 'reset' | TerminalState;
  /** What is shown of it, in order. Retracted parts are gone. */
  readonly parts: readonly PartView[];
  /** Edits read so far, in order. */
  readonly edits: readonly EditView[];
  /** Tokens, as last reported. */
  readonly usage?: Usage;
}

/** A stage of a step or of the run. */
export interface StageView {
  /** Which stage it is. */
  readonly stage: EventOf<'stage-start'>['stage'];
  /** Whether it runs, or what came of it. */
  readonly status: 'running' | EventOf<'stage-end'>['status'];
  /** Why it was skipped or failed. */
  readonly reason?: string;
}

/** A step. */
export interface StepView {
  /** Its id. */
  readonly stepId: string;
  /** Place within the run, 1-based. */
  readonly index: number;
  /** Whether it runs, or how it ended. */
  readonly state: 'running' | StepState;
  /** The context of its last prompt. */
  readonly context?: EventOf<'context-selected'>;
  /** Its last prompt. */
  readonly prompt?: EventOf<'prompt-rendered'>;
  /** Its model attempts, in order. */
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
  /** The first event; absent where it was left out of a view. */
  readonly start?: EventOf<'run-start'>;
  /** The steps so far, in order. */
  readonly steps: readonly StepView[];
  /** Every stage entered or skipped, in order. */
  readonly stages: readonly StageView[];
  /** What was said outside model attempts, in order. */
  readonly messages: readonly EventOf<'message'>[];
  /** What was given up on the way, in order. */
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
