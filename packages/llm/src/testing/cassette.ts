import type { ErrorJson } from '@enhanced-code/errors';
import { llmErrors } from '../errors/llm-errors.ts';
import { isObject, type JsonValue } from '../json.ts';
import type { ModelCapabilities, ModelRequest } from '../model.ts';
import { nodeModule } from '../node-module.ts';
import type { StreamPart } from '../stream-part.ts';

/** A part whose error is plain JSON. */
export type PlainPart<Part> =
  Part extends Record<'error', unknown>
    ? Omit<Part, 'error'> & PlainError
    : Part extends Partial<Record<'error', unknown>>
      ? Omit<Part, 'error'> & Partial<PlainError>
      : Part;

/** An error as plain JSON. */
export interface PlainError {
  /** The error, with all that may be shown of it. */
  readonly error: ErrorJson;
}

/** A part of a stream as plain JSON. */
export type RecordedPart = PlainPart<StreamPart>;

/** One call that was recorded. */
export interface RecordedCall {
  /** Hash of the request, by which it is found again. */
  readonly key: string;
  /** What was asked, without secrets. */
  readonly request: ModelRequest;
  /** What came, without secrets. */
  readonly parts: readonly RecordedPart[];
}

/** A recording of the calls of one model, as plain JSON. */
export interface Cassette {
  /** Says what it is. */
  readonly format: 'enhanced-code/cassette';
  /** Version of the form that is written down here. */
  readonly version: 1;
  /** Who was asked. */
  readonly provider: string;
  /** The model that was asked. */
  readonly modelId: string;
  /** What the model could do. */
  readonly capabilities: ModelCapabilities;
  /** The calls in the order in which they were made. */
  readonly calls: readonly RecordedCall[];
}

/** The recording as text for a file: the same recording gives the same bytes. */
export function writeCassette(cassette: Cassette): string {
  return `${JSON.stringify(cassette, undefined, 1)}\n`;
}

/** Reads a recording from the text of a file. Throws `EC_LLM_CASSETTE_INVALID`, also for a version that is newer. */
export function readCassette(text: string): Cassette {
  const found = parse(text);
  if (!isObject(found) || found.format !== 'enhanced-code/cassette') throw invalid('it is no recording');
  if (found.version !== 1) throw invalid(`its version ${String(found.version)} is not known here`);
  if (!Array.isArray(found.calls) || !found.calls.every(isCall)) throw invalid('a call in it is not whole');
  return found as unknown as Cassette;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw llmErrors.create('EC_LLM_CASSETTE_INVALID', { reason: 'it is not JSON' }, { cause });
  }
}

/** A recorded stream without its end would hang or look cut when it is played. */
function isCall(call: unknown): boolean {
  if (!isObject(call) || typeof call.key !== 'string' || !Array.isArray(call.parts)) return false;
  const ends = call.parts.map((part: unknown) => isObject(part) && part.type === 'finish');
  return ends.indexOf(true) === ends.length - 1 && ends.length > 0;
}

function invalid(reason: string): Error {
  return llmErrors.create('EC_LLM_CASSETTE_INVALID', { reason });
}

/** Hash of a request: the order of names in objects does not count. */
export function keyOf(request: ModelRequest): string {
  return nodeModule('node:crypto')
    .createHash('sha256')
    .update(canonical(request as unknown as JsonValue))
    .digest('hex')
    .slice(0, 32);
}

function canonical(value: JsonValue | undefined): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value ?? null);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  members.sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member as JsonValue)}`).join(',')}}`;
}
