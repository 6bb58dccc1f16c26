import { isBranded } from './brand.ts';
import { defined } from './defined.ts';
import { DEPTH_LIMIT, isWithin, LIST_LIMIT } from './limits.ts';

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
    'EACCES EADDRINUSE EAI_AGAIN EBADF EBUSY ECONNABORTED ECONNREFUSED ECONNRESET EDQUOT ' +
    'EEXIST EHOSTUNREACH EINVAL EIO EISDIR ELOOP EMFILE ENAMETOOLONG ENETUNREACH ENOENT ENOMEM ' +
    'ENOSPC ENOTDIR ENOTEMPTY ENOTFOUND ENOTSUP EPERM EPIPE EROFS ETIMEDOUT ETXTBSY EXDEV'
  ).split(' '),
);
const NODE_CODE = /^(?:UND_)?ERR_[A-Z_]{2,48}$/;
const CLASS_NAME = /^[A-Z][A-Za-z0-9]{1,47}$/;

/** Tells a summary from a thrown object that merely looks like one; not enumerable, so nobody sees it. */
const summary: unique symbol = Symbol.for('@enhanced-code/errors/cause') as never;

/** One walk over causes. */
export interface CauseWalk {
  /** What an error of a catalogue becomes; undefined for everything else. */
  readonly error: (value: object, path: readonly unknown[]) => unknown;
  /** Whether the values are summaries that lost their mark on the way here. */
  readonly trusted?: boolean;
  /** Counts down over the whole walk: causes that share parts could otherwise be walked for ever. */
  left: number;
}

/** What may be shown of any cause: an error of a catalogue itself, of anything else its `ForeignCause`. */
export function safeCause(value: unknown): unknown {
  const error = (inner: object) => (isBranded(inner) ? inner : undefined);
  return copyCause(value, { error, left: LIST_LIMIT });
}

/** Copies a cause with all that led to it; `path` holds what it is itself a cause of. */
export function copyCause(value: unknown, walk: CauseWalk, path: readonly unknown[] = []): unknown {
  walk.left -= 1;
  if (typeof value !== 'object' || value === null)
    return mark({ name: value === null ? 'null' : typeof value });
  const summarised = read(value, summary) === true || (walk.trusted === true && !(value instanceof Error));
  const name = summarised ? String(read(value, 'name')) : classNameOf(value);
  if (path.includes(value)) return mark({ name, circular: true });
  const error = walk.error(value, path);
  if (error !== undefined) return error;
  const circular = read(value, 'circular') === true ? { circular: true as const } : {};
  return mark({ name, ...codesOf(value), ...circular, ...copyParts(value, walk, [...path, value]) });
}

/** Copies the cause and the parts of an error, as far as the limits of the walk allow. */
export function copyParts(
  of: object,
  walk: CauseWalk,
  path: readonly unknown[],
): Pick<ForeignCause, 'cause' | 'errors'> {
  if (path.length > DEPTH_LIMIT || walk.left <= 0) return {};
  const cause = read(of, 'cause');
  const errors = read(of, 'errors');
  return defined({
    cause: cause === undefined ? undefined : copyCause(cause, walk, path),
    errors: Array.isArray(errors)
      ? errors.slice(0, Math.max(0, walk.left)).map((part) => copyCause(part, walk, path))
      : undefined,
  });
}

function mark(cause: ForeignCause): ForeignCause {
  return Object.defineProperty(cause, summary, { value: true });
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
  return defined({ code: known ? code : undefined, status: isWithin(status, 100, 599) ? status : undefined });
}

/** A property of a value that may be a hostile proxy: what throws counts as absent. */
function read(value: object, name: string | symbol): unknown {
  try {
    return (value as Readonly<Record<string | symbol, unknown>>)[name];
  } catch {
    return undefined;
  }
}
