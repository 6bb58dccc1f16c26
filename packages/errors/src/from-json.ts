import { isBranded } from './brand.ts';
import { EnhancedCodeError } from './enhanced-code-error.ts';
import type { ErrorData } from './error-data.ts';
import { type CauseWalk, copyCause, copyParts } from './foreign-cause.ts';
import { LIST_LIMIT } from './limits.ts';
import { ownError } from './raise.ts';
import { type ErrorJson, errorJson, fieldsOf, JSON_FORMAT, JSON_VERSION, wrongFields } from './to-json.ts';

/** Settings of `toJSON`. */
export interface ToJsonOptions {
  /** Whether stacks go along; they name local paths. Default false. */
  readonly stack?: boolean;
}

/**
 * An error as plain JSON with code, details, causes, aggregates and attempts; unsafe data stays behind. This
 * is the form to send to workers, other processes and other machines.
 */
export function toJSON(error: EnhancedCodeError, options: ToJsonOptions = {}): ErrorJson {
  return errorJson(error, options.stack);
}

/** Whether a value is an error as JSON, of whatever version. */
export function isErrorJson(value: unknown): value is ErrorJson {
  return typeof value === 'object' && value !== null && (value as ErrorJson).format === JSON_FORMAT;
}

/**
 * Makes the error again that `toJSON` wrote, also after `JSON.parse`, `structuredClone` or `postMessage`.
 * @throws EC_ERRORS_BAD_JSON if it is something else, EC_ERRORS_NEWER_JSON if a newer release wrote it.
 */
export function fromJSON(json: unknown): EnhancedCodeError {
  if (!isErrorJson(json)) throw ownError('EC_ERRORS_BAD_JSON', { fields: ['format'] });
  return copyCause(json, readingWalk()) as EnhancedCodeError;
}

/**
 * A walk that makes errors of catalogues again wherever they appear among causes. `clone` is asked about
 * native errors that are none of ours at first sight.
 */
export function readingWalk(clone?: (error: Error, path: readonly unknown[]) => unknown): CauseWalk {
  const walk: CauseWalk = {
    trusted: true,
    left: LIST_LIMIT,
    error: (inner, path) => {
      if (isBranded(inner)) return inner;
      if (isErrorJson(inner)) return readError(inner, walk, [...path, inner]);
      return inner instanceof Error ? clone?.(inner, [...path, inner]) : undefined;
    },
  };
  return walk;
}

/** Makes one error again; `path` ends with what it is read from. */
export function readError(json: ErrorJson, walk: CauseWalk, path: readonly unknown[]): EnhancedCodeError {
  const { version, details, stack } = json;
  if (version > JSON_VERSION) throw ownError('EC_ERRORS_NEWER_JSON', { version, supported: JSON_VERSION });
  const kept = fieldsOf(json);
  const wrong = wrongFields(json);
  if (typeof version !== 'number') wrong.push('version');
  if (typeof details !== 'object' || details === null) wrong.push('details');
  if (wrong.length > 0) throw ownError('EC_ERRORS_BAD_JSON', { fields: wrong });
  const data = { ...kept, details } as unknown as ErrorData<string, Readonly<Record<string, unknown>>>;
  const error = new EnhancedCodeError(data, data, { ...kept, ...copyParts(json, walk, path) });
  // The frames of this call would be misleading: the error was made elsewhere.
  error.stack = typeof stack === 'string' ? stack : `${error.name}: ${error.message}`;
  return error;
}
