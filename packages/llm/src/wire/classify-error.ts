import type { EnhancedCodeError } from '@enhanced-code/errors';
import { isObject, objectAt, textAt } from '../json.ts';
import type { CallErrorCode, CallErrors } from './call-errors.ts';
import { readRetryAfterMs } from './retry-after.ts';

/** An error as a provider sent it: over HTTP, or inside a stream that had started well. */
export interface ProviderError {
  /** HTTP status; absent for an error inside a stream. */
  readonly status?: number;
  readonly headers?: Headers;
  /** The parsed body. */
  readonly body?: unknown;
  /** The body as text, where it is no JSON. */
  readonly text?: string;
  /** What the SDK threw. */
  readonly cause?: unknown;
}

/** Codes and types that say exactly what happened. They are stronger evidence than the status. */
const BY_PROVIDER_CODE: Readonly<Record<string, CallErrorCode>> = {
  insufficient_quota: 'EC_LLM_QUOTA',
  billing_hard_limit_reached: 'EC_LLM_QUOTA',
  contract_spend_limit_reached: 'EC_LLM_QUOTA',
  enforced_spend_limit_reached: 'EC_LLM_QUOTA',
  linked_organization_spend_limit_reached: 'EC_LLM_QUOTA',
  exceeded_current_quota_error: 'EC_LLM_QUOTA',
  insufficient_balance: 'EC_LLM_QUOTA',
  billing_error: 'EC_LLM_BILLING',
  billing_not_active: 'EC_LLM_BILLING',
  rate_limit_exceeded: 'EC_LLM_RATE_LIMIT',
  rate_limit_error: 'EC_LLM_RATE_LIMIT',
  rate_limit_reached_error: 'EC_LLM_RATE_LIMIT',
  ramp_limit_exceeded: 'EC_LLM_RATE_LIMIT',
  too_many_requests: 'EC_LLM_RATE_LIMIT',
  resource_exhausted: 'EC_LLM_RATE_LIMIT',
  overloaded_error: 'EC_LLM_OVERLOADED',
  overloaded: 'EC_LLM_OVERLOADED',
  engine_overloaded_error: 'EC_LLM_OVERLOADED',
  compaction_unavailable: 'EC_LLM_OVERLOADED',
  slow_down: 'EC_LLM_OVERLOADED',
  unavailable: 'EC_LLM_OVERLOADED',
  server_error: 'EC_LLM_SERVER',
  api_error: 'EC_LLM_SERVER',
  internal: 'EC_LLM_SERVER',
  internal_server_error: 'EC_LLM_SERVER',
  timeout_error: 'EC_LLM_REQUEST_TIMEOUT',
  deadline_exceeded: 'EC_LLM_REQUEST_TIMEOUT',
  vector_store_timeout: 'EC_LLM_REQUEST_TIMEOUT',
  invalid_api_key: 'EC_LLM_AUTH',
  invalid_authentication_error: 'EC_LLM_AUTH',
  authentication_error: 'EC_LLM_AUTH',
  unauthenticated: 'EC_LLM_AUTH',
  permission_error: 'EC_LLM_PERMISSION',
  permission_denied: 'EC_LLM_PERMISSION',
  model_not_found: 'EC_LLM_NOT_FOUND',
  not_found_error: 'EC_LLM_NOT_FOUND',
  request_too_large: 'EC_LLM_REQUEST_TOO_LARGE',
  context_length_exceeded: 'EC_LLM_CONTEXT_OVERFLOW',
  context_window_exceeded: 'EC_LLM_CONTEXT_OVERFLOW',
  model_context_window_exceeded: 'EC_LLM_CONTEXT_OVERFLOW',
  exceed_context_size_error: 'EC_LLM_CONTEXT_OVERFLOW',
  content_policy_violation: 'EC_LLM_CONTENT_POLICY',
  content_filter: 'EC_LLM_CONTENT_POLICY',
  bio_policy: 'EC_LLM_CONTENT_POLICY',
  misalignment_policy_violation: 'EC_LLM_CONTENT_POLICY',
  conflict_error: 'EC_LLM_CONFLICT',
  thread_continue_in_flight: 'EC_LLM_CONFLICT',
};

