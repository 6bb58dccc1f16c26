import { type EnhancedCodeError, isEnhancedCodeError } from '@enhanced-code/errors';
import { entryOf, isObject, numberAt, parseJson, textAt } from '../json.ts';
import type { CallErrorCode, CallErrors } from '../wire/call-errors.ts';
import { classifyError } from '../wire/classify-error.ts';
import { fromThrown, readHeaders } from '../wire/transport-error.ts';

/** Errors of the AI SDK that are told by their name alone; the names are stable markers of its classes. */
const BY_NAME: Readonly<Record<string, CallErrorCode>> = {
  AI_LoadAPIKeyError: 'EC_LLM_AUTH',
  AI_LoadSettingError: 'EC_LLM_INVALID_REQUEST',
  AI_InvalidPromptError: 'EC_LLM_INVALID_REQUEST',
  AI_InvalidArgumentError: 'EC_LLM_INVALID_REQUEST',
  AI_UnsupportedFunctionalityError: 'EC_LLM_INVALID_REQUEST',
  AI_NoSuchModelError: 'EC_LLM_NOT_FOUND',
  AI_EmptyResponseBodyError: 'EC_LLM_TRUNCATED',
  AI_NoContentGeneratedError: 'EC_LLM_TRUNCATED',
};

const PROTOCOL_NAMES = new Set([
  'AI_InvalidResponseDataError',
  'AI_InvalidStreamPartError',
  'AI_JSONParseError',
  'AI_TypeValidationError',
]);

/** Maps what an AI SDK model threw, or put into its stream: an answer with an error status, an object, a text. */
export function fromAIError(errors: CallErrors, found: unknown): EnhancedCodeError {
  if (isEnhancedCodeError(found)) return found;
  if (typeof found === 'string') return classifyError(errors, { text: found });
  if (!isObject(found)) return errors.create('EC_LLM_SERVER', {}, { unsafe: found });
  const status = numberAt(found, 'statusCode');
  // The AI SDK gives an answer that had begun well its status 200 when it breaks off.
  if (status !== undefined && status >= 400) return fromStatus(errors, found, status);
  const named = byName(errors, found);
  if (named !== undefined) return named;
  // An object that names a code or a type is an error as the provider sent it.
  const told = textAt(found, 'type') ?? textAt(found, 'code');
  const thrown = found instanceof Error || (told === undefined && textAt(found, 'message') === undefined);
  return thrown ? fromThrown(errors, found) : classifyError(errors, { body: { error: found } });
}

function fromStatus(
  errors: CallErrors,
  found: Readonly<Record<string, unknown>>,
  status: number,
): EnhancedCodeError {
  const headers = headersOf(found.responseHeaders);
  readHeaders(errors, headers);
  const text = textAt(found, 'responseBody') ?? textAt(found, 'message');
  const body = parseJson(text ?? '') ?? found.data;
  return classifyError(errors, {
    ...{ status, headers, cause: found },
    ...(body === undefined || body === null ? {} : { body }),
    ...(text === undefined ? {} : { text }),
  });
}

function byName(errors: CallErrors, found: Readonly<Record<string, unknown>>): EnhancedCodeError | undefined {
  const name = textAt(found, 'name') ?? '';
  if (PROTOCOL_NAMES.has(name)) return errors.protocol(`the AI SDK reports ${name}`, found);
  const code = entryOf(BY_NAME, name);
  return code === undefined ? undefined : errors.create(code, { reason: name }, { cause: found });
}

/** Headers of any shape, as far as they are texts. */
export function headersOf(value: unknown): Headers {
  const entries = Object.entries(isObject(value) ? value : {});
  return new Headers(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
