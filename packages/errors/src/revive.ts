import { EnhancedCodeError, isEnhancedCodeError } from './enhanced-code-error.ts';
import type { ErrorEntry } from './entry.ts';
import { type CauseWalk, copyParts, type ForeignCause, safeCause } from './foreign-cause.ts';
import { readError, readingWalk } from './from-json.ts';
import { ownEntries } from './own-entries.ts';
import { ownError } from './raise.ts';
import { compileTemplate } from './template.ts';
import { type ErrorJson, JSON_FORMAT, JSON_VERSION } from './to-json.ts';

/** Head line of the stack of our errors: all that a cloned `Error` keeps of its code. */
const HEAD = /^EnhancedCodeError \[(EC_[A-Z0-9_]+)\]: /;

/** What is assumed of a cloned error whose catalogue is not at hand. */
const UNKNOWN_ENTRY: ErrorEntry = { ...ownEntries.EC_ERRORS_UNEXPECTED, hint: '' };

/**
 * Recognises an error of a catalogue in every form it can arrive in, and makes it whole again:
 * - the error itself, from this or another copy of this package;
 * - its JSON (`toJSON`), also after `JSON.parse`, `structuredClone` and `postMessage`: nothing is lost;
 * - an error that a worker thread died of, on which Node.js keeps every field;
 * - a `structuredClone` of the error itself, of which the platform keeps only message, stack and cause. The
 *   code is read from the stack and the rest from `entries` (see `collectCatalogues`); details are gone.
 * Anything else gives undefined.
 */
export function reviveError(
  value: unknown,
  entries?: ReadonlyMap<string, ErrorEntry>,
): EnhancedCodeError | undefined {
  const walk = readingWalk((clone, path) => {
    const code = HEAD.exec(clone.stack ?? '')?.[1];
    return code === undefined ? undefined : reviveClone(clone, code, entries?.get(code), walk, path);
  });
  const known = typeof value === 'object' && value !== null ? walk.error(value, []) : undefined;
  return known as EnhancedCodeError | undefined;
}

function reviveClone(
  clone: Error,
  code: string,
  entry: ErrorEntry = UNKNOWN_ENTRY,
  walk: CauseWalk,
  path: readonly unknown[],
): EnhancedCodeError {
  const { message, stack = '', cause } = clone;
  if ('code' in clone && clone.code === code) {
    const json = { ...clone, message, stack, cause, format: JSON_FORMAT, version: JSON_VERSION };
    return readError(json as unknown as ErrorJson, walk, path);
  }
  const data = { hint: compileTemplate(entry.hint)({}), code, message, details: {} };
  return Object.assign(new EnhancedCodeError(data, entry, copyParts(clone, walk, path)), { stack });
}

/**
 * Gives an error of a catalogue for whatever was thrown: `reviveError`, EC_ERRORS_ABORTED for an abort, and
 * EC_ERRORS_UNEXPECTED for the rest, with the original as its cause. For the edges of a program; never throws.
 */
export function asEnhancedCodeError(value: unknown): EnhancedCodeError {
  try {
    return reviveError(value) ?? wrap(value);
  } catch (problem) {
    return wrap(problem);
  }
}

function wrap(value: unknown): EnhancedCodeError {
  if (isEnhancedCodeError(value)) return value;
  const cause = value ?? null;
  if (isAbort(value)) return ownError('EC_ERRORS_ABORTED', {}, { cause });
  return ownError('EC_ERRORS_UNEXPECTED', safeCause(cause) as ForeignCause, { cause });
}

/** What an `AbortSignal` raises when it is aborted without a reason, and Node.js's own functions with it. */
function isAbort(value: unknown): boolean {
  return value instanceof Error && value.name === 'AbortError';
}
