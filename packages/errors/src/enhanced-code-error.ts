import { type Attempt, cleanAttempts } from './attempt.ts';
import { brand, isBranded } from './brand.ts';
import type { ErrorClass, ErrorSeverity, ReplaySafety } from './classes.ts';
import type { ErrorOptions } from './entry.ts';
import { safeCause, safeErrors } from './foreign-cause.ts';
import { cut } from './limits.ts';

/** The data of an error: what `EnhancedCodeError` shows and what its JSON carries. */
export interface ErrorData<Code extends string = string, Details extends object = object> {
  /** Stable code, such as `EC_EDIT_NO_MATCH`. */
  readonly code: Code;
  /** What happened; at most 4,096 characters. */
  readonly message: string;
  /** How bad it is for whoever sees it. */
  readonly severity: ErrorSeverity;
  /** What kind of failure it is. */
  readonly class: ErrorClass;
  /** Whether the same call may succeed later without anything being changed. */
  readonly retryable: boolean;
  /** Whether repeating the call can do its effect twice. */
  readonly replaySafety: ReplaySafety;
  /** What to do next. */
  readonly hint: string;
  /** What is known of this occurrence, as the entry's schema declares it. */
  readonly details: Details;
  /** Exit code of a command line that ends with this error. */
  readonly exitCode: number;
  /** HTTP status of a response that carries this error. */
  readonly httpStatus: number;
}

/** An error of a catalogue. Made by `catalogue.create`, recognised by `isEnhancedCodeError`. */
export class EnhancedCodeError<
  Code extends string = string,
  Details extends object = Readonly<Record<string, unknown>>,
> extends Error {
  /** Stable code, such as `EC_EDIT_NO_MATCH`. */
  declare readonly code: Code;
  /** How bad it is for whoever sees it. */
  declare readonly severity: ErrorSeverity;
  /** What kind of failure it is. */
  declare readonly class: ErrorClass;
  /** Whether the same call may succeed later without anything being changed. */
  declare readonly retryable: boolean;
  /** Whether repeating the call can do its effect twice. */
  declare readonly replaySafety: ReplaySafety;
  /** What to do next. */
  declare readonly hint: string;
  /** What is known of this occurrence, as the entry's schema declares it. */
  declare readonly details: Details;
  /** Exit code of a command line that ends with this error. */
  declare readonly exitCode: number;
  /** HTTP status of a response that carries this error. */
  declare readonly httpStatus: number;
  /** Milliseconds after which a retry makes sense, where the other side named it. */
  declare readonly retryAfterMs?: number;
  /** Where it came from, such as a provider or a file system call. */
  declare readonly origin?: string;
  /** Errors of equal rank, where there are several. */
  declare readonly errors?: readonly unknown[];
  /** What was tried before giving up, in order; this error is the primary one, not the last. */
  declare readonly attempts?: readonly Attempt[];
  // Fields above are only declared: an optional one that is absent must not exist as `undefined`.
  // A private field is out of reach of inspection, cloning and serialisation alike.
  readonly #unsafe: { readonly data: unknown; readonly cause: unknown };

  /** Not for direct use: `catalogue.create` takes every field but the options from the declaration. */
  constructor(data: ErrorData<Code, Details>, options: ErrorOptions = {}, hidden: unknown = undefined) {
    const release = pauseStackTraces();
    super(data.message, options.cause === undefined ? {} : { cause: safeCause(options.cause) });
    release();
    this.code = data.code;
    this.severity = data.severity;
    this.class = data.class;
    this.retryable = data.retryable;
    this.replaySafety = data.replaySafety;
    this.hint = data.hint;
    this.details = data.details;
    this.exitCode = data.exitCode;
    this.httpStatus = data.httpStatus;
    if (options.retryAfterMs !== undefined) this.retryAfterMs = options.retryAfterMs;
    if (options.origin !== undefined) this.origin = cut(options.origin, 128);
    if (options.errors !== undefined) this.errors = safeErrors(options.errors);
    if (options.attempts !== undefined) this.attempts = cleanAttempts(options.attempts);
    this.#unsafe = { data: options.unsafe, cause: options.cause };
    // The stack starts at the caller of `hidden`, and its head line names the code.
    Error.captureStackTrace(this, (hidden ?? EnhancedCodeError) as (...given: unknown[]) => unknown);
  }

  /** `EnhancedCodeError [CODE]`, so that `String(error)` and the stack name the code. */
  override get name(): string {
    return `EnhancedCodeError [${this.code}]`;
  }

  /** The mark that `isEnhancedCodeError` looks for. */
  get [brand](): true {
    return true;
  }

  /**
   * Raw data of the occurrence, or the original cause. Both may hold secrets, prompts or file content: never
   * log them, never send them anywhere.
   */
  unsafe(part: 'data' | 'cause' = 'data'): unknown {
    return this.#unsafe[part];
  }
}

/** Stops V8 from capturing a stack that would be captured again; returns what turns it on again. */
function pauseStackTraces(): () => void {
  const limit = Error.stackTraceLimit;
  if (Object.isFrozen(Error)) return () => undefined;
  Error.stackTraceLimit = 0;
  return () => {
    Error.stackTraceLimit = limit;
  };
}

/** Whether a value is an error of any catalogue, also one made by another copy of this package. */
export function isEnhancedCodeError(value: unknown): value is EnhancedCodeError {
  return isBranded(value);
}
