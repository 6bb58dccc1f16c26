import { conform } from './conform.ts';
import { EnhancedCodeError } from './enhanced-code-error.ts';
import type { DetailsOf, ErrorEntry, ErrorOptions } from './entry.ts';
import { ownEntries } from './own-entries.ts';
import { compileTemplate, type Template } from './template.ts';

/** Makes errors of one entry. Reads its two templates once, at the first error. */
export function entryFactory(code: string, entry: ErrorEntry) {
  let message: Template | undefined;
  let hint: Template | undefined;
  return (details: unknown, options: ErrorOptions | undefined): EnhancedCodeError => {
    message ??= compileTemplate(entry.message);
    hint ??= compileTemplate(entry.hint);
    const kept = conform(entry.details, details);
    const data = { code, message: message(kept), hint: hint(kept), details: kept };
    const limit = Error.stackTraceLimit;
    limitStack(0);
    const error = new EnhancedCodeError(data, entry, options);
    limitStack(limit);
    return error;
  };
}

/** Under `--frozen-intrinsics` the limit cannot be set; the stack is then captured twice. */
function limitStack(frames: number): void {
  try {
    Error.stackTraceLimit = frames;
  } catch {}
}

type Own = typeof ownEntries;

/** An error of this package itself; `defineErrors` cannot be used by what it is made of. */
export function ownError<Code extends keyof Own>(
  code: Code,
  details: DetailsOf<Own[Code]>,
  options?: ErrorOptions,
): EnhancedCodeError<Code, DetailsOf<Own[Code]>> {
  const error = entryFactory(code, ownEntries[code])(details, options);
  Error.captureStackTrace(error, ownError);
  return error as never;
}
