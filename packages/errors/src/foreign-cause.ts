import { isBranded } from './brand.ts';
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

// Text of a key could look like a code, so only those count that the system defines, and two that Node.js has
// besides (https://nodejs.org/api/errors.html#common-system-errors). Browsers have none.
const systemErrors = globalThis.process?.getBuiltinModule?.('node:util').getSystemErrorMap().values() ?? [];
const SYSTEM_CODES = new Set(['ENOTFOUND', 'EDQUOT', ...Array.from(systemErrors, ([code]) => code)]);
const NODE_CODE = /^(?:UND_)?ERR_[A-Z_]{2,48}$/;
const CLASS_NAME = /^[A-Z][A-Za-z0-9]{1,47}$/;

/** Tells a summary, also one of another copy of this package, from a thrown object that merely looks like one. */
const summary: unique symbol = Symbol.for('@enhanced-code/errors/cause') as never;

/** The mark is on the prototype: nobody sees it, and summaries cost no more than plain objects. */
class Summary {
  declare code?: string;
  declare status?: number;
  declare cause?: unknown;
  declare errors?: readonly unknown[];
  declare circular?: true;
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  get [summary](): true {
    return true;
  }
}

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
  if (typeof value !== 'object' || value === null) return new Summary(value === null ? 'null' : typeof value);
  const circular = path.includes(value);
  const error = circular ? undefined : walk.error(value, path);
  if (error !== undefined) return error;
  const summarised = read(value, summary) === true || (walk.trusted === true && !(value instanceof Error));
  const copy = new Summary(summarised ? String(read(value, 'name')) : classNameOf(value));
  if (circular || read(value, 'circular') === true) copy.circular = true;
  if (!circular) Object.assign(copyCodes(value, copy), copyParts(value, walk, [...path, value]));
  return copy;
}

/** Copies the cause and the parts of an error, as far as the limits of the walk allow. */
export function copyParts(
  of: object,
  walk: CauseWalk,
  path: readonly unknown[],
): Pick<ForeignCause, 'cause' | 'errors'> {
  const parts: Pick<Summary, 'cause' | 'errors'> = {};
  if (path.length > DEPTH_LIMIT || walk.left <= 0) return parts;
  const cause = read(of, 'cause');
  const errors = read(of, 'errors');
  if (cause !== undefined) parts.cause = copyCause(cause, walk, path);
  if (Array.isArray(errors))
    parts.errors = errors.slice(0, Math.max(0, walk.left)).map((part) => copyCause(part, walk, path));
  return parts;
}

/** Name of the constructor: written by a programmer, while the `name` property can be set to any text. */
function classNameOf(value: object): string {
  const made = read(value, 'constructor');
  const name = typeof made === 'function' ? read(made, 'name') : undefined;
  return typeof name === 'string' && CLASS_NAME.test(name) ? name : 'Error';
}

function copyCodes(value: object, copy: Summary): Summary {
  const code = read(value, 'code');
  const status = read(value, 'status') ?? read(value, 'statusCode');
  if (typeof code === 'string' && (SYSTEM_CODES.has(code) || NODE_CODE.test(code))) copy.code = code;
  if (isWithin(status, 100, 599)) copy.status = status;
  return copy;
}

/** A property of a value that may be a hostile proxy: what throws counts as absent. */
function read(value: object, name: string | symbol): unknown {
  try {
    return (value as Readonly<Record<string | symbol, unknown>>)[name];
  } catch {
    return undefined;
  }
}
