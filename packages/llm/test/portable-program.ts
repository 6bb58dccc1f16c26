// Uses what a program outside of Node would use, and says in words what came of it. It is bundled and then run in
// other runtimes, so it imports nothing that a test would need.

import {
  anthropic,
  estimateTokens,
  generateObject,
  type LanguageModel,
  openaiChat,
  openaiResponses,
} from '../src/index.ts';
import { withRetry } from '../src/middleware/index.ts';
import { google } from '../src/presets.ts';
import { createToolExecutor, jsonSchema } from '../src/tools/index.ts';
import { answerOf, type WireName } from './answers.ts';

const messages = [{ role: 'user', content: 'go' }] as const;
const TEXT = 'Grüße, 世界 👩‍💻';

/** Sends these bodies one after the other, in two pieces each. */
function fetchOf(...bodies: string[]): typeof globalThis.fetch {
  return async () => {
    const bytes = new TextEncoder().encode(bodies.shift() ?? '');
    const pieces = [bytes.subarray(0, 11), bytes.subarray(11)];
    const body = new ReadableStream({
      pull(controller) {
        const piece = pieces.shift();
        if (piece === undefined) controller.close();
        else controller.enqueue(piece);
      },
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  };
}

const makers: Readonly<Record<WireName, (options: Parameters<typeof openaiChat>[0]) => LanguageModel>> = {
  chat: openaiChat,
  responses: openaiResponses,
  messages: anthropic,
  generateContent: google,
};

const bodyOf = (wire: WireName, kind: 'text' | 'cut' | 'tools', input = '{"a":1}', text = TEXT): string =>
  answerOf(wire, { kind, text, input })?.[0] ?? '';

async function play(wire: WireName): Promise<string> {
  const make = (...bodies: string[]): LanguageModel =>
    makers[wire]({ model: 'm', baseURL: 'http://127.0.0.1:9/v1', fetch: fetchOf(...bodies) });
  const whole = await make(bodyOf(wire, 'text')).stream({ messages }).result();
  const cut = await make(bodyOf(wire, 'cut')).stream({ messages }).result();
  const again = await withRetry(make(bodyOf(wire, 'cut'), bodyOf(wire, 'text')))
    .stream({ messages })
    .result();
  const tools = await make(bodyOf(wire, 'tools')).stream({ messages }).result();
  const executor = createToolExecutor({
    tools: [
      {
        name: 'read',
        description: '',
        inputSchema: {},
        effect: 'none',
        execute: (input) => JSON.stringify(input),
      },
    ],
  });
  const [ran] = await executor.execute(tools);
  const texts = whole.text === TEXT && again.text === TEXT ? 'same text' : 'OTHER TEXT';
  return `${wire}: ${whole.state}, ${cut.state}, ${again.state}, ${texts}, ${ran?.result.output}`;
}

/** One line per protocol, and one for what needs none. */
export async function portableProgram(): Promise<string> {
  const lines: string[] = [];
  for (const wire of Object.keys(makers) as WireName[]) lines.push(await play(wire));
  const schema = jsonSchema<{ a: number }>({ type: 'object', properties: { a: { type: 'integer' } } });
  const fetch = fetchOf(bodyOf('generateContent', 'text', '', '{"a":7}'));
  const asked = await generateObject(google({ model: 'm', baseURL: 'http://127.0.0.1:9', fetch }), {
    messages,
    schema,
  });
  const value = asked.state === 'finished' ? asked.object.a : asked.error.code;
  return [...lines, `object ${value}, ${estimateTokens('const a = 1;')} tokens`].join('\n');
}

/** What it says where everything works. */
export const expectedOutput: string = [
  ...(['chat', 'responses', 'messages', 'generateContent'] as const).map(
    (wire) => `${wire}: finished, truncated, finished, same text, {"a":1}`,
  ),
  'object 7, 7 tokens',
].join('\n');
