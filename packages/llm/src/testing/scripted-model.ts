import type { EnhancedCodeError } from '@enhanced-code/errors';
import { type Clock, systemClock } from '../clock.ts';
import type { JsonValue } from '../json.ts';
import type { LanguageModel, ModelCapabilities, ModelRequest } from '../model.ts';
import { createModelStream } from '../stream/model-stream.ts';
import type { FinishReason, Usage } from '../stream-part.ts';
import type { CallErrorCode } from '../wire/call-errors.ts';
import { ScriptedCall } from './scripted-call.ts';

/** A tool call that a scripted model makes. */
export interface ScriptedToolCall {
  /** Name of the tool. */
  readonly toolName: string;
  /** The input; a text is sent as it is, so that it may be broken. */
  readonly input: JsonValue;
  /** Default is a counted one. */
  readonly toolCallId?: string;
}

/** A failure of a provider, with its advice about another try. */
export interface ScriptedFailure {
  /** The entry of the catalogue, such as `EC_LLM_RATE_LIMIT`; it says whether another try may help. */
  readonly code: CallErrorCode;
  /** How long the provider asks to wait, in milliseconds. Default: it does not say. */
  readonly retryAfterMs?: number;
  /** HTTP status. Default: none, as for an error inside of a stream. */
  readonly status?: number;
}

/** What a scripted model does in one call. All of it happens in the order of the fields. */
export interface ScriptedStep {
  /** Milliseconds of its clock before the first part. Default 0. */
  readonly delayMs?: number;
  /** Thoughts before the answer. */
  readonly reasoning?: string;
  /** The answer, sent in pieces of `chunkSize` characters. */
  readonly text?: string;
  /** The answer in exactly these pieces, instead of `text`. */
  readonly chunks?: readonly string[];
  /** Default 24. */
  readonly chunkSize?: number;
  /** Milliseconds of its clock before each further piece. Default 0. */
  readonly chunkDelayMs?: number;
  /** Tool calls after the answer. Default: none. */
  readonly toolCalls?: readonly ScriptedToolCall[];
  /** Sends the input of tool calls in pieces of so many characters. Default: in one. */
  readonly inputChunkSize?: number;
  /** Ends the call as truncated after this many pieces of text; `true` after all. */
  readonly cut?: number | true;
  /** Ends the call with this error, after everything before it was sent. */
  readonly error?: EnhancedCodeError | ScriptedFailure;
  /** Never ends; only cancelling ends it. */
  readonly hang?: true;
  /** How it ends otherwise; `length` makes it truncated and `content-filter` refused. */
  readonly finishReason?: FinishReason['unified'];
  /** Default is an estimate. */
  readonly usage?: Usage;
}

/** A step, or a function that makes it from the request. */
export type ScriptStep = ScriptedStep | ((request: ModelRequest, call: number) => ScriptedStep);

/** A model that follows a script and remembers what it was asked. */
export interface ScriptedModel extends LanguageModel {
  /** The requests so far, frozen as they came. */
  readonly requests: readonly ModelRequest[];
}

/** Options of `scriptedModel`. */
export interface ScriptedModelOptions {
  /** Default `scripted`. */
  readonly provider?: string;
  /** Default `scripted`. */
  readonly modelId?: string;
  /** What it can do. Default: tools, images, files and structured output, which the script has to hold to. */
  readonly capabilities?: Partial<ModelCapabilities>;
  /** Where delays run. Default is the machine's clock. */
  readonly clock?: Clock;
  /** Makes ids of attempts. Default counts: `attempt-1`, `attempt-2` and so on. */
  readonly newId?: () => string;
}

/**
 * A model without a network: each call takes the next step of the script. A call beyond its end fails with
 * `EC_LLM_INTERNAL`, so that a test notices it.
 */
export function scriptedModel(
  steps: readonly ScriptStep[],
  options: ScriptedModelOptions = {},
): ScriptedModel {
  const { provider = 'scripted', modelId = 'scripted', clock = systemClock } = options;
  const requests: ModelRequest[] = [];
  return {
    provider,
    modelId,
    capabilities: { tools: true, images: true, files: true, structuredOutput: true, ...options.capabilities },
    requests,
    stream(request, { signal } = {}) {
      const call = requests.push(structuredClone(request));
      const attemptId = options.newId?.() ?? `attempt-${call}`;
      const found = steps[call - 1];
      const step = typeof found === 'function' ? found(request, call) : found;
      return createModelStream(
        new ScriptedCall({ provider, modelId, clock, attemptId, step, request, signal }),
      );
    },
  };
}
