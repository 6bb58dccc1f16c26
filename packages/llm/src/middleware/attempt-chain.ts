import type { Attempt, EnhancedCodeError } from '@enhanced-code/errors';
import { createAggregate } from '@enhanced-code/errors/recovery';
import type { Clock } from '../clock.ts';
import { llmErrors } from '../errors/llm-errors.ts';
import type { LanguageModel, ModelRequest } from '../model.ts';
import { batchesOf } from '../stream/batches.ts';
import type { PartSource } from '../stream/model-stream.ts';
import { pause } from '../stream/pause.ts';
import { addUsage } from '../stream/usage.ts';
import type { FinishPart, StreamPart, Usage } from '../stream-part.ts';

/** An attempt that did not finish well. */
export interface FailedAttempt {
  readonly error: EnhancedCodeError;
  /** Which attempt it was, from 0. */
  readonly attempt: number;
  /** Whether it had sent any part that a consumer may have shown. */
  readonly visible: boolean;
  readonly signal: AbortSignal;
}

/** What follows a failed attempt: another one, on the same model or another, or the end. */
export type NextAttempt =
  | { readonly kind: 'again'; readonly model: LanguageModel; readonly delayMs: number }
  | { readonly kind: 'stop'; readonly error: EnhancedCodeError };

/** What an attempt chain is made of. */
export interface AttemptChainOptions {
  /** The model of the first attempt. */
  readonly model: LanguageModel;
  readonly request: ModelRequest;
  readonly signal: AbortSignal | undefined;
  readonly clock: Clock;
  /** Decides after each failed attempt. */
  decide(failed: FailedAttempt): NextAttempt;
}

/**
 * Several attempts as one stream. Before a further attempt, the parts of the failed one are taken back by an
 * `attempt-reset`, so that a consumer who follows it shows everything once. The `finish` part holds the usage
 * of all attempts; where all failed, its error is the first one, with the list of all attempts.
 */
export class AttemptChain implements PartSource {
  readonly provider: string;
  readonly modelId: string;
  readonly #options: AttemptChainOptions;
  readonly #abort = new AbortController();
  readonly #attempts: Attempt[] = [];
  readonly #usages: Usage[] = [];
  readonly #live = new Set<string>();
  #next: { readonly model: LanguageModel; readonly delayMs: number } | undefined;
  #read: (() => Promise<readonly StreamPart[]>) | undefined;
  #model: LanguageModel;
  #attemptId = '';
  #counted = false;
  #startedAt = 0;
  #first: FinishPart | undefined;

  constructor(options: AttemptChainOptions) {
    this.provider = options.model.provider;
    this.modelId = options.model.modelId;
    this.#options = options;
    this.#model = options.model;
    this.#next = { model: options.model, delayMs: 0 };
    options.signal?.addEventListener('abort', this.#onAbort);
    if (options.signal?.aborted) this.#onAbort();
  }

  async pull(): Promise<readonly StreamPart[]> {
    const read = this.#read ?? (await this.#start());
    if (read === undefined) return [this.#cancelled()];
    const batch = await read();
    for (const part of batch) this.#track(part);
    const last = batch[batch.length - 1];
    if (last?.type !== 'finish') return batch;
    // A foreign model may tell its tokens only at the end, where those of all attempts are added up.
    const count: StreamPart[] = this.#counted ? [] : [{ type: 'usage', usage: last.usage }];
    return [...batch.slice(0, -1), ...count, this.#end(last)];
  }

  cancel(): void {
    this.#abort.abort();
  }

  readonly #onAbort = (): void => this.#abort.abort(this.#options.signal?.reason);

  /** Starts the next attempt, after its delay; gives nothing where the call was cancelled meanwhile. */
  async #start(): Promise<(() => Promise<readonly StreamPart[]>) | undefined> {
    const { model, delayMs } = this.#next ?? { model: this.#model, delayMs: 0 };
    const { signal } = this.#abort;
    if (delayMs > 0) await pause(this.#options.clock, delayMs, signal);
    if (signal.aborted && this.#attempts.length > 0) return undefined;
    this.#model = model;
    this.#counted = false;
    this.#startedAt = this.#options.clock.now();
    this.#read = batchesOf(model.stream(this.#options.request, { signal }));
    return this.#read;
  }

  #track(part: StreamPart): void {
    if (part.type === 'attempt-start') this.#attemptId = part.attemptId;
    else if (part.type === 'usage') this.#counted = true;
    else if (part.type === 'attempt-reset') for (const id of part.retract) this.#live.delete(id);
    else if ('partId' in part) this.#live.add(part.partId);
  }

  #end(finish: FinishPart): StreamPart {
    this.#usages.push(finish.usage);
    const { error } = finish;
    if (error === undefined || error.class === 'aborted') return this.#final(finish);
    const decision = this.#options.decide({
      error,
      attempt: this.#attempts.length,
      visible: this.#live.size > 0,
      signal: this.#abort.signal,
    });
    this.#first ??= finish;
    this.#record(error, finish.usage);
    if (decision.kind === 'stop') return this.#giveUp(decision.error, finish);
    return this.#reset(decision, error);
  }

  #reset(
    next: { readonly model: LanguageModel; readonly delayMs: number },
    error: EnhancedCodeError,
  ): StreamPart {
    const retract = [...this.#live];
    this.#live.clear();
    this.#next = next;
    this.#read = undefined;
    return { type: 'attempt-reset', attemptId: this.#attemptId, retract, error };
  }

  #record(error: EnhancedCodeError, { raw: _raw, ...usage }: Usage): void {
    const target = `${this.#model.provider}/${this.#model.modelId}`;
    const latencyMs = this.#options.clock.now() - this.#startedAt;
    const own = { target, class: error.class, code: error.code, latencyMs, usage };
    this.#attempts.push(...(error.attempts ?? [own]));
  }

  /** One attempt fails as it failed; several fail as the first did. */
  #giveUp(error: EnhancedCodeError, last: FinishPart): StreamPart {
    const first = this.#first ?? last;
    const primary = error === last.error ? (first.error ?? error) : error;
    const aggregate = this.#attempts.length === 1 ? primary : createAggregate(primary, this.#attempts);
    return this.#final({ ...last, state: first.state, finishReason: first.finishReason, error: aggregate });
  }

  #cancelled(): StreamPart {
    const { provider, modelId } = this;
    const cause = this.#abort.signal.reason;
    return this.#final({
      type: 'finish',
      state: 'cancelled',
      finishReason: { unified: 'other' },
      usage: addUsage(this.#usages),
      error: createAggregate(
        llmErrors.create('EC_LLM_CANCELLED', { provider, modelId }, { cause }),
        this.#attempts,
      ),
    });
  }

  #final(finish: FinishPart): FinishPart {
    this.#options.signal?.removeEventListener('abort', this.#onAbort);
    return { ...finish, usage: addUsage(this.#usages) };
  }
}
