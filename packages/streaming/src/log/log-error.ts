import { type EnhancedCodeError, isEnhancedCodeError } from '@enhanced-code/errors';
import { streamErrors } from '../stream-errors.ts';
import { systemCode } from './segment-file.ts';

/** The error as it is, or as one of this catalogue that names the system's code. */
export function asLogError(error: unknown, runId: string, operation: 'read' | 'written'): EnhancedCodeError {
  if (isEnhancedCodeError(error)) return error;
  const reason = systemCode(error);
  const details = reason === undefined ? { runId, operation } : { runId, operation, reason };
  return streamErrors.create('EC_STREAM_LOG_IO', details, { cause: error });
}
