import { isBranded } from './brand.ts';
import { defined } from './defined.ts';
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

/** Writes an error; `stack` says whether its stack and those of its causes go along (they name local paths). */
export function errorJson(error: ErrorData & ErrorExtras, stack = false): ErrorJson {
  const walk: CauseWalk = {
    left: LIST_LIMIT,
    error: (inner, path) => (isBranded(inner) ? write(inner as ErrorData, path) : undefined),
  };
  // Causes are made safe once more on the way: one may have been assigned after the error was made.
  const write = (inner: ErrorData & ErrorExtras, path: readonly unknown[]): ErrorJson => {
    const names = Object.keys(JSON_FIELDS) as (keyof typeof JSON_FIELDS)[];
    const fields = Object.fromEntries(names.map((name) => [name, inner[name]])) as unknown as ErrorData;
    const { details } = inner;
    const parts = copyParts(inner, walk, [...path, inner]);
    const all = { ...fields, details, stack: stack ? inner.stack : undefined, ...parts };
    return defined({ format: JSON_FORMAT, version: JSON_VERSION, ...all }) as ErrorJson;
  };
  return copyCause(error, walk) as ErrorJson;
}
