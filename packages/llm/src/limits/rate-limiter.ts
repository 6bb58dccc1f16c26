import { type EnhancedCodeError, isEnhancedCodeError } from '@enhanced-code/errors';
import { type Clock, systemClock } from '../clock.ts';
import { llmErrors } from '../errors/llm-errors.ts';
import { AdaptiveRate, type RateAdvice } from './adaptive-rate.ts';
import { FairQueue } from './fair-queue.ts';
import { TokenBucket } from './token-bucket.ts';

/** Options of `createRateLimiter`. */
export interface RateLimiterOptions {
  /** Requests per minute. Default: no limit, or `adaptive`. */
  readonly requestsPerMinute?: number;
  /** Tokens per minute, input and output together. Default: no limit. */
  readonly tokensPerMinute?: number;
  /** How much of a minute's amount may be used at once, in milliseconds of it. Default 10,000. */
  readonly burstMs?: number;
  /**
   * Finds the rate of requests that the provider bears by itself: slower after a refusal, faster while all goes
   * well, never beyond `requestsPerMinute`. Default false.
   */
  readonly adaptive?: boolean;
  /** Longest wait in milliseconds that a call takes on; where it would be longer, it is refused. Default 60,000. */
  readonly maxWaitMs?: number;
  /** Most calls that may wait. Default 1,000. */
  readonly maxQueued?: number;
  /** Default is the machine's clock. */
  readonly clock?: Clock;
}

/** What became of a call that was let through. */
export interface RateOutcome {
  /** Tokens that it really used; the difference to its reservation is given back or taken. */
  readonly tokens?: number;
  /** Whether the provider refused it for the rate. */
  readonly limited?: boolean;
  /** How long the provider asks to wait, in milliseconds; nobody is let through before. */
  readonly retryAfterMs?: number;
  /** What the provider's headers say about its limits. */
  readonly advice?: RateAdvice;
}

/** A call that was let through; to be settled exactly once, and settling twice does nothing. */
export interface RatePermit {
  /** Says what became of it. */
  settle(outcome?: RateOutcome): void;
}

/** Whom a call belongs to and how it can be given up. */
export interface RateRequest {
  /** Tokens that it will use, as far as is known. Default 0. */
  readonly tokens?: number;
  /** Whose call it is; the tenant that was served least is next. Default: all are one. */
  readonly tenant?: string;
  /** Ends the wait. */
  readonly signal?: AbortSignal;
}

/** Limits of requests and tokens per minute, shared by every call that goes through it. */
export interface RateLimiter {
  /**
   * Waits for its turn.
   * @throws EC_LLM_RATE_QUEUE if the wait would be too long or too many wait, EC_LLM_CANCELLED if it is aborted.
   */
  acquire(request?: RateRequest): Promise<RatePermit>;
  /** Lets a call through if nobody waits and there is room now; otherwise says when to ask again. */
  tryAcquire(request?: RateRequest):
    | {
        /** The call may be sent. */
        readonly allowed: true;
        /** To be settled with what became of it. */
        readonly permit: RatePermit;
      }
    | {
        /** The call must wait. */
        readonly allowed: false;
        /** How long at least, in milliseconds. */
        readonly waitMs: number;
      };
  /** The rate at present and who waits. */
  view(): {
    /** Requests per minute at present; absent where they are not limited. */
    readonly requestsPerMinute?: number;
    /** Calls that wait. */
    readonly queued: number;
  };
}

/** Where an adaptive rate starts where no limit is given, and its bounds, in requests per minute. */
const ADAPTIVE = { start: 60, min: 1, max: 1_000_000 } as const;

interface Waiter {
  readonly tokens: number;
  readonly grant: (permit: RatePermit) => void;
}

/** @throws EC_LLM_INVALID_OPTION if a limit is not a positive number. */
export function createRateLimiter(options: RateLimiterOptions): RateLimiter {
  for (const option of [
    'requestsPerMinute',
    'tokensPerMinute',
    'burstMs',
    'maxWaitMs',
    'maxQueued',
  ] as const) {
    const value = options[option];
    if (value !== undefined && !(value > 0))
      throw llmErrors.create('EC_LLM_INVALID_OPTION', { option, reason: 'it is not a number above 0' });
  }
  return new MinuteLimiter(options);
}

class MinuteLimiter implements RateLimiter {
  readonly #clock: Clock;
  readonly #maxWaitMs: number;
  readonly #maxQueued: number;
  readonly #requests: TokenBucket | undefined;
  readonly #tokens: TokenBucket | undefined;
  readonly #adaptive: AdaptiveRate | undefined;
  readonly #queue = new FairQueue<Waiter>();
  #pausedUntil = 0;
  #stopTimer: (() => void) | undefined;

