import type { JsonObject, JsonValue } from '../src/json.ts';

/** What the accounting of one request says, in characters of the input. */
export interface OpenAICacheBill {
  /** Read from what was kept before. */
  readonly read: number;
  /** How much of the input had been sent by the request before. */
  readonly repeated: number;
  /** How many marks the request had. */
  readonly marks: number;
}

/** A server that keeps prefixes by OpenAI's rules for models that match at marks alone, and refuses wrong marks. */
export interface OpenAICacheServer {
  readonly fetch: typeof globalThis.fetch;
  readonly bills: OpenAICacheBill[];
  readonly bodies: JsonObject[];
}

interface Block {
  readonly text: string;
  readonly marked: boolean;
}

/** Marks that are written beside the one that the server sets itself. */
const MOST_MARKS = 3;

/** Answers each request with the next of these bodies. */
export function openaiCacheServer(answers: readonly string[]): OpenAICacheServer {
  const kept = new Set<string>();
  const bills: OpenAICacheBill[] = [];
  const bodies: JsonObject[] = [];
  let last = '';
  const fetch: typeof globalThis.fetch = async (_url, init) => {
    const body = JSON.parse(String(init?.body)) as JsonObject;
    bodies.push(body);
    const blocks = blocksOf(body);
    const marked = blocks.flatMap(({ marked: is }, index) => (is ? [index] : []));
    if (marked.length > MOST_MARKS || wronglyMarked(body)) {
      const error = { type: 'invalid_request_error', code: 'invalid_mark', message: 'no' };
      return Response.json({ error }, { status: 400 });
    }
    const prefixes = blocks.map((_, index) =>
      blocks
        .slice(0, index + 1)
        .map(({ text }) => text)
        .join('\n'),
    );
    const hit = marked.findLast((index) => kept.has(prefixes[index] ?? ''));
    const whole = prefixes.at(-1) ?? '';
    bills.push({
      read: hit === undefined ? 0 : (prefixes[hit]?.length ?? 0),
      repeated: whole.startsWith(last) ? last.length : 0,
      marks: marked.length,
    });
    last = whole;
    for (const index of [...marked, blocks.length - 1]) kept.add(prefixes[index] ?? '');
    return new Response(answers[bills.length - 1] ?? '', {
      headers: { 'content-type': 'text/event-stream' },
    });
  };
  return { fetch, bills, bodies };
}

/** Tools and instructions stand before the conversation; a block is one content part, whatever its form. */
function blocksOf({ tools = [], input, messages }: JsonObject): Block[] {
  const turns = (input ?? messages ?? []) as readonly JsonObject[];
  return [{ text: JSON.stringify(tools), marked: false }, ...turns.flatMap(blocksOfTurn)];
}

function blocksOfTurn({ content, output, ...rest }: JsonObject): Block[] {
  const parts: JsonValue = content ?? output ?? '';
  const about = JSON.stringify(rest);
  if (!Array.isArray(parts)) return [{ text: about + String(parts), marked: false }];
  return (parts as readonly JsonObject[]).map(({ text, prompt_cache_breakpoint: mark }) => ({
    text: about + String(text),
    marked: mark !== undefined,
  }));
}

/** Only what is put in can be marked, explicitly, and for the two lives that there are. */
function wronglyMarked(body: JsonObject): boolean {
  const known = /^\{"mode":"explicit"(,"ttl":"(30m|12h)")?\}$/;
  const marks = JSON.stringify(body).match(/"prompt_cache_breakpoint":\{[^}]*\}/g) ?? [];
  const turns = (body.input ?? body.messages ?? []) as readonly JsonObject[];
  const said = turns.filter(({ role, type }) => role === 'assistant' || type === 'function_call');
  return (
    marks.some((mark) => !known.test(mark.slice(mark.indexOf('{')))) ||
    JSON.stringify([said, body.tools]).includes('prompt_cache_breakpoint')
  );
}
