import { type EnhancedCodeError, isEnhancedCodeError } from '@enhanced-code/errors';
import { llmErrors } from '../errors/llm-errors.ts';
import type { LanguageModel, ModelRequest, ModelStream } from '../model.ts';
import { batchesOf } from '../stream/batches.ts';
import { createModelStream, type PartSource } from '../stream/model-stream.ts';
import type { FinishPart, StreamPart, Usage } from '../stream-part.ts';
import { withoutStream } from './retry.ts';

/** A function that wraps a model in another one. */
export type ModelMiddleware = (model: LanguageModel) => LanguageModel;

/** A call that asks to be let through. */
export interface GuardedCall {
  /** The model that would be asked. */
  readonly model: LanguageModel;
  /** What it would be asked. */
  readonly request: ModelRequest;
  /** Aborted when the caller cancels the call; whoever waits here must listen. */
  readonly signal: AbortSignal;
  /** Ends the running call with this error, even if the model ignores its signal; `usage` is what it had used. */
  end(error: EnhancedCodeError, usage?: Usage): void;
}

/** How a call is let through. */
export interface CallPass {
  /** What is asked instead. Default: the request as it came. */
  readonly request?: ModelRequest;
  /** An answer that is already there; the model is then not asked. */
  readonly answer?: ModelStream;
  /** Sees each part before the consumer does. */
  onPart?(part: StreamPart): void;
  /** Told exactly once how the call ended, whatever the end. */
  onEnd?(finish: FinishPart): void;
}

/** Decides about each call: lets it through, or throws an error of a catalogue, and then nothing is sent. */
export type CallGuard = (call: GuardedCall) => CallPass | Promise<CallPass>;

/** Nothing was sent, which is known exactly. */
const NOTHING_USED: Usage = { inputTokens: 0, outputTokens: 0, source: 'measured' };

/**
 * A model each of whose calls first passes a guard and is watched to its end: what every limit, budget, cache and
 * log of this package is made of, and those of your own.
 */
export function guardCalls(model: LanguageModel, guard: CallGuard): LanguageModel {
  return {
    ...withoutStream(model),
    stream: (request, { signal } = {}) =>
      createModelStream(new GuardedSource({ model, guard, request, signal })),
  };
}

/** Wraps a model in several middlewares; the first one is the outermost and sees a call first. */
export function applyMiddleware(
  model: LanguageModel,
  ...middlewares: readonly ModelMiddleware[]
): LanguageModel {
  return middlewares.reduceRight((wrapped, middleware) => middleware(wrapped), model);
}

/** A model whose requests are changed before they are sent. */
export function mapRequests(
  model: LanguageModel,
  change: (request: ModelRequest) => ModelRequest | Promise<ModelRequest>,
): LanguageModel {
  return guardCalls(model, async ({ request }) => ({ request: await change(request) }));
}

interface GuardedSourceOptions {
  readonly model: LanguageModel;
  readonly guard: CallGuard;
  readonly request: ModelRequest;
  readonly signal: AbortSignal | undefined;
}

interface Interruption {
  readonly error: EnhancedCodeError;
  readonly usage: Usage;
}

class GuardedSource implements PartSource {
  readonly provider: string;
  readonly modelId: string;
  readonly #options: GuardedSourceOptions;
  readonly #abort = new AbortController();
  #pass: CallPass = {};
  #read: (() => Promise<readonly StreamPart[]>) | undefined;
  #interruption: Interruption | undefined;
  #wake: (() => void) | undefined;

  constructor(options: GuardedSourceOptions) {
    this.provider = options.model.provider;
    this.modelId = options.model.modelId;
    this.#options = options;
    options.signal?.addEventListener('abort', this.#onAbort);
    if (options.signal?.aborted) this.#onAbort();
  }

  async pull(): Promise<readonly StreamPart[]> {
    try {
      this.#read ??= await this.#enter();
      return this.#watch(await this.#next(this.#read));
    } catch (thrown) {
      return [this.#end(this.#failure(thrown))];
    }
  }

  cancel(): void {
    this.#abort.abort();
  }

  readonly #onAbort = (): void => this.#abort.abort(this.#options.signal?.reason);

  async #enter(): Promise<() => Promise<readonly StreamPart[]>> {
    const { model, guard, request } = this.#options;
    const { signal } = this.#abort;
    const end = (error: EnhancedCodeError, usage = NOTHING_USED): void => this.#interrupt({ error, usage });
    this.#pass = await guard({ model, request, signal, end });
    return batchesOf(this.#pass.answer ?? model.stream(this.#pass.request ?? request, { signal }));
  }

  /** The next batch, unless the guard ends the call first. */
  #next(read: () => Promise<readonly StreamPart[]>): Promise<readonly StreamPart[]> {
    return new Promise((resolve, reject) => {
      this.#wake = () => resolve([]);
      if (this.#interruption === undefined) read().then(resolve, reject);
      else resolve([]);
    });
  }

  #watch(batch: readonly StreamPart[]): readonly StreamPart[] {
    if (this.#interruption !== undefined) return [this.#end(failed(this.#interruption))];
    for (const part of batch) if (part.type !== 'finish') this.#pass.onPart?.(part);
    const last = batch[batch.length - 1];
    return last?.type === 'finish' ? [...batch.slice(0, -1), this.#end(last)] : batch;
  }

  #interrupt(interruption: Interruption): void {
    if (this.#interruption !== undefined) return;
    this.#interruption = interruption;
    this.#abort.abort(interruption.error);
    this.#wake?.();
  }

  /** The guard is told before anybody else, once. */
  #end(finish: FinishPart): FinishPart {
    this.#options.signal?.removeEventListener('abort', this.#onAbort);
    const { onEnd } = this.#pass;
    this.#pass = {};
    onEnd?.(finish);
    return finish;
  }

  #failure(thrown: unknown): FinishPart {
    const { provider, modelId } = this;
    if (isEnhancedCodeError(thrown) && thrown.class !== 'aborted')
      return failed({ error: thrown, usage: NOTHING_USED });
    if (this.#abort.signal.aborted || isEnhancedCodeError(thrown)) return this.#cancelled(thrown);
    const details = { provider, modelId, reason: 'a guard of the call threw' };
    const error = llmErrors.create('EC_LLM_INTERNAL', details, { cause: thrown });
    return failed({ error, usage: NOTHING_USED });
  }

  #cancelled(cause: unknown): FinishPart {
    const { provider, modelId } = this;
    const error = llmErrors.create('EC_LLM_CANCELLED', { provider, modelId }, { cause });
    return {
      ...failed({ error, usage: NOTHING_USED }),
      state: 'cancelled',
      finishReason: { unified: 'other' },
    };
  }
}

function failed({ error, usage }: Interruption): FinishPart {
  return { type: 'finish', state: 'failed', finishReason: { unified: 'error' }, usage, error };
}