const BY_STATUS: Readonly<Record<number, CallErrorCode>> = {
  401: 'EC_LLM_AUTH',
  402: 'EC_LLM_BILLING',
  403: 'EC_LLM_PERMISSION',
  404: 'EC_LLM_NOT_FOUND',
  408: 'EC_LLM_REQUEST_TIMEOUT',
  409: 'EC_LLM_CONFLICT',
  413: 'EC_LLM_REQUEST_TOO_LARGE',
  429: 'EC_LLM_RATE_LIMIT',
  499: 'EC_LLM_REQUEST_TIMEOUT',
  503: 'EC_LLM_OVERLOADED',
  504: 'EC_LLM_REQUEST_TIMEOUT',
  529: 'EC_LLM_OVERLOADED',
};

const OVERFLOW_TEXT =
  /context (length|window|size)|maximum context|prompt is too long|too many (input )?tokens|input (is|token count|length).{0,40}(exceed|too long)|exceeds? the (available )?context/i;
const QUOTA_TEXT = /quota|credit balance|insufficient (credit|balance|fund)|billing|spend(ing)? limit/i;

/** Finds the entry of the catalogue for an error of a provider, by its evidence: code, status, then text. */
export function classifyError(errors: CallErrors, found: ProviderError): EnhancedCodeError {
  const evidence = readEvidence(found);
  const retryAfterMs = readRetryAfterMs(found.headers, found.body, errors.now());
  const html = evidence.html && !(found.status !== undefined && found.status >= 500);
  const code = html ? 'EC_LLM_NOT_AN_API' : chooseCode(evidence, retryAfterMs);
  return errors.create(
    code,
    {
      ...(found.status === undefined ? {} : { status: found.status }),
      ...(evidence.code === undefined ? {} : { providerCode: evidence.code }),
      ...(evidence.html ? { received: 'HTML' } : {}),
    },
    {
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      ...(found.cause === undefined ? {} : { cause: found.cause }),
      unsafe: found.body ?? found.text,
    },
  );
}

interface Evidence {
  readonly status: number | undefined;
  /** All codes and types that were named, most exact first. */
  readonly codes: readonly string[];
  /** The one to show. */
  readonly code: string | undefined;
  readonly message: string;
  readonly html: boolean;
}

function readEvidence({ status, body, text }: ProviderError): Evidence {
  const error = isObject(body) && isObject(body.error) ? body.error : isObject(body) ? body : {};
  const named = [objectAt(error, 'details').error_code, error.code, error.type, error.status];
  const codes = named.filter(isShortCode);
  const inner = isObject(body) && typeof body.error === 'string' ? body.error : undefined;
  const message = textAt(error, 'message') ?? inner ?? text ?? '';
  const numeric = typeof error.code === 'number' && error.code >= 400 ? error.code : undefined;
  return {
    status: status ?? numeric,
    codes,
    code: codes[0],
    message,
    html: /^(\d{3} )?\s*</.test(text ?? ''),
  };
}

/** A provider's code is shown as it is, so it must look like one: free text could repeat the prompt. */
function isShortCode(value: unknown): value is string {
  return typeof value === 'string' && /^[\w.-]{1,64}$/.test(value);
}

function chooseCode(evidence: Evidence, retryAfterMs: number | undefined): CallErrorCode {
  const { status, codes, message } = evidence;
  const exact = codes.map((code) => BY_PROVIDER_CODE[code.toLowerCase()]).find((code) => code !== undefined);
  if (exact === 'EC_LLM_RATE_LIMIT' || (exact === undefined && status === 429)) {
    // A named waiting time means that waiting helps, whatever the text says.
    return retryAfterMs === undefined && QUOTA_TEXT.test(message) ? 'EC_LLM_QUOTA' : 'EC_LLM_RATE_LIMIT';
  }
  if (exact !== undefined) return exact;
  if (OVERFLOW_TEXT.test(message)) return 'EC_LLM_CONTEXT_OVERFLOW';
  return byStatus(status, message);
}

function byStatus(status: number | undefined, message: string): CallErrorCode {
  if (status === undefined) return 'EC_LLM_SERVER';
  const known = BY_STATUS[status];
  if (known !== undefined) return known;
  if (status >= 500) return 'EC_LLM_SERVER';
  return status === 400 && QUOTA_TEXT.test(message) ? 'EC_LLM_BILLING' : 'EC_LLM_INVALID_REQUEST';
}