  constructor(options: RateLimiterOptions) {
    const { clock = systemClock, burstMs = 10_000, requestsPerMinute, tokensPerMinute, adaptive } = options;
    const now = clock.now();
    const bounds = { min: ADAPTIVE.min, max: requestsPerMinute ?? ADAPTIVE.max };
    this.#clock = clock;
    this.#maxWaitMs = options.maxWaitMs ?? 60_000;
    this.#maxQueued = options.maxQueued ?? 1000;
    const bucket = (perMinute: number | undefined, burst: number): TokenBucket | undefined =>
      perMinute === undefined ? undefined : new TokenBucket({ perMinute, burstMs: burst }, now);
    if (adaptive) this.#adaptive = new AdaptiveRate(requestsPerMinute ?? ADAPTIVE.start, bounds, now);
    // A rate that is searched for must not be hidden by bursts.
    this.#requests = bucket(
      this.#adaptive?.rate ?? requestsPerMinute,
      adaptive ? Math.min(burstMs, 500) : burstMs,
    );
    this.#tokens = bucket(tokensPerMinute, burstMs);
  }

  acquire({ tokens = 0, tenant = '', signal }: RateRequest = {}): Promise<RatePermit> {
    if (signal?.aborted) return Promise.reject(cancelled(signal));
    const waitMs = this.#queue.size === 0 ? this.#waitMs(tokens) : 0;
    if (this.#queue.size >= this.#maxQueued || waitMs > this.#maxWaitMs)
      return Promise.reject(this.#refusal(waitMs));
    return new Promise((resolve, reject) => this.#wait({ tokens, tenant, signal, resolve, reject }));
  }

  tryAcquire({ tokens = 0, tenant = '' }: RateRequest = {}): ReturnType<RateLimiter['tryAcquire']> {
    const waitMs = this.#waitMs(tokens);
    if (this.#queue.size > 0) return { allowed: false, waitMs: Math.max(1, waitMs) };
    if (waitMs > 0) return { allowed: false, waitMs };
    return { allowed: true, permit: this.#let(tenant, tokens) };
  }

  view(): ReturnType<RateLimiter['view']> {
    const requestsPerMinute = this.#requests?.perMinute;
    return { ...(requestsPerMinute === undefined ? {} : { requestsPerMinute }), queued: this.#queue.size };
  }

  #wait(call: {
    readonly tokens: number;
    readonly tenant: string;
    readonly signal: AbortSignal | undefined;
    readonly resolve: (permit: RatePermit) => void;
    readonly reject: (error: EnhancedCodeError) => void;
  }): void {
    const { tokens, tenant, signal, resolve, reject } = call;
    const leave = (error: EnhancedCodeError): void => {
      done();
      this.#queue.remove(tenant, waiter, 0);
      reject(error);
      this.#pump();
    };
    const onAbort = (): void => leave(cancelled(signal));
    const stopTimer = this.#clock.after(this.#maxWaitMs, () => leave(this.#refusal(this.#waitMs(tokens))));
    const done = (): void => {
      stopTimer();
      signal?.removeEventListener('abort', onAbort);
    };
    const grant = (permit: RatePermit): void => {
      done();
      resolve(permit);
    };
    const waiter: Waiter = { tokens, grant };
    signal?.addEventListener('abort', onAbort);
    this.#queue.add(tenant, waiter);
    this.#pump();
  }

  /** Lets through who can be, in order, and sets one timer for the next. */
  #pump(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    for (let next = this.#queue.peek(); next !== undefined; next = this.#queue.peek()) {
      const { tenant, item } = next;
      const waitMs = this.#waitMs(item.tokens);
      if (waitMs > 0) {
        this.#stopTimer = this.#clock.after(waitMs, () => this.#pump());
        return;
      }
      this.#queue.remove(tenant, item, 0);
      item.grant(this.#let(tenant, item.tokens));
    }
  }

  #waitMs(tokens: number): number {
    const now = this.#clock.now();
    const requests = this.#requests?.waitMs(1, now) ?? 0;
    return Math.max(0, this.#pausedUntil - now, requests, this.#tokens?.waitMs(tokens, now) ?? 0);
  }

  #let(tenant: string, reserved: number): RatePermit {
    const now = this.#clock.now();
    this.#requests?.take(1, now);
    this.#tokens?.take(reserved, now);
    this.#queue.charge(tenant, 1 + reserved);
    let open = true;
    return {
      settle: (outcome = {}) => {
        if (open) this.#settle(reserved, outcome);
        open = false;
      },
    };
  }

  #settle(reserved: number, { tokens = reserved, limited, retryAfterMs, advice }: RateOutcome): void {
    const now = this.#clock.now();
    this.#tokens?.take(tokens - reserved, now);
    if (limited) {
      this.#adaptive?.refused(now);
      this.#pausedUntil = Math.max(this.#pausedUntil, now + (retryAfterMs ?? 0));
    } else this.#adaptive?.answered(now, advice);
    if (this.#adaptive !== undefined) this.#requests?.retune(this.#adaptive.rate, now);
    this.#pump();
  }

  #refusal(waitMs: number): EnhancedCodeError {
    const details = { waitMs: Math.round(waitMs), maxWaitMs: this.#maxWaitMs, queued: this.#queue.size };
    return llmErrors.create('EC_LLM_RATE_QUEUE', details, { retryAfterMs: Math.round(waitMs) });
  }
}

function cancelled(signal: AbortSignal | undefined): EnhancedCodeError {
  const cause: unknown = signal?.reason;
  if (isEnhancedCodeError(cause) && cause.class === 'aborted') return cause;
  const details = { provider: 'rate limit', modelId: 'any' };
  return llmErrors.create('EC_LLM_CANCELLED', details, { cause });
}
