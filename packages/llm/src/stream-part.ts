import type { EnhancedCodeError } from '@enhanced-code/errors';
import type { JsonValue } from './json.ts';
import type { AssistantPart, OpaqueBlock, ToolCallPart } from './messages.ts';

/** How many tokens a call used. Counts include what was cached or thought. */
export interface Usage {
  /** Tokens of the whole input, cached ones included. */
  readonly inputTokens: number;
  /** Tokens of the whole output, thoughts included. */
  readonly outputTokens: number;
  /** Input tokens that were read from the provider's cache. */
  readonly cachedInputTokens?: number;
  /** Input tokens that were written to the provider's cache. */
  readonly cacheWriteTokens?: number;
  /** Those of `cacheWriteTokens` that are to be kept for an hour or more, which costs more. */
  readonly longCacheWriteTokens?: number;
  /** Output tokens that were spent on thoughts. */
  readonly reasoningTokens?: number;
  /** `measured` by the provider, or `estimated` here where it sent no count (cut, failed, cancelled). */
  readonly source: 'measured' | 'estimated';
  /** The provider's own count, as it came. */
  readonly raw?: JsonValue;
}

/** Why a model stopped. */
export interface FinishReason {
  /** The reason in the words of this package. */
  readonly unified: 'stop' | 'length' | 'tool-calls' | 'content-filter' | 'error' | 'other';
  /** The reason in the provider's words, where it gave one. */
  readonly raw?: string;
}

/**
 * The one state in which a model call ends. `finished`: the protocol's own end was seen and everything is
 * there. `truncated`: the output stops early, by a limit or because the stream ended without that end.
 * `failed`: an error. `refused`: the model or a filter declined. `cancelled`: the caller stopped it.
 */
export type TerminalState = 'finished' | 'truncated' | 'failed' | 'refused' | 'cancelled';

/** What a response said about itself. */
export interface ResponseInfo {
  /** Id of the response in the provider's words. */
  readonly id?: string;
  /** The model that answered; it may differ from the one asked. */
  readonly modelId?: string;
  /** Id of the request, to be named to the provider's support. */
  readonly requestId?: string;
  /** The workspace of the account that the request was counted for, where Anthropic names it. */
  readonly workspaceId?: string;
  /** Limit of requests per minute that the answer's headers name. */
  readonly requestsPerMinute?: number;
  /** There where a kept answer was given again and nothing was sent. */
  readonly cached?: CachedResponse;
}

/** Where an answer came from that was given again. */
export interface CachedResponse {
  /** Key of the request in the cache. */
  readonly key: string;
  /** When the answer was kept, milliseconds since 1970. */
  readonly storedAt: number;
  /** Tokens of the call that was made then. Now none are used. */
  readonly usage: Usage;
}

/** The last part of every stream. `error` is there exactly when `state` is not `finished`. */
export interface FinishPart {
  /** The end of the stream. */
  readonly type: 'finish';
  /** How the call ended. */
  readonly state: TerminalState;
  /** Why the model stopped. */
  readonly finishReason: FinishReason;
  /** Tokens of the call. */
  readonly usage: Usage;
  /** What ended it; there exactly when `state` is not `finished`. */
  readonly error?: EnhancedCodeError;
  /** What the response said about itself. */
  readonly response?: ResponseInfo;
}

/**
 * One part of a stream. Every `text-start` and `reasoning-start` is followed by its `-end`; a tool call has
 * its `tool-call-end` only if its input arrived complete. `attempt-reset` takes back the parts it names,
 * because the same request is sent again. Exactly one `finish` comes, and it comes last.
 */
export type StreamPart =
  | {
      /** A request is sent. */
      readonly type: 'attempt-start';
      /** Id of the attempt. */
      readonly attemptId: string;
      /** Who is asked, such as `openai`. */
      readonly provider: string;
      /** The model that is asked. */
      readonly modelId: string;
    }
  | {
      /** A text begins. */
      readonly type: 'text-start';
      /** The part that it belongs to; unique in the stream. */
      readonly partId: string;
    }
  | {
      /** A text goes on. */
      readonly type: 'text-delta';
      /** The part that it belongs to; unique in the stream. */
      readonly partId: string;
      /** What is added. */
      readonly text: string;
    }
  | {
      /** A text ends. */
      readonly type: 'text-end';
      /** The part that it belongs to; unique in the stream. */
      readonly partId: string;
      /** What the model that wrote it wants to have back with it. */
      readonly opaque?: OpaqueBlock;
    }
  | {
      /** A thought begins. */
      readonly type: 'reasoning-start';
      /** The part that it belongs to; unique in the stream. */
      readonly partId: string;
    }
  | {
      /** A thought goes on. */
      readonly type: 'reasoning-delta';
      /** The part that it belongs to; unique in the stream. */
      readonly partId: string;
      /** What is added. */
      readonly text: string;
    }
  | {
      /** A thought ends. */
      readonly type: 'reasoning-end';
      /** The part that it belongs to; unique in the stream. */
      readonly partId: string;
      /** What proves or holds the thought, for the model that made it. */
      readonly opaque?: OpaqueBlock;
    }
  | {
      /** A tool call begins. */
      readonly type: 'tool-call-start';
      /** The part that it belongs to; unique in the stream. */
      readonly partId: string;
      /** Pairs the call with its result. */
      readonly toolCallId: string;
      /** Name of the tool. */
      readonly toolName: string;
    }
  | {
      /** The input of a tool call goes on. */
      readonly type: 'tool-call-delta';
      /** The part that it belongs to; unique in the stream. */
      readonly partId: string;
      /** What is added to the input, as the model wrote it. */
      readonly inputText: string;
    }
  | {
      /** A tool call is complete. */
      readonly type: 'tool-call-end';
      /** The part that it belongs to; unique in the stream. */
      readonly partId: string;
      /** Pairs the call with its result. */
      readonly toolCallId: string;
      /** Name of the tool. */
      readonly toolName: string;
      /** The whole input: complete JSON. */
      readonly inputText: string;
      /** What the model that made the call wants to have back with it. */
      readonly opaque?: OpaqueBlock;
    }
  | {
      /** Tokens were counted. */
      readonly type: 'usage';
      /** The count of the attempt. */
      readonly usage: Usage;
    }
  | {
      /** An attempt is taken back. */
      readonly type: 'attempt-reset';
      /** The attempt that is taken back. */
      readonly attemptId: string;
      /** Its parts, which a consumer must forget. */
      readonly retract: readonly string[];
      /** Why it is taken back. */
      readonly error: EnhancedCodeError;
    }
  | FinishPart;

/** A whole call, collected. */
export interface ModelResult {
  /** How the call ended. */
  readonly state: TerminalState;
  /** All text, joined. Where `state` is not `finished`, what had arrived. */
  readonly text: string;
  /** All thoughts that may be read, joined. */
  readonly reasoning: string;
  /** The complete tool calls. They may be run only if `state` is `finished`. */
  readonly toolCalls: readonly ToolCallPart[];
  /** Everything complete in its order, ready to be the content of the assistant's message. */
  readonly content: readonly AssistantPart[];
  /** Why the model stopped. */
  readonly finishReason: FinishReason;
  /** Tokens of the call. */
  readonly usage: Usage;
  /** What ended it; there exactly when `state` is not `finished`. */
  readonly error?: EnhancedCodeError;
  /** What the response said about itself. */
  readonly response?: ResponseInfo;
}
