import { EnhancedCodeError, isEnhancedCodeError } from './enhanced-code-error.ts';
import type { DetailsSchema, FromSchema } from './schema.ts';

/** What kind of failure an error is; recovery policies decide by it. */
export type ErrorClass =
  | 'network'
  | 'timeout.connect'
  | 'timeout.header'
  | 'timeout.first'
  | 'timeout.idle'
  | 'timeout.total'
  | 'rate_limit'
  | 'quota'
  | 'overloaded'
  | 'auth'
  | 'permission'
  | 'billing'
  | 'invalid_request'
  | 'not_found'
  | 'context_overflow'
  | 'output_limit'
  | 'refusal'
  | 'content_policy'
  | 'truncated'
  | 'protocol'
  | 'aborted'
  | 'tool'
  | 'edit'
  | 'conflict'
  | 'policy'
  | 'limit'
  | 'unsupported'
  | 'io'
  | 'internal';

/** How bad an error is for whoever sees it. */
export type ErrorSeverity = 'fatal' | 'error' | 'warning';

/** Whether the failed operation may be repeated without doing its effect twice. */
export type ReplaySafety = 'safe' | 'unsafe' | 'unknown';

/** One declared error: everything that does not depend on the single occurrence. */
export interface ErrorEntry {
  readonly severity: ErrorSeverity;
  readonly class: ErrorClass;
  readonly retryable: boolean;
  readonly replaySafety: ReplaySafety;
  /**
   * What happened, as a template: `{name}` stands for a detail (lists are joined by ", "), and a part in
   * square brackets is left out when a detail that it names is absent.
   */
  readonly message: string;
  /** What to do next, one or two sentences; a template like `message`. */
  readonly hint: string;
  /** Exit code of a command line that ends with this error. */
  readonly exitCode: number;
  /** HTTP status of a response that carries this error. */
  readonly httpStatus: number;
  /** JSON Schema of the details; left out when there are none. */
  readonly details?: DetailsSchema;
}

/** The details of one entry, inferred from its schema. */
export type DetailsOf<Entry> = Entry extends { readonly details: infer Schema }
  ? FromSchema<Schema>
  : Readonly<Record<never, never>>;

/** What may accompany a new error. */
export interface ErrorOptions {
  /** What led to this error; kept as the first cause. */
  readonly cause?: unknown;
  /** Milliseconds after which a retry makes sense, where the other side named it. */
  readonly retryAfterMs?: number;
  /** Where it came from, such as a provider or a file system call. */
  readonly origin?: string;
  /** Raw data that may hold secrets or file content; reachable only through `error.unsafe()`. */
  readonly unsafe?: unknown;
}

/** The closed set of errors of one area. */
export interface ErrorCatalogue<Entries extends Readonly<Record<string, ErrorEntry>>> {
  /** Name of the area, lower case. */
  readonly area: string;
  /** The declaration itself. */
  readonly entries: Entries;
  /** Makes an error of this catalogue; the caller throws it. */
  create<Code extends keyof Entries & string>(
    code: Code,
    details: DetailsOf<Entries[Code]>,
    options?: ErrorOptions,
  ): EnhancedCodeError<Code, DetailsOf<Entries[Code]>>;
  /** Whether a value is an error of this catalogue, or the one named. */
  is<Code extends keyof Entries & string>(
    value: unknown,
    code?: Code,
  ): value is EnhancedCodeError<Code, DetailsOf<Entries[Code]>>;
}

/** Declares the errors of one area. Codes start with `EC_` and the area in capitals. */
export function defineErrors<
  const Area extends string,
  const Entries extends Readonly<Record<`EC_${string}`, ErrorEntry>>,
>(area: Area, entries: Entries): ErrorCatalogue<Entries> {
  return {
    area,
    entries,
    create(code, details, options = {}) {
      const entry = entries[code as keyof Entries] as ErrorEntry;
      return new EnhancedCodeError(code, entry, details, options);
    },
    is(value, code): value is never {
      return isEnhancedCodeError(value) && (code === undefined ? value.code in entries : value.code === code);
    },
  };
}
