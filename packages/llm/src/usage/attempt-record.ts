import type { EnhancedCodeError, ErrorClass } from '@enhanced-code/errors';
import type { Clock } from '../clock.ts';
import type { FinishPart, FinishReason, StreamPart, TerminalState, Usage } from '../stream-part.ts';

/** One request that was sent, and what became of it. No text of it is in here. */
export interface AttemptRecord {
  /** Id of the attempt, as in its `attempt-start`. */
  readonly attemptId: string;
  /** Who was asked. */
  readonly provider: string;
  /** The model that was asked. */
  readonly modelId: string;
  /** The model that answered, where it said so. */
  readonly servedModelId?: string;
  /** Id of the request at the provider, where it said so. */
  readonly requestId?: string;
  /** How the attempt ended. */
  readonly state: TerminalState;
  /** Why the model stopped, where it did. */
  readonly finishReason?: FinishReason;
  /** When it was sent, milliseconds since 1970. */
  readonly startedAt: number;
  /** When its first content came, milliseconds since 1970; absent where none came. */
  readonly firstContentAt?: number;
  /** When it ended, milliseconds since 1970. */
  readonly endedAt: number;
  /** Tokens that it used, even where it failed. */
  readonly usage: Usage;
  /** Code of what ended it, where it did not finish. */
  readonly errorCode?: string;
  /** Class of that error. */
  readonly errorClass?: ErrorClass;
}

interface OpenAttempt {
  readonly attemptId: string;
  readonly provider: string;
  readonly modelId: string;
  readonly startedAt: number;
  firstContentAt?: number;
  usage?: Usage;
}

/** Whose attempts are followed. */
export interface TrackedModel {
  readonly provider: string;
  readonly modelId: string;
}

/** Nothing is known of it, so it is an estimate. */
const UNKNOWN_USAGE: Usage = { inputTokens: 0, outputTokens: 0, source: 'estimated' };

/**
 * Follows the parts of one call and tells each attempt in it when it ends, wherever in a chain of middlewares it
 * stands: below a retry it sees one attempt per call, above it all of them.
 */
export class AttemptTracker {
  readonly #model: TrackedModel;
  readonly #clock: Clock;
  #open: OpenAttempt | undefined;
  #count = 0;

  constructor(model: TrackedModel, clock: Clock) {
    this.#model = model;
    this.#clock = clock;
  }

  /** Takes the next part; gives the attempt that has ended with it. */
  add(part: StreamPart): AttemptRecord | undefined {
    if (part.type === 'attempt-start') this.#start(part.attemptId, part);
    else if (part.type === 'usage') this.#opened().usage = part.usage;
    else if (part.type === 'finish') return this.#finish(part);
    else if (part.type === 'attempt-reset') return this.#reset(part.error);
    else this.#opened().firstContentAt ??= this.#clock.now();
    return undefined;
  }

  #start(attemptId: string, { provider, modelId }: TrackedModel): OpenAttempt {
    this.#count += 1;
    this.#open = { attemptId, provider, modelId, startedAt: this.#clock.now() };
    return this.#open;
  }

  /** A foreign model may send content without telling that an attempt began. */
  #opened(): OpenAttempt {
    return this.#open ?? this.#start(`untold-${this.#count + 1}`, this.#model);
  }

  #reset(error: EnhancedCodeError): AttemptRecord {
    const open = this.#opened();
    this.#open = undefined;
    return this.#record(open, open.usage ?? UNKNOWN_USAGE, { state: stateOf(error), ...nameOf(error) });
  }

  #finish(finish: FinishPart): AttemptRecord | undefined {
    const { state, finishReason, error, response } = finish;
    const open = this.#open;
    this.#open = undefined;
    // A call that was refused before anything was sent has no attempt, and one that was already told has ended.
    if (open === undefined) return undefined;
    const usage = open.usage ?? (this.#count === 1 ? finish.usage : UNKNOWN_USAGE);
    return this.#record(open, usage, {
      ...(error === undefined ? { state } : lastOf(error, state)),
      finishReason,
      ...(response?.modelId === undefined ? {} : { servedModelId: response.modelId }),
      ...(response?.requestId === undefined ? {} : { requestId: response.requestId }),
    });
  }

  #record(
    { usage: _usage, ...open }: OpenAttempt,
    { raw: _raw, ...usage }: Usage,
    end: Pick<AttemptRecord, 'state'> & Partial<AttemptRecord>,
  ): AttemptRecord {
    return { ...open, ...end, endedAt: this.#clock.now(), usage };
  }
}

function nameOf({
  code,
  class: errorClass,
}: EnhancedCodeError): Pick<AttemptRecord, 'errorCode' | 'errorClass'> {
  return { errorCode: code, errorClass };
}

/** An error over several attempts names the first cause; the attempt that ends here is the last in its list. */
function lastOf(
  error: EnhancedCodeError,
  state: TerminalState,
): Pick<AttemptRecord, 'state' | 'errorCode' | 'errorClass'> {
  const own = error.attempts?.at(-1);
  if (own === undefined) return { state, ...nameOf(error) };
  return {
    state: state === 'cancelled' ? state : stateOf(own),
    errorClass: own.class,
    ...(own.code === undefined ? {} : { errorCode: own.code }),
  };
}

function stateOf({ class: kind }: { readonly class: ErrorClass }): TerminalState {
  if (kind === 'truncated' || kind === 'output_limit') return 'truncated';
  if (kind === 'refusal' || kind === 'content_policy') return 'refused';
  return kind === 'aborted' ? 'cancelled' : 'failed';
}
