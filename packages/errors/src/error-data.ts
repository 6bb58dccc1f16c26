import type { Attempt } from './attempt.ts';
import type { ErrorClass, ErrorSeverity, ReplaySafety } from './classes.ts';

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

/** What an error may carry besides its data. */
export interface ErrorExtras {
  /** Milliseconds after which a retry makes sense, where the other side named it. */
  readonly retryAfterMs?: number;
  /** Where it came from, such as a provider or a file system call. */
  readonly origin?: string;
  /** What led to it: an error of a catalogue or a `ForeignCause`. */
  readonly cause?: unknown;
  /** Errors of equal rank. */
  readonly errors?: readonly unknown[];
  /** What was tried before giving up, in order. */
  readonly attempts?: readonly Attempt[];
  /** Where it was made. */
  readonly stack?: string;
}
