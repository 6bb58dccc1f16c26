import { isBranded } from './brand.ts';
import { conform, INVALID } from './conform.ts';
import type { ErrorData, ErrorExtras } from './error-data.ts';
import { type CauseWalk, copyCause, copyParts, type ForeignCause } from './foreign-cause.ts';
import { LIST_LIMIT } from './limits.ts';
import type { DetailsSchema } from './schema.ts';

/** Name of the format that errors have as JSON. */
export const JSON_FORMAT = 'enhanced-code-error';
/** The version of that format that is written; older ones can be read. */
export const JSON_VERSION = 1;

/** An error as plain JSON: it survives `JSON.stringify`, `structuredClone` and `postMessage` alike. */
export interface ErrorJson extends ErrorData, Omit<ErrorExtras, 'cause' | 'errors'> {
  /** Tells this object from others. */
  readonly format: typeof JSON_FORMAT;
  /** Version of the format, from 1. */
  readonly version: number;
  /** What led to the error. */
  readonly cause?: ErrorJson | ForeignCause;
  /** Errors of equal rank. */
  readonly errors?: readonly (ErrorJson | ForeignCause)[];
}

const text = { type: 'string' } as const;
const number = { type: 'number' } as const;
const flag = { type: 'boolean' } as const;

/** What is kept of an attempt. */
export const ATTEMPT_SCHEMA: DetailsSchema = {
  type: 'object',
  properties: {
    target: text,
    class: text,
    code: text,
    latencyMs: number,
    usage: {
      type: 'object',
      properties: {
        inputTokens: number,
        outputTokens: number,
        cachedInputTokens: number,
        cacheWriteTokens: number,
        reasoningTokens: number,
        source: text,
      },
    },
  },
};

/** The fields of an error as JSON, in the order in which they are written; the first nine always. */
export const JSON_FIELDS = {
  code: text,
  message: text,
  severity: text,
  class: text,
  retryable: flag,
  replaySafety: text,
  hint: text,
  exitCode: number,
  httpStatus: number,
  retryAfterMs: number,
  origin: text,
  attempts: { type: 'array', items: ATTEMPT_SCHEMA },
} as const;

/** The fields of a value that errors have, as far as they fit; what does not fit is marked. */
export function fieldsOf(value: unknown): Record<string, unknown> {
  return conform({ type: 'object', properties: JSON_FIELDS }, value);
}

/** Names of the fields that every error has and that a value lacks, or has in another type. */
export function wrongFields(value: unknown): string[] {
  const fields = fieldsOf(value);
  return Object.keys(JSON_FIELDS)
    .slice(0, 9)
    .filter((name) => (fields[name] ?? INVALID) === INVALID);
}

/** Writes an error; `stack` says whether its stack and those of its causes go along (they name local paths). */
export function errorJson(error: ErrorData & ErrorExtras, stack = false): ErrorJson {
  const walk: CauseWalk = {
    left: LIST_LIMIT,
    error: (inner, path) => (isBranded(inner) ? write(inner as ErrorData, path) : undefined),
  };
  // Causes are made safe once more on the way: one may have been assigned after the error was made.
  const write = (inner: ErrorData & ErrorExtras, path: readonly unknown[]): ErrorJson => {
    const json: Record<string, unknown> = { format: JSON_FORMAT, version: JSON_VERSION };
    for (const name in JSON_FIELDS) {
      const value = inner[name as keyof typeof JSON_FIELDS];
      if (value !== undefined) json[name] = value;
    }
    json.details = inner.details;
    if (stack) json.stack = inner.stack;
    return Object.assign(json, copyParts(inner, walk, [...path, inner])) as unknown as ErrorJson;
  };
  return copyCause(error, walk) as ErrorJson;
}
