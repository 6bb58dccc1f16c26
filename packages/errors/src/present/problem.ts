import type { EnhancedCodeError } from '../enhanced-code-error.ts';
import { asEnhancedCodeError } from '../revive.ts';
import { docsUrl } from './docs-url.ts';

/** Media type of a problem document. */
export const PROBLEM_TYPE = 'application/problem+json';

/** An error as a problem document (RFC 9457): five standard members, the rest are its extensions. */
export interface ProblemDocument {
  /** Address of the page of the code. */
  readonly type: string;
  /** The kind of problem in words; the same at every occurrence. */
  readonly title: string;
  /** The HTTP status, as in the response. */
  readonly status: number;
  /** What happened this time. */
  readonly detail: string;
  /** Identifies the occurrence, such as the id of a run. */
  readonly instance?: string;
  /** The code of the catalogue. */
  readonly code: string;
  /** What kind of failure it is. */
  readonly class: string;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  /** Milliseconds after which a retry makes sense. */
  readonly retryAfterMs?: number;
  /** What to do next. */
  readonly hint: string;
  /** What is known of this occurrence. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** Settings of `toProblem`. */
export interface ProblemOptions {
  /** Site or folder of the pages; default as `docsUrl`. */
  readonly docsBase?: string;
  /** Identifies the occurrence. */
  readonly instance?: string;
}

/** An error, or whatever else was thrown, as a problem document. It carries no stack and no causes. */
export function toProblem(error: unknown, options: ProblemOptions = {}): ProblemDocument {
  const known = asEnhancedCodeError(error);
  const { code, httpStatus: status, retryable, retryAfterMs, hint, details } = known;
  return {
    type: docsUrl(code, options.docsBase),
    title: titleOf(known),
    status,
    detail: known.message,
    ...(options.instance === undefined ? {} : { instance: options.instance }),
    code,
    class: known.class,
    retryable,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    hint,
    details,
  };
}

/** `EC_EDIT_NO_MATCH` reads "Edit no match". */
function titleOf({ code }: EnhancedCodeError): string {
  const words = code.slice(3).toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
