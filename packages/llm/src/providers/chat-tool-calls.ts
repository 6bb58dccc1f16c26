import { isObject, type JsonObject, textAt } from '../json.ts';
import type { OpaqueBlock } from '../messages.ts';
import type { PartWriter } from '../stream/part-writer.ts';
import type { BlockOwner } from './block-owner.ts';

interface ChatToolCall {
  readonly key: string;
  id: string | undefined;
  name: string | undefined;
  /** Input that came before the name did. */
  waiting: string;
  /** What the server wants back with the call, such as Gemini's signature of a thought. */
  extra: unknown;
}

/** Who is answering, and in which attempt. */
export interface ChatCallOwner extends BlockOwner {
  readonly attemptId: string;
  /** Whether the server wants its thoughts back, so that they must be known as its own. */
  readonly returnsThoughts: boolean;
  /** Whether the server tells its thoughts as `reasoning_details`, which go back to it. */
  readonly reasoningDetails: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Puts tool calls together from their deltas. The protocol keys them by `index` and names id and function
 * once; real servers leave the index out, repeat ids and names or send blank ones, give two calls the same
 * index, or send the whole input at once, as text or as an object.
 */
export class ChatToolCalls {
  readonly #writer: PartWriter;
  readonly #owner: ChatCallOwner;
  readonly #onCall: () => void;
  readonly #calls: ChatToolCall[] = [];
  readonly #byIndex = new Map<number, ChatToolCall>();
  /** Whether a tool was called that a request brought in the provider's own form; nobody here can run it. */
  foreign = false;

  /** `onCall` is told that a call begins, before it does. */
  constructor(writer: PartWriter, owner: ChatCallOwner, onCall: () => void) {
    this.#writer = writer;
    this.#owner = owner;
    this.#onCall = onCall;
  }

  /** Takes the `tool_calls` of one delta. */
  read(deltas: readonly unknown[]): void {
    for (const delta of deltas) {
      if (!isObject(delta)) continue;
      if (isObject(delta.custom)) this.foreign = true;
      else this.#readOne(delta);
    }
  }

  /** Ends all calls. Gives what is wrong with one of them, or `undefined`. */
  end(): string | undefined {
    const broken = this.#calls.filter((call) => !this.#writer.toolEnd(call.key, this.#opaque(call)));
    if (this.#calls.some((call) => call.name === undefined)) return 'a tool call has no name';
    return broken.length > 0 ? 'the input of a tool call is not complete JSON' : undefined;
  }

  #readOne(delta: Fields): void {
    const call = this.#find(delta);
    const { name, input } = readFunction(delta);
    if (call.id === undefined) call.id = textAt(delta, 'id');
    if (delta.extra_content !== undefined) call.extra = delta.extra_content;
    if (call.name === undefined && name !== undefined) this.#start(call, name);
    if (input === '') return;
    if (call.name === undefined) call.waiting += input;
    else this.#writer.toolDelta(call.key, input);
  }

  #start(call: ChatToolCall, name: string): void {
    call.name = name;
    call.id ??= `${this.#owner.attemptId}.${call.key}`;
    this.#onCall();
    this.#writer.toolStart(call.key, call.id, name);
    this.#writer.toolDelta(call.key, call.waiting);
    call.waiting = '';
  }

  #find(delta: Fields): ChatToolCall {
    const { id: given, index: place } = delta;
    const id = typeof given === 'string' && given !== '' ? given : undefined;
    const index = typeof place === 'number' ? place : undefined;
    const known = index === undefined ? this.#withoutIndex(id, delta) : this.#byIndex.get(index);
    const other = known?.id !== undefined && id !== undefined && known.id !== id;
    const call = known === undefined || other ? this.#add() : known;
    if (index !== undefined && call !== known) this.#byIndex.set(index, call);
    return call;
  }

  /** Without an index a known id names its call, a new id or a new name starts one, and the rest continues. */
  #withoutIndex(id: string | undefined, delta: Fields): ChatToolCall | undefined {
    const last = this.#calls[this.#calls.length - 1];
    if (id !== undefined)
      return this.#calls.find((call) => call.id === id) ?? (last?.id === undefined ? last : undefined);
    const { name } = readFunction(delta);
    return name === undefined || last?.name === undefined ? last : undefined;
  }

  #add(): ChatToolCall {
    const key = `call-${this.#calls.length + 1}`;
    const call = { key, id: undefined, name: undefined, waiting: '', extra: undefined };
    this.#calls.push(call);
    return call;
  }

  /** https://ai.google.dev/gemini-api/docs/thought-signatures#openai names the field. */
  #opaque({ extra }: ChatToolCall): OpaqueBlock | undefined {
    const { provider, modelId } = this.#owner;
    return isObject(extra) ? { provider, modelId, data: { extra_content: extra as JsonObject } } : undefined;
  }
}

function readFunction(delta: Fields): { readonly name: string | undefined; readonly input: string } {
  const described = isObject(delta.function) ? delta.function : {};
  const { name: given, arguments: input } = described;
  const name = typeof given === 'string' ? given.trim() : '';
  const inputText = isObject(input) ? JSON.stringify(input) : typeof input === 'string' ? input : '';
  return { name: name === '' ? undefined : name, input: inputText };
}
