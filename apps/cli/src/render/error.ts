import type { EnhancedCodeError } from '@enhanced-code/errors';
import { renderError } from '@enhanced-code/errors/present';
import type { Paint } from '../color.ts';

/** An error as a person reads it on stderr: what happened, the fix, and where to read more. */
export function errorText(error: EnhancedCodeError, paint: Paint, verbose: boolean): string {
  return `${renderError(error, { color: paint.enabled, verbose })}\n`;
}
