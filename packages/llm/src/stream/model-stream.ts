import { llmErrors } from '../errors/llm-errors.ts';
import type { ModelStream } from '../model.ts';
import type { FinishPart, ModelResult, StreamPart } from '../stream-part.ts';
import { type BatchedStream, nextBatch } from './batches.ts';
import { PartCollector } from './part-collector.ts';

/** Where the parts of a stream come from, in batches as they arrive. */
export interface PartSource {
  /** Who serves the model, for errors. */
  readonly provider: string;
  /** The model's name, for errors. */
  readonly modelId: string;
  /** The next parts. The last batch ends with `finish`; it is not asked again after that. */
  pull(): Promise<readonly StreamPart[]>;
  /** Ends the call early; the pull that runs or the next one gives the `finish` part at once. */
  cancel(): void;
}

const DONE: IteratorResult<StreamPart> = { done: true, value: undefined };

/** Makes a stream that keeps the contract of `ModelStream` from a source of parts. */
export function createModelStream(source: PartSource): ModelStream {
  return new SourceStream(source);
}

class SourceStream implements BatchedStream {
  readonly #source: PartSource;
  readonly #collector = new PartCollector();
  #queue: StreamPart[] = [];
  #head = 0;
  #filling: Promise<void> | undefined;
  #finish: FinishPart | undefined;
  #left = false;

  constructor(source: PartSource) {
    this.#source = source;
  }

  [Symbol.asyncIterator](): AsyncIterator<StreamPart> {
    return { next: () => this.#next(), return: () => this.#leave() };
  }

  async [nextBatch](): Promise<readonly StreamPart[]> {
    if (this.#head === this.#queue.length && this.#finish === undefined) await this.#fill();
    const batch = this.#queue.slice(this.#head);
    this.#queue = [];
    this.#head = 0;
    return batch;
  }

  async result(): Promise<ModelResult> {
    while (this.#finish === undefined) await this.#fill();
    return this.#collector.result(this.#finish);
  }

  #next(): Promise<IteratorResult<StreamPart>> {
    const part = this.#queue[this.#head];
    if (part !== undefined) {
      this.#head += 1;
      return Promise.resolve({ done: false, value: part });
    }
    if (this.#finish !== undefined || this.#left) return Promise.resolve(DONE);
    return this.#fill().then(() => this.#next());
  }

  async #leave(): Promise<IteratorResult<StreamPart>> {
    this.#left = true;
    this.#queue = [];
    this.#head = 0;
    if (this.#finish === undefined) {
      this.#source.cancel();
      await this.result();
    }
    return DONE;
  }

  /** One pull at a time, whoever asks: the reader of parts and `result()` share it. */
  #fill(): Promise<void> {
    this.#filling ??= this.#source
      .pull()
      .catch((error: unknown) => [this.#broken('it threw instead of finishing', error)])
      .then((batch) => {
        this.#filling = undefined;
        this.#accept(batch);
      });
    return this.#filling;
  }

  #accept(batch: readonly StreamPart[]): void {
    const unread = this.#head < this.#queue.length;
    if (!unread) {
      this.#queue = [];
      this.#head = 0;
    }
    for (const part of batch) {
      if (this.#finish !== undefined) return;
      this.#collector.add(part);
      if (part.type === 'finish') this.#finish = part;
      if (!this.#left) this.#enqueue(part, unread);
    }
  }

  /** Where nobody reads, deltas of one part are joined, so that waiting parts take no more than their text. */
  #enqueue(part: StreamPart, unread: boolean): void {
    const last = unread ? this.#queue[this.#queue.length - 1] : undefined;
    const merged = last === undefined ? undefined : joinDeltas(last, part);
    if (merged === undefined) this.#queue.push(part);
    else this.#queue[this.#queue.length - 1] = merged;
  }

  #broken(reason: string, cause: unknown): FinishPart {
    const { provider, modelId } = this.#source;
    return {
      type: 'finish',
      state: 'failed',
      finishReason: { unified: 'error' },
      usage: { inputTokens: 0, outputTokens: 0, source: 'estimated' },
      error: llmErrors.create('EC_LLM_INTERNAL', { provider, modelId, reason }, { cause }),
    };
  }
}

function joinDeltas(last: StreamPart, next: StreamPart): StreamPart | undefined {
  if (last.type === 'tool-call-delta') {
    const fits = next.type === 'tool-call-delta' && next.partId === last.partId;
    return fits ? { ...last, inputText: last.inputText + next.inputText } : undefined;
  }
  if (last.type !== 'text-delta' && last.type !== 'reasoning-delta') return undefined;
  const fits = next.type === last.type && next.partId === last.partId;
  return fits ? { ...last, text: last.text + next.text } : undefined;
}
