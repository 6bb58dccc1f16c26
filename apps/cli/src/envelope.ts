import type { EnhancedCodeError } from '@enhanced-code/errors';

/** Version of everything that is printed with `--json` and `--jsonl`. */
export const SCHEMA_VERSION = 1;

/** Data that survives `JSON.stringify` unchanged. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };

/** An error as machines read it. */
export interface ErrorBody {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly retryable: boolean;
  readonly details: Json;
}

/** The one document that a command prints with `--json`. */
export interface Envelope {
  readonly schemaVersion: typeof SCHEMA_VERSION;
  readonly command: string;
  readonly ok: boolean;
  readonly exitCode: number;
  readonly data?: Json;
  readonly error?: ErrorBody;
}

/** The envelope of a command that ended, with its error where it has one. */
export function createEnvelope(
  command: string,
  exitCode: number,
  data?: Json,
  error?: EnhancedCodeError,
): Envelope {
  return {
    schemaVersion: SCHEMA_VERSION,
    command,
    ok: error === undefined,
    exitCode,
    ...(data === undefined ? {} : { data }),
    ...(error === undefined ? {} : { error: errorBody(error) }),
  };
}

function errorBody(error: EnhancedCodeError): ErrorBody {
  return {
    code: error.code,
    message: error.message,
    hint: error.hint,
    retryable: error.retryable,
    details: error.details as Json,
  };
}
