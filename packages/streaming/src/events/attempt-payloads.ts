import type { ErrorJson } from '@enhanced-code/errors';
import type { FinishReason, JsonValue, OpaqueBlock, TerminalState, Usage } from '@enhanced-code/llm';
import type { Payload } from './event-base.ts';

/** A model attempt begins. */
export interface AttemptStart extends Payload<'attempt-start'> {
  /** The attempt that it belongs to. */
  readonly attemptId: string;
  /** Provider that answers. */
  readonly provider: string;
  /** Model that answers. */
  readonly modelId: string;
}

/** A model attempt has ended. Nothing of it follows. */
export interface AttemptEnd extends Payload<'attempt-end'> {
  /** The attempt that it belongs to. */
  readonly attemptId: string;
  /** How it ended. */
  readonly state: TerminalState;
  /** Why the model stopped. */
  readonly finishReason: FinishReason;
  /** Tokens of the attempt. */
  readonly usage: Usage;
  /** Why it did not finish. */
  readonly error?: ErrorJson;
}

/** The output of an attempt is taken back; a reader drops the parts that it names. */
export interface AttemptReset extends Payload<'attempt-reset'> {
  /** The attempt that it belongs to. */
  readonly attemptId: string;
  /** Ids of the parts that no longer count. */
  readonly retract: readonly string[];
  /** Whether edits of the attempt were applied and have been rolled back to its savepoint. */
  readonly rolledBack: boolean;
  /** Why it was taken back. */
  readonly error?: ErrorJson;
}

/** A part of text or reasoning begins. */
export interface PartBoundary<Type extends 'text-start' | 'reasoning-start'> extends Payload<Type> {
  /** The attempt that it belongs to. */
  readonly attemptId: string;
  /** The part that it belongs to. */
  readonly partId: string;
}

/** A part of text or reasoning ends. */
export interface PartEnd<Type extends 'text-end' | 'reasoning-end'> extends Payload<Type> {
  /** The attempt that it belongs to. */
  readonly attemptId: string;
  /** The part that it belongs to. */
  readonly partId: string;
  /** What only the model that made the part can read; it has to go back to it unchanged. Not in public views. */
  readonly opaque?: OpaqueBlock;
}

/** More text of a part. Adjacent deltas of one part may be joined into one event. */
export interface PartDelta<Type extends 'text-delta' | 'reasoning-delta'> extends Payload<Type> {
  /** The attempt that it belongs to. */
  readonly attemptId: string;
  /** The part that it belongs to. */
  readonly partId: string;
  /** What is added. */
  readonly text: string;
}

/** The model begins to ask for a tool. */
export interface ToolCallStart extends Payload<'tool-call-start'> {
  /** The attempt that it belongs to. */
  readonly attemptId: string;
  /** The part that it belongs to. */
  readonly partId: string;
  /** Pairs the call with its result. */
  readonly toolCallId: string;
  /** The tool that is asked for. */
  readonly toolName: string;
}

/** More of the input of a tool call, as JSON text. */
export interface ToolCallDelta extends Payload<'tool-call-delta'> {
  /** The attempt that it belongs to. */
  readonly attemptId: string;
  /** The part that it belongs to. */
  readonly partId: string;
  /** What is added to the input, as JSON text. */
  readonly inputText: string;
}

/** The input of a tool call is complete. It has not been run. */
export interface ToolCallEnd extends Payload<'tool-call-end'> {
  /** The attempt that it belongs to. */
  readonly attemptId: string;
  /** The part that it belongs to. */
  readonly partId: string;
  /** Pairs the call with its result. */
  readonly toolCallId: string;
  /** The tool that is asked for. */
  readonly toolName: string;
  /** The whole input, as JSON text. */
  readonly inputText: string;
  /** What only the model that made the call can read; it has to go back to it unchanged. Not in public views. */
  readonly opaque?: OpaqueBlock;
}

/** A tool is about to run; on disk before it does. */
export interface ToolIntent extends Payload<'tool-intent'> {
  /** Pairs the call with its result. */
  readonly toolCallId: string;
  /** The tool that is asked for. */
  readonly toolName: string;
  /** What running it may change. */
  readonly effect: 'none' | 'pending' | 'external';
}

/** A tool has run. */
export interface ToolResultReceived extends Payload<'tool-result'> {
  /** Pairs the call with its result. */
  readonly toolCallId: string;
  /** The tool that is asked for. */
  readonly toolName: string;
  /** `unknown` where it may or may not have run, as after a crash. */
  readonly status: 'ok' | 'error' | 'unknown';
  /** What it returned. */
  readonly output?: JsonValue;
  /** What went wrong. */
  readonly error?: ErrorJson;
}

/** Tokens of an attempt so far; the newest replaces those before. */
export interface UsageReported extends Payload<'usage'> {
  /** The attempt that it belongs to. */
  readonly attemptId: string;
  /** Tokens of the attempt. */
  readonly usage: Usage;
}

/** Events about model attempts and tools. */
export type AttemptPayload =
  | AttemptStart
  | AttemptEnd
  | AttemptReset
  | PartBoundary<'text-start'>
  | PartEnd<'text-end'>
  | PartBoundary<'reasoning-start'>
  | PartEnd<'reasoning-end'>
  | PartDelta<'text-delta'>
  | PartDelta<'reasoning-delta'>
  | ToolCallStart
  | ToolCallDelta
  | ToolCallEnd
  | ToolIntent
  | ToolResultReceived
  | UsageReported;
