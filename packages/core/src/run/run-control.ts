import { coreErrors } from '../core-errors.ts';
import type { ReviewOutcome } from '../stages/stages.ts';

/** A decision on one exact change, made from outside of the run. */
export interface ReviewDecisionInput extends ReviewOutcome {
  /** Hash of the change that was shown; a decision on any other is refused. */
  readonly candidateHash: string;
}

interface OpenReview {
  readonly candidateHash: string;
  settle(outcome: ReviewOutcome): void;
}

/** What a handle says to its run, and where the run listens. */
export class RunControl {
  readonly #abort = new AbortController();
  readonly #messages: string[] = [];
  readonly #release: () => void;
  #stopped = false;
  #review: OpenReview | undefined;

  constructor(outer?: AbortSignal) {
    const follow = () => this.cancel();
    if (outer?.aborted) this.cancel();
    outer?.addEventListener('abort', follow, { once: true });
    this.#release = () => outer?.removeEventListener('abort', follow);
  }

  /** Aborts when the run is cancelled or a limit is reached; the reason is the error of the run. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Whether no further step may begin. */
  get stopped(): boolean {
    return this.#stopped;
  }

  send(text: string): void {
    this.#messages.push(text);
  }

  /** The messages that were sent since the last call. */
  takeMessages(): string[] {
    return this.#messages.splice(0);
  }

  get hasMessages(): boolean {
    return this.#messages.length > 0;
  }

  stop(): void {
    this.#stopped = true;
  }

  cancel(): void {
    this.abortWith(coreErrors.create('EC_CORE_CANCELLED', {}));
  }

  /** Ends the run with an error, such as a reached limit. The first reason stays. */
  abortWith(reason: unknown): void {
    if (!this.#abort.signal.aborted) this.#abort.abort(reason);
  }

  /** Waits until somebody decides on a change, or the run is cancelled. */
  waitForDecision(candidateHash: string): Promise<ReviewOutcome> {
    const { promise, resolve, reject } = Promise.withResolvers<ReviewOutcome>();
    const onAbort = () => reject(this.signal.reason);
    this.signal.addEventListener('abort', onAbort, { once: true });
    this.#review = { candidateHash, settle: resolve };
    if (this.signal.aborted) onAbort();
    return promise.finally(() => {
      this.#review = undefined;
      this.signal.removeEventListener('abort', onAbort);
    });
  }

  decide({ candidateHash, ...outcome }: ReviewDecisionInput): void {
    if (this.#review?.candidateHash !== candidateHash) {
      throw coreErrors.create('EC_CORE_NO_REVIEW_OPEN', { candidateHash });
    }
    const { settle } = this.#review;
    this.#review = undefined;
    settle({ by: 'person', ...outcome });
  }

  /** Lets go of the caller's signal. */
  dispose(): void {
    this.#release();
  }
}
