import { isObject, type JsonObject, type JsonValue, textAt } from '../json.ts';
import type { PartWriter } from '../stream/part-writer.ts';
import { type ArgumentPiece, ArgumentWriter, readArgumentPath } from './argument-writer.ts';
import type { GoogleTarget } from './google-request.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A call whose input arrives in pieces. */
interface RunningCall {
  readonly key: string;
  readonly name: string;
  readonly id: string | undefined;
  readonly input: ArgumentWriter;
  signature: string | undefined;
  broken: boolean;
}

/** Who answers, and in which attempt. */
export type GoogleCallOwner = GoogleTarget & { readonly attemptId: string };

/**
 * Writes the function calls of Gemini: whole ones, and where `streamFunctionCallArguments` was asked for those whose
 * values arrive one after the other, each with its path. Such a call is open until a part of it no longer says
 * `willContinue`; an empty one may follow.
 * Wire format: https://cloud.google.com/vertex-ai/generative-ai/docs/multimodal/function-calling#streaming-fc
 */
export class GoogleCalls {
  readonly #writer: PartWriter;
  readonly #owner: GoogleCallOwner;
  #count = 0;
  #running: RunningCall | undefined;
  #problem: string | undefined;

  constructor(writer: PartWriter, owner: GoogleCallOwner) {
    this.#writer = writer;
    this.#owner = owner;
  }

  /** What is wrong with one of the calls, if the answer ends here. */
  get problem(): string | undefined {
    return this.#problem ?? (this.#running && 'the input of a tool call is not complete');
  }

  /** Takes the call of one part. */
  read(part: Fields, call: Fields): void {
    const [id, name, signature] = [
      textAt(call, 'id'),
      textAt(call, 'name'),
      textAt(part, 'thoughtSignature'),
    ];
    const running = this.#continued(id, name);
    if (running === undefined && this.#running !== undefined) this.#end(this.#running, false);
    if (running !== undefined) this.#grow(running, call, signature);
    else if (name !== undefined) this.#begin(id, name, call, signature);
    else if (Object.keys(call).length > 0) this.#problem = 'a tool call has no name';
  }

  /** The call that is open, where this part belongs to it. */
  #continued(id: string | undefined, name: string | undefined): RunningCall | undefined {
    const running = this.#running;
    const other = running?.id !== undefined && id !== undefined && id !== running.id;
    return other || (name !== undefined && name !== running?.name) ? undefined : running;
  }

  #begin(id: string | undefined, name: string, call: Fields, signature: string | undefined): void {
    this.#count += 1;
    const key = id ?? `${this.#owner.attemptId}.call-${this.#count}`;
    this.#writer.toolStart(key, key, name);
    const begun: RunningCall = { key, name, id, input: new ArgumentWriter(), signature, broken: false };
    if (call.willContinue === true || Array.isArray(call.partialArgs)) this.#grow(begun, call, signature);
    else {
      this.#writer.toolDelta(key, JSON.stringify(call.args ?? {}));
      this.#end(begun, true);
    }
  }

  #grow(running: RunningCall, call: Fields, signature: string | undefined): void {
    this.#running = running;
    running.signature ??= signature;
    for (const piece of [...wholePieces(call.args, running.input), ...readPieces(call.partialArgs)]) {
      const text = piece && running.input.add(piece);
      if (text === undefined) running.broken = true;
      else if (!running.broken) this.#writer.toolDelta(running.key, text);
    }
    if (call.willContinue !== true) this.#finish(running);
  }

  #finish(running: RunningCall): void {
    const rest = running.broken ? undefined : running.input.end();
    if (rest !== undefined) this.#writer.toolDelta(running.key, rest);
    this.#end(running, rest !== undefined);
  }

  /** A call that stays without its end is not complete. */
  #end({ key, id, signature }: RunningCall, complete: boolean): void {
    this.#running = undefined;
    if (!complete) {
      this.#problem = 'the input of a tool call is not complete';
      return;
    }
    const { provider, modelId } = this.#owner;
    const data = { ...(id && { id }), ...(signature && { thoughtSignature: signature }) };
    // Even an empty block says that the call is this model's own.
    this.#writer.toolEnd(key, { provider, modelId, data });
  }
}

/** Members that come whole beside the pieces. */
function wholePieces(args: unknown, input: ArgumentWriter): ArgumentPiece[] {
  if (!isObject(args)) return [];
  const fresh = Object.entries(args as JsonObject).filter(([name]) => !input.has(name));
  return fresh.map(([name, value = null]) => ({ path: [name], value, continues: false }));
}

function readPieces(pieces: unknown): (ArgumentPiece | undefined)[] {
  return Array.isArray(pieces) ? pieces.map(readPiece) : [];
}

function readPiece(piece: unknown): ArgumentPiece | undefined {
  const path = readArgumentPath(textAt(piece, 'jsonPath') ?? '');
  const value = isObject(piece) ? givenValue(piece) : undefined;
  if (path === undefined || value === undefined || !isObject(piece)) return undefined;
  return { path, value, continues: piece.willContinue === true };
}

/** The value of a piece, in the one field that is there. */
function givenValue(piece: Fields): JsonValue | undefined {
  const { stringValue: text, numberValue: number, boolValue: bool } = piece;
  if (typeof text === 'string') return text;
  if (typeof number === 'number' && Number.isFinite(number)) return number;
  if (typeof bool === 'boolean') return bool;
  return 'nullValue' in piece ? null : undefined;
}
