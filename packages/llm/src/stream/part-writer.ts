import { parseJson } from '../json.ts';
import type { OpaqueBlock } from '../messages.ts';
import type { StreamPart } from '../stream-part.ts';
import { TextBuffer } from './text-buffer.ts';

interface OpenText {
  readonly kind: 'text' | 'reasoning';
  readonly partId: string;
}

interface OpenToolCall {
  readonly kind: 'tool-call';
  readonly partId: string;
  readonly toolCallId: string;
  readonly toolName: string;
  readonly input: TextBuffer;
}

type OpenPart = OpenText | OpenToolCall;

/**
 * Turns what a wire decoder found into stream parts that keep the contract: starts before deltas, ends for
 * every text, ends for tool calls only when their input is complete. Parts are named by the decoder's key.
 */
export class PartWriter {
  readonly #attemptId: string;
  readonly #open = new Map<string | number, OpenPart>();
  #count = 0;
  #parts: StreamPart[] = [];
  readonly #output = new TextBuffer();
  #toolCalls = 0;

  constructor(attemptId: string) {
    this.#attemptId = attemptId;
  }

  /** All that the model wrote, for an estimate of tokens where the provider sends no count. */
  get output(): string {
    return this.#output.text;
  }

  /** How many tool calls were completed. */
  get toolCalls(): number {
    return this.#toolCalls;
  }

  /** Whether anything was written since the last `take`. */
  get hasParts(): boolean {
    return this.#parts.length > 0;
  }

  /** The parts since the last call. */
  take(): StreamPart[] {
    const parts = this.#parts;
    this.#parts = [];
    return parts;
  }

  /** Adds text of an answer; empty text opens nothing. */
  text(key: string | number, text: string): void {
    if (text === '') return;
    const partId = this.#textPart(key, 'text').partId;
    this.#output.add(text);
    this.#parts.push({ type: 'text-delta', partId, text });
  }

  /** Adds text of a thought; unlike text, an empty one opens the part, since its signature may follow. */
  reasoning(key: string | number, text: string): void {
    const partId = this.#textPart(key, 'reasoning').partId;
    if (text === '') return;
    this.#output.add(text);
    this.#parts.push({ type: 'reasoning-delta', partId, text });
  }

  /** Begins a tool call. */
  toolStart(key: string | number, toolCallId: string, toolName: string): void {
    const partId = this.#nextId();
    this.#open.set(key, { kind: 'tool-call', partId, toolCallId, toolName, input: new TextBuffer() });
    this.#output.add(toolName);
    this.#parts.push({ type: 'tool-call-start', partId, toolCallId, toolName });
  }

  /** Adds to the input of an open tool call; does nothing where none is open. */
  toolDelta(key: string | number, inputText: string): void {
    const open = this.#open.get(key);
    if (open?.kind !== 'tool-call' || inputText === '') return;
    open.input.add(inputText);
    this.#output.add(inputText);
    this.#parts.push({ type: 'tool-call-delta', partId: open.partId, inputText });
  }

  /** The input of an open tool call so far. */
  toolInput(key: string | number): string | undefined {
    const open = this.#open.get(key);
    return open?.kind === 'tool-call' ? open.input.text : undefined;
  }

  /**
   * Ends a tool call if its input is complete JSON, where none at all stands for an empty object. Gives
   * whether it was; an incomplete one stays without an end.
   */
  toolEnd(key: string | number, opaque?: OpaqueBlock): boolean {
    const open = this.#open.get(key);
    if (open?.kind !== 'tool-call') return true;
    this.#open.delete(key);
    const { text } = open.input;
    const inputText = text.trim() === '' ? '{}' : text;
    if (parseJson(inputText) === undefined) return false;
    const { partId, toolCallId, toolName } = open;
    this.#toolCalls += 1;
    const kept = opaque === undefined ? {} : { opaque };
    this.#parts.push({ type: 'tool-call-end', partId, toolCallId, toolName, inputText, ...kept });
    return true;
  }

  /** Ends a text or a thought; does nothing where none is open. */
  textEnd(key: string | number, opaque?: OpaqueBlock): void {
    const open = this.#open.get(key);
    if (open === undefined || open.kind === 'tool-call') return;
    this.#open.delete(key);
    this.#parts.push(endOf(open, opaque));
  }

  /** Ends every open text and thought; tool calls that are still open stay incomplete. */
  closeTexts(): void {
    for (const [key, open] of this.#open) if (open.kind !== 'tool-call') this.textEnd(key);
  }

  #textPart(key: string | number, kind: OpenText['kind']): OpenText {
    const open = this.#open.get(key);
    if (open !== undefined && open.kind === kind) return open;
    const started = { kind, partId: this.#nextId() };
    this.#open.set(key, started);
    this.#parts.push({ type: kind === 'text' ? 'text-start' : 'reasoning-start', partId: started.partId });
    return started;
  }

  #nextId(): string {
    this.#count += 1;
    return `${this.#attemptId}.${this.#count}`;
  }
}

function endOf(open: OpenText, opaque: OpaqueBlock | undefined): StreamPart {
  const type = open.kind === 'text' ? 'text-end' : 'reasoning-end';
  return { type, partId: open.partId, ...(opaque === undefined ? {} : { opaque }) };
}
