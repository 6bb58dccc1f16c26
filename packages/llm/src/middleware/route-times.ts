import type { Clock } from '../clock.ts';
import type { LanguageModel } from '../model.ts';
import { withDeadlines } from './deadlines.ts';
import { withoutStream } from './retry.ts';

/** A model whose turn it is, and the time that is left. */
export interface RouteTurn {
  /** The model. */
  readonly model: LanguageModel;
  /** Its place in the list, 0-based. */
  readonly index: number;
  /** How many models may still be asked, this one included. */
  readonly remaining: number;
  /** Time that is left for all of them, in milliseconds. */
  readonly leftMs: number;
}

/** One deadline for all models of a fallback, and how it is shared among them. */
export interface SharedDeadline {
  /** Time for the whole call, whichever models are asked, in milliseconds. */
  readonly totalMs: number;
  /**
   * How much of the time that is left a model may take, in milliseconds; more than is left counts as all of it.
   * Default: the same share for it and for each one after it, so that the last one gets all that is left.
   */
  readonly shareMs?: (turn: RouteTurn) => number;
  /**
   * What a model must have sent before its share is used up. `start`: the first content; after that it may go on for
   * all the time that is left, since an answer that arrives is worth more than a second attempt. `answer`: all of it.
   * Default `start`.
   */
  readonly until?: 'start' | 'answer';
}

/** The time of one call with fallbacks: it begins when the first model is asked. */
export class RouteTimes {
  readonly #deadline: SharedDeadline;
  readonly #clock: Clock;
  readonly #count: number;
  #dueAt: number | undefined;

  constructor(deadline: SharedDeadline, clock: Clock, count: number) {
    this.#deadline = deadline;
    this.#clock = clock;
    this.#count = count;
  }

  /** Whether there is time to ask another model. */
  get left(): boolean {
    return this.#leftMs() > 0;
  }

  /** The model, held to its share of the time that is left when it is asked. */
  hold(model: LanguageModel, index: number): LanguageModel {
    return {
      ...withoutStream(model),
      stream: (request, options) => withDeadlines(model, this.#limits(model, index)).stream(request, options),
    };
  }

  #limits(model: LanguageModel, index: number): Parameters<typeof withDeadlines>[1] {
    const leftMs = this.#leftMs();
    const remaining = this.#count - index;
    const { shareMs = evenly, until = 'start' } = this.#deadline;
    const share = Math.min(leftMs, shareMs({ model, index, remaining, leftMs }));
    const clock = this.#clock;
    return until === 'start' ? { firstMs: share, totalMs: leftMs, clock } : { totalMs: share, clock };
  }

  #leftMs(): number {
    const now = this.#clock.now();
    this.#dueAt ??= now + this.#deadline.totalMs;
    return Math.max(0, this.#dueAt - now);
  }
}

function evenly({ leftMs, remaining }: RouteTurn): number {
  return Math.ceil(leftMs / remaining);
}
