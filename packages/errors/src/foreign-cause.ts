import { isBranded } from './brand.ts';
import { DEPTH_LIMIT, LIST_LIMIT } from './limits.ts';

/**
 * What is kept of a cause that is no error of a catalogue. Messages, stacks and further fields of foreign
 * errors may hold prompts, keys, headers or file content, so nothing of them is taken over: only what a
 * program's source or the operating system wrote.
 */
export interface ForeignCause {
  /** Name of its class, such as `TypeError`; the type of a thrown value that is no object, such as `string`. */
  readonly name: string;
  /** Its code, if it is one that Node.js or the operating system defines, such as `ECONNRESET`. */
  readonly code?: string;
  /** Its HTTP status, 100 to 599. */
  readonly status?: number;
  /** Its own cause. */
  readonly cause?: unknown;
  /** Its parts, if it is an aggregate. */
  readonly errors?: readonly unknown[];
  /** It appears already further up this chain; the chain ends here. */
  readonly circular?: true;
}

// Text of a key could look like a code, so the list is closed: https://nodejs.org/api/errors.html#common-system-errors
const SYSTEM_CODES = new Set(
  (
    'EACCES EADDRINUSE EADDRNOTAVAIL EAGAIN EAI_AGAIN EBADF EBUSY ECANCELED ECONNABORTED ECONNREFUSED ECONNRESET ' +
    'EDQUOT EEXIST EFBIG EHOSTDOWN EHOSTUNREACH EINTR EINVAL EIO EISDIR ELOOP EMFILE ENAMETOOLONG ENETDOWN ' +
    'ENETUNREACH ENFILE ENOENT ENOMEM ENOSPC ENOTCONN ENOTDIR ENOTEMPTY ENOTFOUND ENOTSUP EPERM EPIPE EPROTO ' +
    'EROFS ESTALE ETIMEDOUT ETXTBSY EXDEV'
  ).split(' '),
);
const NODE_CODE = /^(?:UND_)?ERR_[A-Z_]{2,48}$/;
const CLASS_NAME = /^[A-Z][A-Za-z]{1,47}$/;

/** What may be shown of any cause: an error of a catalogue itself, of anything else its `ForeignCause`. */
export function safeCause(value: unknown): unknown {
  return summarise(value, [], { left: LIST_LIMIT });
}

/** `safeCause` of each part of an aggregate; very long lists are cut. */
export function safeErrors(errors: readonly unknown[]): unknown[] {
  return errors.slice(0, LIST_LIMIT).map(safeCause);
}

/** `budget` bounds the whole walk: causes that share parts could otherwise be walked for ever. */
function summarise(value: unknown, path: readonly unknown[], budget: { left: number }): unknown {
  budget.left -= 1;
  if (isBranded(value)) return value;
  if (typeof value !== 'object' || value === null) return { name: value === null ? 'null' : typeof value };
  const name = classNameOf(value);
  if (path.includes(value)) return { name, circular: true };
  const deeper = path.length < DEPTH_LIMIT && budget.left > 0;
  return { name, ...codesOf(value), ...(deeper ? partsOf(value, [...path, value], budget) : {}) };
}

function partsOf(value: object, path: readonly unknown[], budget: { left: number }): Partial<ForeignCause> {
  const cause = read(value, 'cause');
  const errors = read(value, 'errors');
  const parts = Array.isArray(errors) ? errors.slice(0, Math.max(0, budget.left)) : undefined;
  return {
    ...(cause === undefined ? {} : { cause: summarise(cause, path, budget) }),
    ...(parts === undefined ? {} : { errors: parts.map((part) => summarise(part, path, budget)) }),
  };
}

/** Name of the constructor: written by a programmer, while the `name` property can be set to any text. */
function classNameOf(value: object): string {
  const made = read(value, 'constructor');
  const name = typeof made === 'function' ? read(made, 'name') : undefined;
  return typeof name === 'string' && CLASS_NAME.test(name) ? name : 'Error';
}

function codesOf(value: object): { code?: string; status?: number } {
  const code = read(value, 'code');
  const status = read(value, 'status') ?? read(value, 'statusCode');
  const known = typeof code === 'string' && (SYSTEM_CODES.has(code) || NODE_CODE.test(code));
  const http = Number.isInteger(status) && (status as number) >= 100 && (status as number) < 600;
  return { ...(known ? { code } : {}), ...(http ? { status: status as number } : {}) };
}

/** A property of a value that may be a hostile proxy: what throws counts as absent. */
function read(value: object, name: string): unknown {
  try {
    return (value as Readonly<Record<string, unknown>>)[name];
  } catch {
    return undefined;
  }
}
