import type { EnhancedCodeError } from '../enhanced-code-error.ts';
import { type Clock, systemClock } from './clock.ts';
import { abortedError } from './failure.ts';
import { checkDuration } from './options.ts';
import { recoveryErrors } from './recovery-errors.ts';

/** Deadlines of one call, in milliseconds. One that is left out does not apply. */
export interface DeadlineLimits {
  /** From the start to the connection. */
  readonly connectMs?: number;
  /** From the connection to the header of the response. */
  readonly headerMs?: number;
  /** From the header to the first event that means something. */
  readonly firstMs?: number;
  /** From one such event to the next. */
  readonly idleMs?: number;
  /** From the start to the end. */
  readonly totalMs?: number;
}

/** What a call waits for, in order. */
export type DeadlineStage = 'connect' | 'header' | 'first' | 'idle';

/** Which deadline passed. */
export type DeadlineKind = DeadlineStage | 'total';

/** Settings of `startDeadlines`. */
export interface DeadlineOptions {
  /** The caller's signal; its abort is passed on. */
  readonly signal?: AbortSignal;
  /** Default the time of this machine. */
  readonly clock?: Clock;
}

/** The deadlines of one running call. Dispose it when the call has ended. */
export interface Deadlines extends Disposable {
  /** Aborted when a deadline passes or the caller aborts; its reason is an error of a catalogue. */
  readonly signal: AbortSignal;
  /** What was waited for has arrived; the wait for the next stage begins. Stages passed over count as arrived. */
  reached(stage: DeadlineStage): void;
  /** The next deadline as a plain fact: which one, and when it passes in milliseconds since 1970. */
  next():
    | {
        /** Which deadline it is. */
        readonly kind: DeadlineKind;
        /** When it passes, milliseconds since 1970. */
        readonly dueAt: number;
      }
    | undefined;
}

const STAGES: readonly DeadlineStage[] = ['connect', 'header', 'first', 'idle'];

const CODES = {
  connect: 'EC_RECOVERY_TIMEOUT_CONNECT',
  header: 'EC_RECOVERY_TIMEOUT_HEADER',
  first: 'EC_RECOVERY_TIMEOUT_FIRST',
  idle: 'EC_RECOVERY_TIMEOUT_IDLE',
  total: 'EC_RECOVERY_TIMEOUT_TOTAL',
} as const;

/**
 * Starts the deadlines of a call. Keep-alive data is no event that means something: do not report it, and it
 * does not keep a dead stream open.
 * @throws EC_RECOVERY_BAD_OPTION if a limit is out of range.
 */
export function startDeadlines(limits: DeadlineLimits, options: DeadlineOptions = {}): Deadlines {
  for (const [name, value] of Object.entries(limits)) checkDuration(name, value);
  return new RunningDeadlines(limits, options);
}

class RunningDeadlines implements Deadlines {
  readonly #limits: DeadlineLimits;
  readonly #clock: Clock;
  readonly #controller = new AbortController();
  readonly #caller: AbortSignal | undefined;
  readonly #startedAt: number;
  #stage = 0;
  #stageAt: number;
  #cancelTimer: (() => void) | undefined;
  #timerDueAt = Number.POSITIVE_INFINITY;

  constructor(limits: DeadlineLimits, { clock = systemClock, signal }: DeadlineOptions) {
    this.#limits = limits;
    this.#clock = clock;
    this.#caller = signal;
    this.#startedAt = clock.now();
    this.#stageAt = this.#startedAt;
    signal?.addEventListener('abort', this.#onCallerAbort);
    if (signal?.aborted) this.#onCallerAbort();
    else this.#arm();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  reached(stage: DeadlineStage): void {
    const index = STAGES.indexOf(stage);
    if (this.signal.aborted || index < this.#stage) return;
    // After the last stage the wait for the next event begins again.
    this.#stage = Math.min(index + 1, STAGES.length - 1);
    this.#stageAt = this.#clock.now();
    this.#arm();
  }

  next(): { readonly kind: DeadlineKind; readonly dueAt: number } | undefined {
    const kind = STAGES[this.#stage] ?? 'idle';
    const dueAt = this.#stageAt + this.#limitOf(kind);
    const totalAt = this.#startedAt + this.#limitOf('total');
    const first: { kind: DeadlineKind; dueAt: number } =
      totalAt <= dueAt ? { kind: 'total', dueAt: totalAt } : { kind, dueAt };
    return Number.isFinite(first.dueAt) ? first : undefined;
  }

  [Symbol.dispose](): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#timerDueAt = Number.NEGATIVE_INFINITY;
    this.#caller?.removeEventListener('abort', this.#onCallerAbort);
  }

  readonly #onCallerAbort = (): void => {
    this.#end(abortedError(this.#caller?.reason));
  };

  #limitOf(kind: DeadlineKind): number {
    return this.#limits[`${kind}Ms`] ?? Number.POSITIVE_INFINITY;
  }

  /** A timer that is due earlier is left alone: it looks again when it fires, so events cost no timers. */
  #arm(): void {
    const dueAt = this.next()?.dueAt ?? Number.POSITIVE_INFINITY;
    if (dueAt >= this.#timerDueAt) return;
    this.#cancelTimer?.();
    this.#timerDueAt = dueAt;
    this.#cancelTimer = this.#clock.after(Math.max(0, dueAt - this.#clock.now()), () => this.#check());
  }

  #check(): void {
    this.#timerDueAt = Number.POSITIVE_INFINITY;
    const next = this.next();
    if (next === undefined) return;
    const { kind, dueAt } = next;
    const limitMs = this.#limitOf(kind);
    if (this.#clock.now() < dueAt) this.#arm();
    else this.#end(recoveryErrors.create(CODES[kind], { limitMs }) as EnhancedCodeError);
  }

  #end(error: EnhancedCodeError): void {
    this[Symbol.dispose]();
    this.#controller.abort(error);
  }
}
