/** Headers of a response, as `fetch` or Node.js give them; names in lower case in a plain object. */
export type HeaderSource =
  | {
      /** Value of a header, asked for by its name in lower case; null where it is missing. */
      get(name: string): string | null;
    }
  | Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * How long the other side asks to wait, in milliseconds: `retry-after-ms`, or `retry-after` in seconds
 * (fractions allowed) or as an HTTP date (RFC 9110, section 10.2.3). Undefined if it does not say, or not
 * in a form that can be read; never negative.
 */
export function parseRetryAfter(headers: HeaderSource, nowMs: number): number | undefined {
  const exact = readNumber(readHeader(headers, 'retry-after-ms'));
  if (exact !== undefined) return exact;
  const value = readHeader(headers, 'retry-after');
  const seconds = readNumber(value);
  if (seconds !== undefined) return seconds * 1_000;
  return value === undefined ? undefined : readDate(value, nowMs);
}

function readHeader(headers: HeaderSource, name: string): string | undefined {
  const value =
    typeof headers.get === 'function' ? headers.get(name) : (headers as Record<string, unknown>)[name];
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? first.trim() : undefined;
}

function readNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** Servers must not send this form, which has no zone, and recipients must read it as UTC (RFC 9110, section 5.6.7). */
const WITHOUT_ZONE = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}$/;

/** A date names its day and its zone; anything less would be guessed by `Date.parse`. */
function readDate(value: string, nowMs: number): number | undefined {
  const text = WITHOUT_ZONE.test(value) ? `${value} GMT` : value;
  if (!/^[A-Z][a-z]+,? .* GMT$/.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}
