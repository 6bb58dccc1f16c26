import { isObject, textAt } from '../json.ts';
import { layersOf } from './error-evidence.ts';

/**
 * How long the other side asks to wait, in milliseconds, or `undefined`. The forms, strongest first:
 * `retry-after-ms` in milliseconds, `retry-after` in seconds or as an HTTP date
 * (https://www.rfc-editor.org/rfc/rfc9110#field.retry-after), and `retryDelay` in the details of the body
 * (https://cloud.google.com/apis/design/errors, RetryInfo). No form is capped here: a policy decides that.
 */
export function readRetryAfterMs(
  headers: Headers | undefined,
  body: unknown,
  nowMs: number,
): number | undefined {
  const milliseconds = toNumber(headers?.get('retry-after-ms'));
  if (milliseconds !== undefined) return milliseconds;
  const header = headers?.get('retry-after');
  const seconds = toNumber(header);
  if (seconds !== undefined) return Math.round(seconds * 1000);
  return dateDelay(header, nowMs) ?? bodyDelay(body);
}

function toNumber(text: string | null | undefined): number | undefined {
  if (text === null || text === undefined || text.trim() === '') return undefined;
  const value = Number(text);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}

function dateDelay(header: string | null | undefined, nowMs: number): number | undefined {
  // A negative number is no date, though Date.parse makes one of it.
  if (header === null || header === undefined || !/[a-z]/i.test(header)) return undefined;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}

/** The delay may stand in an error that the error quotes. */
function bodyDelay(body: unknown): number | undefined {
  const delay = layersOf(body)
    .flatMap(({ details }) => (Array.isArray(details) ? details.filter(isObject) : []))
    .map((detail) => textAt(detail, 'retryDelay'))
    .find(Boolean);
  const seconds = toNumber(delay?.replace(/s$/, ''));
  return seconds === undefined ? undefined : Math.round(seconds * 1000);
}
