import { fromJSON } from '@enhanced-code/errors';
import { type Clock, systemClock } from '../clock.ts';
import { llmErrors } from '../errors/llm-errors.ts';
import type { LanguageModel } from '../model.ts';
import { createModelStream } from '../stream/model-stream.ts';
import { pause } from '../stream/pause.ts';
import type { FinishPart, StreamPart } from '../stream-part.ts';
import type { Cassette, RecordedCall, RecordedPart } from './cassette.ts';
import { type RecordOptions, scrubbedKey } from './record-model.ts';

/** Options of `replayModel`. Give the options for secrets with which it was recorded, if there were any. */
export interface ReplayOptions extends RecordOptions {
  /** Milliseconds of the clock before each part. Default 0. */
  readonly partDelayMs?: number;
  /** Where delays run. Default is the machine's clock. */
  readonly clock?: Clock;
}

/**
 * A model that answers from a recording: a request gets the answer that it got then, and the nth one of the same
 * request the nth. It never calls anybody: what is not recorded fails with `EC_LLM_CASSETTE_MISS`.
 */
export function replayModel(cassette: Cassette, options: ReplayOptions = {}): LanguageModel {
  const { provider, modelId, capabilities } = cassette;
  const waiting = new Map<string, RecordedCall[]>();
  for (const call of cassette.calls) waiting.set(call.key, [...(waiting.get(call.key) ?? []), call]);
  return {
    ...{ provider, modelId, capabilities },
    stream(request, { signal } = {}) {
      const key = scrubbedKey(request, options);
      const call = waiting.get(key)?.shift();
      const reason = waiting.has(key) ? 'it was made less often' : 'it was never made';
      const parts = call?.parts.map(toPart) ?? [missed(cassette, key, reason)];
      return createModelStream(player(cassette, parts, options, signal));
    },
  };
}

function missed({ provider, modelId }: Cassette, key: string, reason: string): FinishPart {
  const error = llmErrors.create('EC_LLM_CASSETTE_MISS', { provider, modelId, key, reason });
  const usage = { inputTokens: 0, outputTokens: 0, source: 'measured' } as const;
  return { type: 'finish', state: 'failed', finishReason: { unified: 'error' }, usage, error };
}

function toPart(part: RecordedPart): StreamPart {
  const copy = structuredClone(part);
  return ('error' in copy && copy.error !== undefined
    ? { ...copy, error: fromJSON(copy.error) }
    : copy) as unknown as StreamPart;
}

function player(
  { provider, modelId }: Cassette,
  parts: readonly StreamPart[],
  { partDelayMs = 0, clock = systemClock }: ReplayOptions,
  signal: AbortSignal | undefined,
): Parameters<typeof createModelStream>[0] {
  const left = new AbortController();
  const stopped = (): boolean => signal?.aborted === true || left.signal.aborted;
  let at = 0;
  return {
    ...{ provider, modelId },
    async pull() {
      const part = parts[at];
      at += 1;
      if (partDelayMs > 0 && !stopped()) {
        await pause(
          clock,
          partDelayMs,
          signal === undefined ? left.signal : AbortSignal.any([signal, left.signal]),
        );
      }
      // Being cancelled before the end is its own end, as it is with a provider.
      return part === undefined || (stopped() && part.type !== 'finish')
        ? [cancelled(provider, modelId)]
        : [part];
    },
    cancel: () => left.abort(),
  };
}

function cancelled(provider: string, modelId: string): FinishPart {
  const error = llmErrors.create('EC_LLM_CANCELLED', { provider, modelId });
  const usage = { inputTokens: 0, outputTokens: 0, source: 'estimated' } as const;
  return { type: 'finish', state: 'cancelled', finishReason: { unified: 'other' }, usage, error };
}
