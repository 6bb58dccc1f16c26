import type { EnhancedCodeError } from '@enhanced-code/errors';
import { renderError } from '@enhanced-code/errors/present';
import type { Paint } from '../color.ts';

/** How much of an error a person is told. */
export interface ErrorDetail {
  /** Whether everything about it was asked for. */
  readonly verbose: boolean;
  /** The variable `DEBUG`, which may ask for it too. */
  readonly debug: string | undefined;
}

/** An error as a person reads it on stderr: what happened, the fix, and where to read more. */
export function errorText(error: EnhancedCodeError, paint: Paint, { verbose, debug }: ErrorDetail): string {
  const detail = verbose ? { verbose } : { debug: debug ?? '' };
  return `${renderError(error, { color: paint.enabled, ...detail })}\n`;
}
