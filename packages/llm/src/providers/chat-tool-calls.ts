import { isObject, textAt } from '../json.ts';
import type { PartWriter } from '../stream/part-writer.ts';

interface ChatToolCall {
  readonly key: string;
  id: string | undefined;
  name: string | undefined;
  /** Input that came before the name did. */
  waiting: string;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Puts tool calls together from their deltas. The protocol keys them by `index` and names id and function
 * once; real servers leave the index out, repeat ids and names or send blank ones, give two calls the same
 * index, or send the whole input at once, as text or as an object.
 */
export class ChatToolCalls {
  readonly #writer: PartWriter;
  readonly #attemptId: string;
  readonly #calls: ChatToolCall[] = [];
  readonly #byIndex = new Map<number, ChatToolCall>();

  constructor(writer: PartWriter, attemptId: string) {
    this.#writer = writer;
    this.#attemptId = attemptId;
  }

  /** Takes the `tool_calls` of one delta. */
  read(deltas: readonly unknown[]): void {
    for (const delta of deltas) if (isObject(delta)) this.#readOne(delta);
  }

  /** Ends all calls. Gives what is wrong with one of them, or `undefined`. */
  end(): string | undefined {
    const broken = this.#calls.filter((call) => !this.#writer.toolEnd(call.key));
    if (this.#calls.some((call) => call.name === undefined)) return 'a tool call has no name';
    return broken.length > 0 ? 'the input of a tool call is not complete JSON' : undefined;
  }

  #readOne(delta: Fields): void {
    const call = this.#find(delta);
    const { name, input } = readFunction(delta);
    if (call.id === undefined) call.id = textAt(delta, 'id');
    if (call.name === undefined && name !== undefined) this.#start(call, name);
    if (input === '') return;
    if (call.name === undefined) call.waiting += input;
    else this.#writer.toolDelta(call.key, input);
  }

  #start(call: ChatToolCall, name: string): void {
    call.name = name;
    call.id ??= `${this.#attemptId}.${call.key}`;
    this.#writer.textEnd('reasoning');
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
    const call = { key: `call-${this.#calls.length + 1}`, id: undefined, name: undefined, waiting: '' };
    this.#calls.push(call);
    return call;
  }
}

function readFunction(delta: Fields): { readonly name: string | undefined; readonly input: string } {
  const described = isObject(delta.function) ? delta.function : {};
  const { name: given, arguments: input } = described;
  const name = typeof given === 'string' ? given.trim() : '';
  const inputText = isObject(input) ? JSON.stringify(input) : typeof input === 'string' ? input : '';
  return { name: name === '' ? undefined : name, input: inputText };
}
