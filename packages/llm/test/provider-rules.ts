// What providers refuse with status 400, as their documentation and error messages say, checked on encoded requests.
import { isObject } from '../src/json.ts';

type Fields = Readonly<Record<string, unknown>>;

const NAME = /^[a-zA-Z0-9_-]{1,64}$/;

function list(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function halfCharacters(body: Fields): string[] {
  return /\\ud[89a-f]/i.test(JSON.stringify(body)) ? ['half of a character'] : [];
}

/** https://platform.openai.com/docs/api-reference/chat/create: every call is answered at once, and nothing else is. */
function chat(body: Fields): string[] {
  const problems: string[] = [];
  let open = new Set<unknown>();
  for (const message of list(body.messages)) {
    if (message.role === 'tool') {
      if (!open.delete(message.tool_call_id)) problems.push('a tool message without its call');
      continue;
    }
    if (open.size > 0) problems.push('a call without its tool message');
    open = new Set(list(message.tool_calls).map(({ id }) => id));
    for (const call of list(message.tool_calls)) {
      const described = isObject(call.function) ? call.function : {};
      if (!NAME.test(String(described.name))) problems.push('a name that is not allowed');
      if (String(call.id).length > 64) problems.push('an id that is too long');
    }
  }
  return open.size > 0 ? [...problems, 'a call without its tool message at the end'] : problems;
}

/** https://platform.openai.com/docs/guides/reasoning: a reasoning item needs the item that followed it. */
function responses(body: Fields): string[] {
  const problems: string[] = [];
  const open = new Set<unknown>();
  const items = list(body.input);
  for (const [index, item] of items.entries()) {
    const next = items[index + 1];
    if (item.type === 'function_call') open.add(item.call_id);
    if (item.type === 'function_call' && !NAME.test(String(item.name)))
      problems.push('a name that is not allowed');
    if (item.type === 'function_call_output' && !open.delete(item.call_id))
      problems.push('an output without its call');
    if (
      item.type === 'reasoning' &&
      (next === undefined || next.role === 'user' || next.type === 'function_call_output')
    ) {
      problems.push('a reasoning item without its following item');
    }
    if (item.type === 'reasoning' && item.encrypted_content === undefined)
      problems.push('a reasoning item that dangles');
  }
  return open.size > 0 ? [...problems, 'a call without its output'] : problems;
}

/** https://docs.anthropic.com/en/api/messages */
function messages(body: Fields): string[] {
  const problems: string[] = [];
  const ids = new Set<unknown>();
  const turns = list(body.messages);
  if (turns[0]?.role !== 'user' && turns.length > 0) problems.push('the first turn is not the user’s');
  for (const [index, turn] of turns.entries()) {
    const blocks = list(turn.content);
    if (turns[index - 1]?.role === turn.role) problems.push('two turns of one role');
    if (blocks.length === 0) problems.push('an empty turn');
    const last = blocks.at(-1)?.type;
    if (last === 'thinking' || last === 'redacted_thinking') problems.push('a turn that ends with a thought');
    const uses = blocks.filter(({ type }) => type === 'tool_use');
    const answers = list(turns[index + 1]?.content).filter(({ type }) => type === 'tool_result');
    for (const use of uses) {
      if (!/^[a-zA-Z0-9_-]+$/.test(String(use.id))) problems.push('an id that is not allowed');
      if (!NAME.test(String(use.name))) problems.push('a name that is not allowed');
      if (ids.has(use.id)) problems.push('an id that is used twice');
      ids.add(use.id);
      if (!answers.some((answer) => answer.tool_use_id === use.id))
        problems.push('a use without its result in the next turn');
    }
    const before = list(turns[index - 1]?.content);
    for (const block of blocks) {
      if (block.type === 'text' && String(block.text).trim() === '') problems.push('an empty text');
      const known = before.some(({ type, id }) => type === 'tool_use' && id === block.tool_use_id);
      if (block.type === 'tool_result' && !known)
        problems.push('a result without its use in the turn before');
    }
  }
  return problems;
}

/** https://ai.google.dev/gemini-api/docs/thought-signatures */
function generateContent(body: Fields): string[] {
  const problems: string[] = [];
  const turns = list(body.contents);
  for (const [index, turn] of turns.entries()) {
    const parts = list(turn.parts);
    if (turns[index - 1]?.role === turn.role) problems.push('two turns of one role');
    if (parts.length === 0) problems.push('an empty turn');
    const calls = parts.filter(({ functionCall }) => functionCall !== undefined);
    const answers = list(turns[index + 1]?.parts).filter(
      ({ functionResponse }) => functionResponse !== undefined,
    );
    if (calls.length > 0 && answers.length !== calls.length) problems.push('not as many responses as calls');
    if (calls.length > 0 && calls[0]?.thoughtSignature === undefined)
      problems.push('a first call without a signature');
  }
  return problems;
}

const rules = { chat, responses, messages, generateContent } as const;

/** Why the provider of a protocol would refuse a body; empty where it takes it. */
export function refusals(protocol: keyof typeof rules, body: Fields): string[] {
  const signatures = JSON.stringify(body).includes('FOREIGN') ? ['a block of another model'] : [];
  return [...rules[protocol](body), ...halfCharacters(body), ...signatures];
}
