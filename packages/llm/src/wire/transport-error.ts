import { type EnhancedCodeError, isEnhancedCodeError } from '@enhanced-code/errors';
import { entryOf, isObject, textAt } from '../json.ts';
import type { CallErrorCode, CallErrors } from './call-errors.ts';
import { classifyError } from './classify-error.ts';

/** Codes of Node's fetch (undici) for its own limits, which stand behind ours. */
const FETCH_LIMITS: Readonly<Record<string, CallErrorCode>> = {
  UND_ERR_CONNECT_TIMEOUT: 'EC_LLM_CONNECT_TIMEOUT',
  UND_ERR_HEADERS_TIMEOUT: 'EC_LLM_HEADER_TIMEOUT',
  UND_ERR_BODY_TIMEOUT: 'EC_LLM_IDLE_TIMEOUT',
  ETIMEDOUT: 'EC_LLM_CONNECT_TIMEOUT',
};

/** Maps what an SDK or fetch threw: an answer with an error status, or a connection that failed. */
export function fromThrown(errors: CallErrors, thrown: unknown): EnhancedCodeError {
  if (isEnhancedCodeError(thrown)) return thrown;
  if (isObject(thrown) && typeof thrown.status === 'number') return fromStatus(errors, thrown, thrown.status);
  const codes = causeCodes(thrown);
  const limit = codes.map((code) => entryOf(FETCH_LIMITS, code)).find((code) => code !== undefined);
  const reason = codes[codes.length - 1];
  return errors.create(limit ?? 'EC_LLM_NETWORK', reason === undefined ? {} : { reason }, { cause: thrown });
}

function fromStatus(
  errors: CallErrors,
  thrown: Readonly<Record<string, unknown>>,
  status: number,
): EnhancedCodeError {
  const headers = thrown.headers instanceof Headers ? thrown.headers : undefined;
  if (headers !== undefined) readHeaders(errors, headers);
  const body = thrown.error;
  // OpenAI's SDK hands over the inner object of the body, Anthropic's the whole of it.
  const whole = isObject(body) && !('error' in body) ? { error: body } : body;
  const text = textAt(thrown, 'message');
  return classifyError(errors, {
    status,
    cause: thrown,
    ...(headers === undefined ? {} : { headers }),
    ...(whole === undefined || whole === null ? {} : { body: whole }),
    ...(text === undefined ? {} : { text }),
  });
}

/** Keeps what the headers of an answer tell, whatever comes after them. */
export function readHeaders(errors: CallErrors, headers: Headers): void {
  errors.requestId ??= requestIdOf(headers);
  errors.workspaceId ??= headers.get('anthropic-workspace-id') ?? undefined;
  errors.requestsPerMinute ??= requestsPerMinuteOf(headers);
}

/** The id that the providers give a request: `x-request-id` at OpenAI, `request-id` at Anthropic. */
function requestIdOf(headers: Headers): string | undefined {
  return headers.get('x-request-id') ?? headers.get('request-id') ?? undefined;
}

/**
 * The limit of requests per minute that Anthropic names (https://platform.claude.com/docs/en/api/rate-limits). Headers
 * of others look alike but count for another time, such as a day, so they are not read.
 */
function requestsPerMinuteOf(headers: Headers): number | undefined {
  const limit = Number(headers.get('anthropic-ratelimit-requests-limit') ?? Number.NaN);
  return limit > 0 ? limit : undefined;
}

/** The codes along the chain of causes, outermost first. */
function causeCodes(thrown: unknown): string[] {
  const codes: string[] = [];
  let current = thrown;
  for (let depth = 0; depth < 8 && isObject(current); depth += 1) {
    const code = textAt(current, 'code');
    if (code !== undefined && /^\w{1,64}$/.test(code)) codes.push(code);
    current = current.cause;
  }
  return codes;
}
