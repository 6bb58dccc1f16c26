import type { AssistantPart, Message, OpaqueBlock, ToolCallPart } from '../messages.ts';

/** What one protocol demands of a conversation beyond pairs and order. */
export interface HistoryRules {
  /** Ids of tool calls that it takes; another id is replaced by one that fits, the same in the call and its result. */
  readonly toolCallId: RegExp;
  /**
   * Whether a block must not be the last of its turn: one that will not be sent, or a thought that led to nothing
   * because the turn was cut, which providers refuse.
   */
  isThought(block: OpaqueBlock): boolean;
}

/** Names of tools that every provider takes. */
const TOOL_NAME = /^[a-zA-Z0-9_-]{1,64}$/;

/**
 * Makes a valid conversation one that a protocol takes, which another model may have begun: ids of tool calls that
 * are used twice or written in another form get new ones, names that a model invented lose what is not allowed in
 * them, thoughts that led to nothing go, and half of a character is replaced. The same conversation gives the same
 * result; one that fits stays as it is.
 */
export function prepareHistory(messages: readonly Message[], rules: HistoryRules): readonly Message[] {
  const ids = new CallIds(rules.toolCallId);
  const prepared = messages.map((message) => wellFormed(prepareMessage(message, ids, rules)));
  return prepared.every((message, index) => message === messages[index]) ? messages : prepared;
}

function prepareMessage(message: Message, ids: CallIds, rules: HistoryRules): Message {
  if (message.role === 'tool') {
    const content = message.content.map((result) => ids.result(result));
    return same(content, message.content) ? message : { role: 'tool', content };
  }
  if (message.role !== 'assistant' || typeof message.content === 'string') return message;
  const content = withoutLastThoughts(message.content, rules).map((part) =>
    part.type === 'tool-call' ? ids.call(part) : part,
  );
  return same(content, message.content) ? message : { role: 'assistant', content };
}

function same(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((part, index) => part === other[index]);
}

function withoutLastThoughts(
  content: readonly AssistantPart[],
  { isThought }: HistoryRules,
): readonly AssistantPart[] {
  const last = content.findLastIndex((part) => {
    if (part.type !== 'reasoning') return part.type === 'tool-call' || part.text !== '';
    return part.opaque !== undefined && !isThought(part.opaque);
  });
  const trailing = content.slice(last + 1).some((part) => part.type === 'reasoning');
  return trailing ? content.slice(0, last + 1) : content;
}

/** Gives each call an id that fits and that no other call has. */
class CallIds {
  readonly #fits: RegExp;
  readonly #used = new Set<string>();
  /** The present id of the last call that had this one. */
  readonly #renamed = new Map<string, string>();

  constructor(fits: RegExp) {
    this.#fits = fits;
  }

  call(part: ToolCallPart): ToolCallPart {
    const toolCallId = this.#idFor(part.toolCallId);
    const toolName = toolNameFor(part.toolName);
    if (toolCallId === part.toolCallId && toolName === part.toolName) return part;
    return { ...part, toolCallId, toolName };
  }

  result<Result extends { readonly toolCallId: string; readonly toolName: string }>(result: Result): Result {
    const toolCallId = this.#renamed.get(result.toolCallId) ?? result.toolCallId;
    const toolName = toolNameFor(result.toolName);
    if (toolCallId === result.toolCallId && toolName === result.toolName) return result;
    return { ...result, toolCallId, toolName };
  }

  #idFor(id: string): string {
    let fresh = id;
    for (let count = this.#used.size + 1; this.#used.has(fresh) || !this.#fits.test(fresh); count += 1) {
      // Nine letters and digits are what even the strictest server takes.
      fresh = `call${String(count).padStart(5, '0')}`;
    }
    this.#used.add(fresh);
    this.#renamed.set(id, fresh);
    return fresh;
  }
}

function toolNameFor(name: string): string {
  if (TOOL_NAME.test(name)) return name;
  const cleaned = name.replace(/[^a-zA-Z0-9_-]+/g, '_').slice(0, 64);
  return cleaned === '' ? 'tool' : cleaned;
}

/** Half of a surrogate pair, as a cut text ends with it, is no Unicode, and providers refuse the whole request. */
function wellFormed(message: Message): Message {
  if (JSON.stringify(message).search(/\\ud[89a-f]/i) === -1) return message;
  return mend(message) as Message;
}

function mend(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map(mend);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, mend(member)]));
}
