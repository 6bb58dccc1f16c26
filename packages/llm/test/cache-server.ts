import type { JsonObject } from '../src/json.ts';
import { anthropicParts, events } from './wire.ts';

/** What the accounting of one request says, in tokens. */
export interface CacheBill {
  /** The whole input. */
  readonly input: number;
  /** Read from what was kept before. */
  readonly read: number;
  /** Kept now. */
  readonly written: number;
  /** How much of the input had been sent by the request before. */
  readonly repeated: number;
}

/** A server that keeps prefixes by the rules of Anthropic, and refuses what those do not allow. */
export interface CacheServer {
  readonly fetch: typeof globalThis.fetch;
  readonly bills: CacheBill[];
  readonly bodies: JsonObject[];
}

interface Block {
  readonly text: string;
  readonly tokens: number;
  readonly ttl: string | undefined;
}

/** How many blocks before a mark are looked at. */
const LOOK_BACK = 20;
const MOST_MARKS = 4;

/** Answers each request with the next of these content blocks. */
export function cacheServer(answers: readonly (readonly JsonObject[])[]): CacheServer {
  const kept = new Set<string>();
  const bills: CacheBill[] = [];
  const bodies: JsonObject[] = [];
  let last: readonly string[] = [];
  const fetch: typeof globalThis.fetch = async (_url, init) => {
    const body = JSON.parse(String(init?.body)) as JsonObject;
    bodies.push(body);
    const blocks = blocksOf(body);
    const refusal = problemOf(blocks);
    if (refusal !== undefined) return Response.json(errorOf(refusal), { status: 400 });
    const prefixes = blocks.map((_, index) => keyOf(blocks.slice(0, index + 1)));
    const upTo = (count: number): number =>
      blocks.slice(0, count).reduce((sum, { tokens }) => sum + tokens, 0);
    const marks = blocks.flatMap(({ ttl }, index) => (ttl === undefined ? [] : [index]));
    const hit = longestHit(marks, prefixes, kept);
    const end = (marks.at(-1) ?? -1) + 1;
    bills.push({
      input: upTo(blocks.length),
      read: upTo(hit),
      written: Math.max(0, upTo(end) - upTo(hit)),
      repeated: upTo(prefixes.filter((prefix, index) => prefix === last[index]).length),
    });
    last = prefixes;
    for (const mark of marks) kept.add(prefixes[mark] ?? '');
    return answer(answers[bills.length - 1] ?? [], bills.at(-1) as CacheBill);
  };
  return { fetch, bills, bodies };
}

function longestHit(
  marks: readonly number[],
  prefixes: readonly string[],
  kept: ReadonlySet<string>,
): number {
  for (const mark of [...marks].reverse()) {
    for (let index = mark; index >= Math.max(0, mark - LOOK_BACK); index -= 1)
      if (kept.has(prefixes[index] ?? '')) return index + 1;
  }
  return 0;
}

function blocksOf({ tools = [], system = [], messages = [] }: JsonObject): Block[] {
  const turns = messages as readonly { role: string; content: readonly JsonObject[] }[];
  const parts = [
    ...(tools as readonly JsonObject[]),
    ...(system as readonly JsonObject[]),
    ...turns.flatMap(({ role, content }) => content.map((block) => ({ role, ...block }))),
  ] as JsonObject[];
  return parts.map(({ cache_control: mark, ...block }) => {
    const text = JSON.stringify(block);
    const ttl = mark === undefined ? undefined : String((mark as JsonObject).ttl ?? '5m');
    return { text, tokens: Math.ceil(text.length / 4), ttl };
  });
}

function problemOf(blocks: readonly Block[]): string | undefined {
  const lives = blocks.flatMap(({ ttl }) => (ttl === undefined ? [] : [ttl]));
  if (lives.length > MOST_MARKS)
    return `A maximum of 4 blocks with cache_control may be provided. Found ${lives.length}.`;
  if (lives.lastIndexOf('1h') > lives.indexOf('5m') && lives.includes('5m'))
    return 'a ttl=1h cache_control block must not come after a ttl=5m cache_control block';
  const marked = blocks.find(({ text, ttl }) => ttl !== undefined && text.includes('"type":"thinking"'));
  return marked && 'cache_control cannot be set on thinking blocks';
}

function keyOf(blocks: readonly Block[]): string {
  return blocks.map(({ text }) => text).join('\n');
}

function errorOf(message: string): object {
  return { type: 'error', error: { type: 'invalid_request_error', message } };
}

function answer(content: readonly JsonObject[], { input, read, written }: CacheBill): Response {
  const { block, delta, stop, messageStart, messageDelta } = anthropicParts;
  const usage = {
    input_tokens: input - read - written,
    cache_read_input_tokens: read,
    cache_creation_input_tokens: written,
    output_tokens: 1,
  };
  const started = { ...messageStart, message: { ...(messageStart.message as object), usage } };
  const blocks = content.flatMap((part, index) => [
    block(index, { ...part, ...(part.type === 'tool_use' ? { input: {} } : { text: '' }) }),
    delta(
      index,
      part.type === 'tool_use'
        ? { type: 'input_json_delta', partial_json: JSON.stringify(part.input) }
        : { type: 'text_delta', text: part.text },
    ),
    stop(index),
  ]);
  const reason = content.some(({ type }) => type === 'tool_use') ? 'tool_use' : 'end_turn';
  const list = [started, ...blocks, messageDelta(reason), { type: 'message_stop' }] as JsonObject[];
  return new Response(events(list, true), { headers: { 'content-type': 'text/event-stream' } });
}
