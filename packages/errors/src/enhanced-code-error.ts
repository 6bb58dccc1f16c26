import type { Attempt } from './attempt.ts';
import { brand, isBranded } from './brand.ts';
import type { ErrorClass, ErrorSeverity, ReplaySafety } from './classes.ts';
import { conformList } from './conform.ts';
import type { ErrorOptions } from './entry.ts';
import type { ErrorData } from './error-data.ts';
import { safeCause } from './foreign-cause.ts';
import { cut, LIST_LIMIT } from './limits.ts';
import { ATTEMPT_SCHEMA, type ErrorJson, errorJson } from './to-json.ts';

/** What the single occurrence decides; the rest is the same for every error of a code. */
type OccurrenceField = 'code' | 'message' | 'hint' | 'details';

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
  readonly #options: ErrorOptions;

  /** Not for direct use: `catalogue.create` takes every field but the options from the declaration. */
  constructor(
    data: Pick<ErrorData<Code, Details>, OccurrenceField>,
    entry: Omit<ErrorData, OccurrenceField>,
    options: ErrorOptions = {},
  ) {
    if (options.cause === undefined) super(data.message);
    else super(data.message, { cause: safeCause(options.cause) });
    this.code = data.code;
    this.severity = entry.severity;
    this.class = entry.class;
    this.retryable = entry.retryable;
    this.replaySafety = entry.replaySafety;
    this.hint = data.hint;
    this.details = data.details;
    this.exitCode = entry.exitCode;
    this.httpStatus = entry.httpStatus;
    const { retryAfterMs, origin, errors, attempts } = options;
    // What does not fit is left out: whoever reports an error must not fail over how it is reported.
    if (Number.isFinite(retryAfterMs)) this.retryAfterMs = retryAfterMs as number;
    if (typeof origin === 'string') this.origin = cut(origin, 128);
    if (Array.isArray(errors)) this.errors = errors.slice(0, LIST_LIMIT).map(safeCause);
    if (Array.isArray(attempts)) this.attempts = conformList(ATTEMPT_SCHEMA, attempts);
    this.#options = options;
  }

  /** `EnhancedCodeError [CODE]`, so that `String(error)` and the stack name the code. */
  override get name(): string {
    return `EnhancedCodeError [${this.code}]`;
  }

  /** The mark that `isEnhancedCodeError` looks for. */
  get [brand](): true {
    return true;
  }

  /** What `JSON.stringify` writes: `toJSON(error)`, without the stack. */
  toJSON(): ErrorJson {
    return errorJson(this);
  }

  /**
   * Raw data of the occurrence, or the original cause. Both may hold secrets, prompts or file content: never
   * log them, never send them anywhere.
   */
  unsafe(part: 'data' | 'cause' = 'data'): unknown {
    return part === 'cause' ? this.#options.cause : this.#options.unsafe;
  }
}

/**
 * Whether a value is an error of any catalogue, also one made by another copy of this package. What arrives as JSON
 * or as a `structuredClone` of the error is not one before `reviveError` has made it whole: its fields are gone.
 */
export function isEnhancedCodeError(value: unknown): value is EnhancedCodeError {
  return isBranded(value);
}
