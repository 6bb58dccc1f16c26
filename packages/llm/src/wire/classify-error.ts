import { type EnhancedCodeError, isEnhancedCodeError } from '@enhanced-code/errors';
import { llmErrors } from '../errors/llm-errors.ts';
import { entryOf } from '../json.ts';
import type { CallErrorCode, CallErrors } from './call-errors.ts';
import { type Evidence, type ProviderError, readEvidence } from './error-evidence.ts';
import {
  CAPACITY_TEXT,
  KEY_TEXT,
  OVERFLOW_TEXT,
  POLICY_TEXT,
  QUOTA_TEXT,
  RATE_TEXT,
  REGION_TEXT,
  TOO_LARGE_TEXT,
} from './error-texts.ts';
import { BY_PROVIDER_CODE, BY_STATUS, REQUEST_CODE, WEAK_CODES } from './provider-codes.ts';
import { readRetryAfterMs } from './retry-after.ts';

/** Finds the entry of the catalogue for an error of a provider, by its evidence: code, text, then status. */
export function classifyError(errors: CallErrors, found: ProviderError): EnhancedCodeError {
  const evidence = readEvidence(found);
  const retryAfterMs = readRetryAfterMs(found.headers, found.body, errors.now());
  const html = evidence.html && !(found.status !== undefined && found.status >= 500);
  const code = html ? 'EC_LLM_NOT_AN_API' : chooseCode(evidence, retryAfterMs);
  const details = {
    ...(found.status === undefined ? {} : { status: found.status }),
    ...(evidence.code === undefined ? {} : { providerCode: evidence.code }),
    ...(evidence.html ? { received: 'HTML' } : {}),
  };
  const options = {
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(found.cause === undefined ? {} : { cause: found.cause }),
    unsafe: found.body ?? found.text,
  };
  const answered = errors.create(code, details, options);
  const contradiction = html ? undefined : contradictionOf(answered, found.headers);
  if (contradiction === undefined) return answered;
  const what = { answeredCode: code, answeredClass: answered.class };
  return errors.create(contradiction, { ...details, ...what }, { ...options, cause: answered });
}

/**
 * Anthropic and OpenAI say in a header whether another try makes sense, and their own clients obey it. Where it
 * contradicts what the error looks like, an entry of its own says so; what was answered is its cause.
 */
function contradictionOf(
  { retryable }: EnhancedCodeError,
  headers: Headers | undefined,
): CallErrorCode | undefined {
  const advice = headers?.get('x-should-retry');
  if (advice === 'false' && retryable) return 'EC_LLM_RETRY_REFUSED';
  return advice === 'true' && !retryable ? 'EC_LLM_RETRY_ADVISED' : undefined;
}

/** What the provider answered, without its advice about another try: the error itself, or the one that it wraps. */
export function answeredError(error: EnhancedCodeError): EnhancedCodeError {
  const wraps = llmErrors.is(error, 'EC_LLM_RETRY_REFUSED') || llmErrors.is(error, 'EC_LLM_RETRY_ADVISED');
  return wraps && isEnhancedCodeError(error.cause) ? error.cause : error;
}

function chooseCode(evidence: Evidence, retryAfterMs: number | undefined): CallErrorCode {
  const { codes, message } = evidence;
  // An error inside of a stream has no status; what blames the request would have come with this one.
  const status = evidence.status ?? (codes.some((code) => REQUEST_CODE.test(code)) ? 400 : undefined);
  const exact = codes.map((code) => entryOf(BY_PROVIDER_CODE, code)).find((code) => code !== undefined);
  if (exact === 'EC_LLM_RATE_LIMIT' || ((exact === undefined || WEAK_CODES.has(exact)) && status === 429))
    return limitOf(message, retryAfterMs);
  if (exact !== undefined && !WEAK_CODES.has(exact)) return exact;
  // Ollama calls everything an `api_error`, also what its status lays on the request.
  const vague = exact === 'EC_LLM_SERVER' && status !== undefined && status < 500;
  return byText(status, message) ?? (vague ? byStatus(status) : (exact ?? byStatus(status)));
}

/** A limit of the rate recovers, a used-up quota does not; both come with the same status and often the same code. */
function limitOf(message: string, retryAfterMs: number | undefined): CallErrorCode {
  if (TOO_LARGE_TEXT.test(message)) return 'EC_LLM_REQUEST_TOO_LARGE';
  // What is allowed for a day comes back tomorrow, however short a wait is named.
  if (/per[ _-]?day/i.test(message) && !/\bper min/i.test(message)) return 'EC_LLM_QUOTA';
  if (CAPACITY_TEXT.test(message)) return 'EC_LLM_OVERLOADED';
  // A named waiting time means that waiting helps, whatever the text says.
  if (retryAfterMs !== undefined || RATE_TEXT.test(message)) return 'EC_LLM_RATE_LIMIT';
  return QUOTA_TEXT.test(message) ? 'EC_LLM_QUOTA' : 'EC_LLM_RATE_LIMIT';
}

function byText(status: number | undefined, message: string): CallErrorCode | undefined {
  if (OVERFLOW_TEXT.test(message)) return 'EC_LLM_CONTEXT_OVERFLOW';
  if (status !== undefined && status < 500 && status !== 401 && QUOTA_TEXT.test(message))
    return 'EC_LLM_BILLING';
  if (status === 400 && KEY_TEXT.test(message)) return 'EC_LLM_AUTH';
  if (status === 400 && REGION_TEXT.test(message)) return 'EC_LLM_PERMISSION';
  if ((status === 400 || status === 403) && POLICY_TEXT.test(message)) return 'EC_LLM_CONTENT_POLICY';
  return status !== undefined && status >= 500 && CAPACITY_TEXT.test(message)
    ? 'EC_LLM_OVERLOADED'
    : undefined;
}

function byStatus(status: number | undefined): CallErrorCode {
  if (status === undefined) return 'EC_LLM_SERVER';
  return BY_STATUS[status] ?? (status >= 500 ? 'EC_LLM_SERVER' : 'EC_LLM_INVALID_REQUEST');
}
