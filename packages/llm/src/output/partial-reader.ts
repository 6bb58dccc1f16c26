import type { StreamPart } from '../stream-part.ts';
import { JsonReader } from '../tools/json-reader.ts';
import type { PartialObject } from './object-types.ts';

/** Follows the parts of a call and gives the value so far after each of them that adds to it. */
export class PartialReader {
  readonly #toolName: string | undefined;
  readonly #wrapped: boolean;
  #reader = new JsonReader();
  #partId: string | undefined;

  /** Reads the input of the first call of this tool, or without a tool's name the text. */
  constructor(toolName: string | undefined, wrapped: boolean) {
    this.#toolName = toolName;
    this.#wrapped = wrapped;
  }

  /** Takes the next part. Gives the value so far where it has changed. */
  read(part: StreamPart): PartialObject<unknown> | undefined {
    if (part.type === 'attempt-reset') return this.#reset();
    const piece = this.#pieceOf(part);
    if (piece === undefined) return undefined;
    this.#reader.push(piece);
    return this.#partial();
  }

  #pieceOf(part: StreamPart): string | undefined {
    if (this.#toolName === undefined) return part.type === 'text-delta' ? part.text : undefined;
    if (part.type === 'tool-call-start' && part.toolName === this.#toolName) this.#partId ??= part.partId;
    const mine = part.type === 'tool-call-delta' && part.partId === this.#partId;
    return mine ? part.inputText : undefined;
  }

  #reset(): PartialObject<unknown> {
    this.#reader = new JsonReader();
    this.#partId = undefined;
    return { value: undefined, path: [] };
  }

  #partial(): PartialObject<unknown> {
    const { value, path } = this.#reader;
    return this.#wrapped ? { value: unwrap(value), path: path.slice(1) } : { value, path };
  }
}

/** The value inside of the object that was put around it. */
export function unwrap(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'value' in value ? value.value : undefined;
}
