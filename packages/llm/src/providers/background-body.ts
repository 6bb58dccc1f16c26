import type { EnhancedCodeError } from '@enhanced-code/errors';
import type { Clock } from '../clock.ts';
import { pause } from '../stream/pause.ts';
import type { BodyDecoder } from '../wire/body-decoder.ts';
import type { EventCursor } from '../wire/wire-decoder.ts';

/** Requests about an answer that its server goes on with while nobody is connected. */
export interface BackgroundRequests {
  /** How often one answer may be taken up again. */
  readonly maxResumes: number;
  /** Asks for the events after the one with the number `after`; rejects with what the SDK throws. */
  resume(answerId: string, after: number, signal: AbortSignal): Promise<Response>;
  /** Tells the server to stop; never throws before it gives its promise. */
  cancel(answerId: string, signal: AbortSignal): Promise<unknown>;
}

/** What the body of an answer in the background is read with. */
export interface BackgroundOptions {
  readonly requests: BackgroundRequests;
  /** Where the events stand that were decoded so far. */
  readonly cursor: EventCursor;
  readonly body: BodyDecoder;
  readonly clock: Clock;
  /** Whether the last event was seen, after which nothing runs on the server. */
  isComplete(): boolean;
  /** What something thrown by a request stands for. */
  toError(thrown: unknown): EnhancedCodeError;
}

/** Makes the body of an answer in the background out of that of its first connection. */
export type TakeUp = (
  first: ReadableStream<Uint8Array>,
  options: Omit<BackgroundOptions, 'requests'>,
) => BackgroundBody;

/** How long the request to stop an answer may take, in milliseconds; nobody waits for it. */
const CANCEL_MS = 15_000;

/** Milliseconds before the second resume in a row that brought nothing; doubled with each further one. */
const PAUSE_MS = 500;

/** The longest pause in milliseconds; a server that asks for a longer one is not asked again. */
const LONGEST_PAUSE_MS = 30_000;

/**
 * The body of an answer that goes on in the background. Where its connection is lost, it is taken up by another one
 * after the last event that was decoded; the beginning of an event that broke off is forgotten, since it comes again.
 */
export class BackgroundBody {
  readonly stream: ReadableStream<Uint8Array>;
  readonly #options: BackgroundOptions;
  #reader: ReadableStreamDefaultReader<Uint8Array>;
  /** Aborted where the present connection is given up. */
  #connection = new AbortController();
  #rejectWait: (reason: unknown) => void = () => {};
  /** How the last connection was lost; without `thrown` it just ended. */
  #loss: { readonly thrown?: unknown } = {};
  #resumes = 0;
  /** Resumes since the last new event, and the event they began after. */
  #vain = 0;
  #resumedAfter: number | undefined;
  #retryAfterMs = 0;
  #closed = false;
  #abandoned = false;

