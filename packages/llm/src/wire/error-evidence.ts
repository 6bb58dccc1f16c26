import { isObject, objectAt, parseJson, textAt } from '../json.ts';
import { withoutLinks } from './error-texts.ts';

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

/** What an error tells about itself. */
export interface Evidence {
  readonly status: number | undefined;
  /** All codes and types that were named, most exact first, in lower case and snake case. */
  readonly codes: readonly string[];
  /** The one to show, as it came. */
  readonly code: string | undefined;
  /** All messages that were found, without links. */
  readonly message: string;
  readonly html: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

/** How many errors within errors are looked into: gateways quote the error of the server behind them. */
const DEPTH = 3;

/** Collects what an error tells: its codes, its messages, and those of the errors that it quotes. */
export function readEvidence({ status, body, text, headers }: ProviderError): Evidence {
  const layers = layersOf(body);
  const named = [...layers.flatMap(codesOf), amazonType(headers)].filter(isShortCode);
  const messages = layers.flatMap(messagesOf);
  const numeric = layers.map(statusOf).find((found) => found !== undefined);
  const found = messages.length === 0 ? [text ?? ''] : messages;
  return {
    status: status ?? numeric,
    codes: named.map(snakeCase),
    code: named[0],
    message: withoutLinks(found.join('\n')),
    html: /^(\d{3} )?\s*</.test(text ?? ''),
  };
}

/** The error itself and what it quotes, outermost first. */
export function layersOf(body: unknown, depth = 0): Fields[] {
  const value = Array.isArray(body) ? body[0] : body;
  if (!isObject(value) || depth > DEPTH) return [];
  const error = isObject(value.error) ? value.error : value;
  const raw = textAt(objectAt(error, 'metadata'), 'raw');
  const quoted = [textAt(error, 'message'), raw].map(jsonIn).find(isObject);
  return [error, ...(quoted === undefined ? [] : layersOf(quoted, depth + 1))];
}

function jsonIn(text: string | undefined): unknown {
  return text?.trimStart().startsWith('{') ? parseJson(text.trim()) : undefined;
}

function codesOf(error: Fields): unknown[] {
  const details = Array.isArray(error.details) ? error.details.filter(isObject) : [];
  const own = [objectAt(error, 'details').error_code, error.code, error.type, error.status];
  const inner = [objectAt(error, 'innererror').code, ...details.map(({ reason }) => reason)];
  return [...inner, ...own];
}

/** Some servers put the text right below `error`, some a code there and the text below `message`. */
function messagesOf(error: Fields): string[] {
  const raw = textAt(objectAt(error, 'metadata'), 'raw');
  const quotas = JSON.stringify(error.details ?? '').match(/"quota(Id|_limit)":"[^"]{1,200}"/g) ?? [];
  const texts = [textAt(error, 'message'), textAt(error, 'error'), textAt(error, 'detail'), raw];
  const code = typeof error.code === 'string' && !isShortCode(error.code) ? [error.code] : [];
  return [...texts.filter((text) => text !== undefined), ...code, ...quotas];
}

function statusOf({ code }: Fields): number | undefined {
  const value = typeof code === 'string' && /^[45]\d\d$/.test(code) ? Number(code) : code;
  return typeof value === 'number' && value >= 400 ? value : undefined;
}

/** Bedrock names the error in a header, such as `ThrottlingException:http://…`. */
function amazonType(headers: Headers | undefined): string | undefined {
  return headers?.get('x-amzn-errortype')?.split(':')[0];
}

/** A provider's code is shown as it is, so it must look like one: free text could repeat the prompt. */
function isShortCode(value: unknown): value is string {
  return typeof value === 'string' && /^[\w.-]{1,64}$/.test(value);
}

/** `ThrottlingException` and `RESOURCE_EXHAUSTED` are looked up as `throttling_exception` and `resource_exhausted`. */
function snakeCase(code: string): string {
  return /Exception$/.test(code)
    ? code.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase()
    : code.toLowerCase();
}
