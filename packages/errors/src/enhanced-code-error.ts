import type { ErrorClass, ErrorEntry, ErrorOptions, ErrorSeverity, ReplaySafety } from './catalogue.ts';
import { fillTemplate } from './template.ts';

const brand: unique symbol = Symbol.for('@enhanced-code/errors') as never;

/** An error of a catalogue. Made by `catalogue.create`, recognised by `isEnhancedCodeError`. */
export class EnhancedCodeError<
  Code extends string = string,
  Details extends object = Readonly<Record<string, unknown>>,
> extends Error {
  readonly [brand] = true;
  /** Stable code, such as `EC_EDIT_NO_MATCH`. */
  readonly code: Code;
  readonly severity: ErrorSeverity;
  readonly class: ErrorClass;
  readonly retryable: boolean;
  readonly replaySafety: ReplaySafety;
  /** What to do next. */
  readonly hint: string;
  readonly details: Details;
  readonly exitCode: number;
  readonly httpStatus: number;
  readonly retryAfterMs?: number;
  readonly origin?: string;
  readonly #unsafe: unknown;

  constructor(code: Code, entry: ErrorEntry, details: Details, options: ErrorOptions) {
    super(fillTemplate(entry.message, details), options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'EnhancedCodeError';
    this.code = code;
    this.severity = entry.severity;
    this.class = entry.class;
    this.retryable = entry.retryable;
    this.replaySafety = entry.replaySafety;
    this.hint = fillTemplate(entry.hint, details);
    this.details = details;
    this.exitCode = entry.exitCode;
    this.httpStatus = entry.httpStatus;
    if (options.retryAfterMs !== undefined) this.retryAfterMs = options.retryAfterMs;
    if (options.origin !== undefined) this.origin = options.origin;
    this.#unsafe = options.unsafe;
  }

  /** Raw data of the occurrence. It may hold secrets or file content: never log it. */
  unsafe(): unknown {
    return this.#unsafe;
  }
}

/** Whether a value is an error of any catalogue, also one made by another copy of this package. */
export function isEnhancedCodeError(value: unknown): value is EnhancedCodeError {
  return typeof value === 'object' && value !== null && brand in value;
}
