import type { EnhancedCodeError } from '@enhanced-code/errors';
import type { AnswerStore } from '../cache/answer-store.ts';
import {
  type CachedAnswer,
  readCachedAnswer,
  replayAnswer,
  toCachedAnswer,
  writeCachedAnswer,
} from '../cache/cached-answer.ts';
import { requestKey } from '../cache/canonical-json.ts';
import { type Clock, systemClock } from '../clock.ts';
import { llmErrors } from '../errors/llm-errors.ts';
import type { LanguageModel, ModelRequest } from '../model.ts';
import { PartCollector } from '../stream/part-collector.ts';
import type { FinishPart } from '../stream-part.ts';
import { type CallPass, guardCalls } from './guard-calls.ts';

/** What a cache did. A problem never fails the call: the model is asked instead. */
export type CacheEvent =
  | {
      /** A kept answer is given again, none is there, or a fresh one was kept. */
      readonly type: 'hit' | 'miss' | 'stored';
      /** Key of the request. */
      readonly key: string;
    }
  | {
      /** An entry cannot be read or written. */
      readonly type: 'problem';
      /** Key of the request. */
      readonly key: string;
      /** What is wrong, as `EC_LLM_CACHE_ENTRY`. */
      readonly error: EnhancedCodeError;
    };

/** Options of `withCache`. */
export interface WithCacheOptions {
  /** Where answers are kept. */
  readonly store: AnswerStore;
  /** Whether a request may be answered from the cache and its answer kept. Default: every one. */
  readonly cacheable?: (request: ModelRequest) => boolean;
  /** Told what the cache does. */
  readonly onEvent?: (event: CacheEvent) => void;
  /** Default is the machine's clock. */
  readonly clock?: Clock;
}

/**
 * Answers a request that was asked before, exactly so, with the answer of then, as a stream whose usage is nothing and
 * whose `response.cached` says what it had cost. Only answers that finished are kept. A damaged entry is a miss.
 */
export function withCache(model: LanguageModel, options: WithCacheOptions): LanguageModel {
  const cache = new RequestCache(model, options);
  const { cacheable = () => true } = options;
  return guardCalls(model, ({ request }) => (cacheable(request) ? cache.pass(request) : {}));
}

class RequestCache {
  readonly #model: LanguageModel;
  readonly #options: WithCacheOptions;

  constructor(model: LanguageModel, options: WithCacheOptions) {
    this.#model = model;
    this.#options = options;
  }

  async pass(request: ModelRequest): Promise<CallPass> {
    const key = requestKey(this.#model, request);
    const answer = await this.#find(key);
    this.#options.onEvent?.({ type: answer === undefined ? 'miss' : 'hit', key });
    return answer === undefined ? this.#collect(key) : { answer: replayAnswer(answer, this.#model) };
  }

  async #find(key: string): Promise<CachedAnswer | undefined> {
    const { store } = this.#options;
    try {
      const text = await store.get(key);
      if (text === undefined) return undefined;
      const found = readCachedAnswer(key, text);
      if ('answer' in found) return found.answer;
      this.#tell(key, found.problem);
      await store.delete(key);
    } catch (cause) {
      this.#tell(key, 'the store failed', cause);
    }
    return undefined;
  }

  /** The answer is kept beside its delivery, so that a slow store holds nobody up. */
  #collect(key: string): CallPass {
    const collector = new PartCollector();
    return {
      onPart: (part) => collector.add(part),
      onEnd: (finish) => {
        if (finish.state === 'finished') void this.#keep(key, collector, finish);
      },
    };
  }

  async #keep(key: string, collector: PartCollector, finish: FinishPart): Promise<void> {
    const { store, clock = systemClock, onEvent } = this.#options;
    try {
      const answer = toCachedAnswer(key, collector.result(finish), clock.now());
      await store.set(key, writeCachedAnswer(answer));
      onEvent?.({ type: 'stored', key });
    } catch (cause) {
      this.#tell(key, 'the store failed', cause);
    }
  }

  #tell(key: string, reason: string, cause?: unknown): void {
    const options = cause === undefined ? {} : { cause };
    this.#options.onEvent?.({
      type: 'problem',
      key,
      error: llmErrors.create('EC_LLM_CACHE_ENTRY', { key, reason }, options),
    });
  }
}
