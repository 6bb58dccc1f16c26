import type { Clock } from '../clock.ts';

/** Limits of one call, each in milliseconds; `Infinity` switches one off. */
export interface Deadlines {
  /** Until the connection stands and the request goes out. Default 15 s. */
  readonly connectMs?: number;
  /** From the start until the headers of the answer. Default 2 min. */
  readonly headerMs?: number;
  /** From the headers until the first content; keepalives are none. Default 3 min. */
  readonly firstMs?: number;
  /** Between two pieces of content; keepalives are none. Default 2 min. */
  readonly idleMs?: number;
  /** For the whole call. Default 30 min. */
  readonly totalMs?: number;
}

/** Which deadline passed. */
export type DeadlineKind = 'connect' | 'header' | 'first' | 'idle' | 'total';

const DEFAULTS: Required<Deadlines> = {
  connectMs: 15_000,
  headerMs: 120_000,
  firstMs: 180_000,
  idleMs: 120_000,
  totalMs: 1_800_000,
};

/**
 * Watches the deadlines of one call. A timer runs per phase; content only notes its time, and a timer that
 * finds newer content sets itself again, so a fast stream costs no timer per event.
 */
export class DeadlineWatch {
  readonly #clock: Clock;
  readonly #limits: Required<Deadlines>;
  readonly #onPassed: (kind: DeadlineKind, limitMs: number) => void;
  #stopPhase: () => void = () => {};
  #stopConnect: () => void = () => {};
  readonly #stopTotal: () => void;
  #lastContentAt = 0;
  #idle = false;

  constructor(clock: Clock, deadlines: Deadlines, onPassed: (kind: DeadlineKind, limitMs: number) => void) {
    this.#clock = clock;
    this.#limits = { ...DEFAULTS, ...deadlines };
    this.#onPassed = onPassed;
    this.#stopTotal = this.#arm('total', this.#limits.totalMs);
    this.#stopPhase = this.#arm('header', this.#limits.headerMs);
  }

  /** The request waits for a connection. */
  connecting(): void {
    this.#stopConnect = this.#arm('connect', this.#limits.connectMs);
  }

  /** The connection stands. */
  connected(): void {
    this.#stopConnect();
  }

  /** The headers of the answer are there. */
  headers(): void {
    this.#stopConnect();
    this.#stopPhase();
    this.#stopPhase = this.#arm('first', this.#limits.firstMs);
  }

  /** Content has arrived. */
  content(): void {
    this.#lastContentAt = this.#clock.now();
    if (this.#idle) return;
    this.#idle = true;
    this.#stopPhase();
    this.#watchIdle(this.#limits.idleMs);
  }

  /** This phase begins anew, since another connection is tried. */
  again(phase: 'first' | 'idle'): void {
    this.#idle = false;
    if (phase === 'first') this.headers();
    else this.content();
  }

  /** The call is over; no timer stays. */
  stop(): void {
    this.#stopConnect();
    this.#stopPhase();
    this.#stopTotal();
  }

  #watchIdle(delayMs: number): void {
    const limitMs = this.#limits.idleMs;
    if (limitMs === Number.POSITIVE_INFINITY) return;
    this.#stopPhase = this.#clock.after(delayMs, () => {
      const restMs = this.#lastContentAt + limitMs - this.#clock.now();
      if (restMs > 0) this.#watchIdle(restMs);
      else this.#onPassed('idle', limitMs);
    });
  }

  #arm(kind: DeadlineKind, limitMs: number): () => void {
    if (limitMs === Number.POSITIVE_INFINITY) return () => {};
    return this.#clock.after(limitMs, () => this.#onPassed(kind, limitMs));
  }
}
