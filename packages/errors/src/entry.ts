import type { Attempt } from './attempt.ts';
import type { ErrorClass, ErrorSeverity, ReplaySafety } from './classes.ts';
import type { DetailsSchema, FromSchema } from './schema.ts';

/** One declared error: everything that does not depend on the single occurrence. */
export interface ErrorEntry {
  /** How bad it is for whoever sees it. */
  readonly severity: ErrorSeverity;
  /** What kind of failure it is. */
  readonly class: ErrorClass;
  /** Whether the same call may succeed later without anything being changed. */
  readonly retryable: boolean;
  /** Whether repeating the call can do its effect twice. */
  readonly replaySafety: ReplaySafety;
  /**
   * What happened, as a template: `{name}` stands for a detail (lists are joined by ", "), and a part in
   * square brackets is left out when a detail that it names is absent.
   */
  readonly message: string;
  /** What to do next, one or two sentences; a template like `message`. */
  readonly hint: string;
  /** Exit code of a command line that ends with this error, 0 to 255. */
  readonly exitCode: number;
  /** HTTP status of a response that carries this error, 400 to 599. */
  readonly httpStatus: number;
  /** JSON Schema of the details; left out when there are none. What it does not declare is dropped. */
  readonly details?: DetailsSchema;
}

/** The details of one entry, inferred from its schema. */
export type DetailsOf<Entry> = Entry extends { readonly details: infer Schema }
  ? FromSchema<Schema>
  : Readonly<Record<never, never>>;

/** What may accompany a new error. */
export interface ErrorOptions {
  /**
   * What led to this error. An error of a catalogue is kept as it is; of anything else only what cannot hold
   * data is kept (see `ForeignCause`), and the original stays behind `error.unsafe('cause')`.
   */
  readonly cause?: unknown;
  /** Several errors of equal rank, such as all problems of one configuration; treated like `cause`. */
  readonly errors?: readonly unknown[];
  /** What was tried before giving up, in order. */
  readonly attempts?: readonly Attempt[];
  /** Milliseconds after which a retry makes sense, where the other side named it. */
  readonly retryAfterMs?: number;
  /** Where it came from, such as a provider or a file system call. */
  readonly origin?: string;
  /** Raw data that may hold secrets or file content; reachable only through `error.unsafe()`. */
  readonly unsafe?: unknown;
}
