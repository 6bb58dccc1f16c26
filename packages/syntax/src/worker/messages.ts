import type { EnhancedCodeError } from '@enhanced-code/errors';
import { syntaxErrors } from '../errors.ts';
import type { SyntaxLimits } from '../options.ts';
import type { SyntaxVerdict } from '../types.ts';

/** What a worker is started with. */
export interface WorkerSettings extends SyntaxLimits {
  readonly exactParsers: boolean;
}

/** A question that crosses to a worker thread. */
export type Question =
  | { readonly ask: 'check'; readonly path: string; readonly text: string }
  | { readonly ask: 'outline'; readonly path: string; readonly text: string }
  | {
      readonly ask: 'compare';
      readonly path: string;
      readonly before: string | undefined;
      readonly after: string | undefined;
    };

/** An answer as it crosses the thread: an error cannot, so its code and details do. */
export interface Answered {
  readonly answer: object;
  readonly error?: { readonly code: string; readonly details: object };
  /** Bytes that the thread holds: its heap and the memories of its parsers, which never shrink. */
  readonly heldBytes?: number;
}

/** Takes the error out of an answer. */
export function packAnswer({ error, ...answer }: SyntaxVerdict): Answered {
  return error === undefined ? { answer } : { answer, error: { code: error.code, details: error.details } };
}

/** Puts the error back. */
export function unpackAnswer({ answer, error }: Answered): object {
  if (error === undefined) return answer;
  // The code comes from the same catalogue on the other side of the thread.
  const create = syntaxErrors.create as (code: string, details: object) => EnhancedCodeError;
  return { ...answer, error: create(error.code, error.details) };
}