  constructor(first: ReadableStream<Uint8Array>, options: BackgroundOptions) {
    this.#options = options;
    this.#reader = first.getReader();
    options.cursor.follow();
    // Nothing is read ahead: what was read has been decoded before the next bytes are asked for.
    this.stream = new ReadableStream<Uint8Array>(
      { pull: (controller) => this.#pull(controller), cancel: () => this.#close() },
      { highWaterMark: 0 },
    );
  }

  /** The connection is silent for too long. Gives whether another one is tried instead of an end. */
  stalled(error: EnhancedCodeError): boolean {
    if (!this.#canResume()) return false;
    this.#drop(error);
    return true;
  }

  /** Nobody reads any more: tells the server to stop, without waiting for it, unless it has ended by itself. */
  abandon(): void {
    const { requests, cursor, clock, isComplete } = this.#options;
    if (this.#abandoned || isComplete() || cursor.answerId === undefined) return;
    this.#abandoned = true;
    const limit = new AbortController();
    const stopTimer = clock.after(CANCEL_MS, () => limit.abort());
    // Whoever has left is not told that this failed.
    const ignored = (): void => {};
    requests.cancel(cursor.answerId, limit.signal).then(ignored, ignored).finally(stopTimer);
  }

  async #pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    for (;;) {
      const bytes = await this.#next();
      if (this.#closed) return;
      if (bytes !== undefined) return controller.enqueue(bytes);
      if (!(await this.#resume())) return this.#end(controller);
    }
  }

  /** As the connection that was lost would have ended it. */
  #end(controller: ReadableStreamDefaultController<Uint8Array>): void {
    if (this.#closed) return;
    if ('thrown' in this.#loss) controller.error(this.#loss.thrown);
    else controller.close();
  }

  /** The next bytes, or `undefined` where the connection is lost. */
  async #next(): Promise<Uint8Array | undefined> {
    this.#loss = {};
    if (this.#options.cursor.gap) return undefined;
    try {
      return (await this.#unlessDropped(this.#reader.read())).value;
    } catch (thrown) {
      this.#loss = { thrown };
      return undefined;
    }
  }

  #canResume(): boolean {
    const { requests, cursor, body } = this.#options;
    const open = !this.#closed && !body.complete;
    const known = cursor.answerId !== undefined && cursor.last !== undefined;
    return open && known && this.#resumes < requests.maxResumes;
  }

  async #resume(): Promise<boolean> {
    const { body, cursor } = this.#options;
    body.flush();
    // What a server leaves out again where it was asked for it, it will not send.
    const missing = cursor.gap && cursor.last === this.#resumedAfter;
    if (missing || !this.#canResume()) return false;
    this.#drop(undefined);
    body.restart();
    while (this.#canResume()) {
      const opened = await this.#open(cursor.answerId ?? '', cursor.last ?? 0);
      if (opened !== 'again') return opened;
    }
    return false;
  }

  /** Opens the next connection. Gives whether it stands, or that another try may help. */
  async #open(answerId: string, after: number): Promise<boolean | 'again'> {
    const { requests, cursor, toError } = this.#options;
    this.#connection = new AbortController();
    const { signal } = this.#connection;
    try {
      await this.#unlessDropped(this.#rest(after, signal));
      const response = await this.#unlessDropped(requests.resume(answerId, after, signal));
      this.#reader = (response.body ?? new ReadableStream({ start: (empty) => empty.close() })).getReader();
      cursor.resumed();
      return true;
    } catch (thrown) {
      const { retryable, retryAfterMs = 0 } = toError(thrown);
      this.#retryAfterMs = retryAfterMs;
      return retryable && retryAfterMs <= LONGEST_PAUSE_MS ? 'again' : false;
    }
  }

  /** The first resume after something new is at once; the others leave the server time. */
  async #rest(after: number, signal: AbortSignal): Promise<void> {
    this.#vain = after === this.#resumedAfter ? this.#vain + 1 : 0;
    this.#resumedAfter = after;
    this.#resumes += 1;
    const growing = this.#vain === 0 ? 0 : Math.min(PAUSE_MS * 2 ** (this.#vain - 1), LONGEST_PAUSE_MS);
    const ms = Math.max(growing, this.#retryAfterMs);
    this.#retryAfterMs = 0;
    if (ms > 0) await pause(this.#options.clock, ms, signal);
  }

  /** Waits for I/O, but not for that of a connection that was given up, even if it ignores its signal. */
  #unlessDropped<Value>(work: Promise<Value>): Promise<Value> {
    return new Promise((resolve, reject) => {
      const { signal } = this.#connection;
      this.#rejectWait = reject;
      work.then(resolve, reject);
      if (signal.aborted) reject(signal.reason);
    });
  }

  #drop(reason: unknown): void {
    this.#connection.abort(reason);
    this.#rejectWait(reason);
    this.#reader.cancel().catch(() => {});
  }

  #close(): void {
    this.#closed = true;
    this.#drop(undefined);
  }
}
