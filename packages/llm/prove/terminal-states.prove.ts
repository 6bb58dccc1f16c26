// Cuts recorded answers at every byte and after every event, by a clean end and by a reset, and counts how often
// a client takes what is left for a complete answer. Ours, the official SDKs and the AI SDK on the same bytes.
// `STEP` cuts at every nth byte only (default 1).
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { answerOf, modelWith } from '../test/answers.ts';
import { fakeFetch } from '../test/fake-fetch.ts';
import { hello, modelOf, type ProtocolName } from '../test/models.ts';
import { printTable } from '../test/print-table.ts';
import {
  anthropicText,
  anthropicTools,
  chatText,
  chatTools,
  responsesText,
  responsesTools,
} from '../test/wire.ts';
import { clients as sideBySide } from './clients.ts';

type Client = (body: Uint8Array, error: Error | undefined) => Promise<boolean>;

interface Row {
  readonly wire: string;
  readonly client: string;
  readonly cuts: number;
  /** How many of the cuts are between two events. */
  readonly atEvents: number;
  readonly cleanEndTaken: number;
  readonly resetTaken: number;
  readonly wholeTaken: string;
}

const STEP = Number(process.env.STEP ?? 1);
const reset = Object.assign(new TypeError('terminated'), { cause: { code: 'UND_ERR_SOCKET' } });

function fetchOf(body: Uint8Array, error: Error | undefined): typeof globalThis.fetch {
  return fakeFetch([body], error === undefined ? {} : { error }).fetch;
}

/** Whether a client saw no problem: it came to its end without throwing. */
async function endsWell(run: () => Promise<unknown>): Promise<boolean> {
  try {
    await run();
    return true;
  } catch {
    return false;
  }
}

async function drain(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _event of stream);
}

function ours(protocol: ProtocolName): Client {
  return async (body, error) => {
    const answer = error === undefined ? {} : { error };
    return (await modelOf(protocol, [body], answer).stream(hello).result()).state === 'finished';
  };
}

const openai = (body: Uint8Array, error: Error | undefined): OpenAI =>
  new OpenAI({ apiKey: 'k', maxRetries: 0, logLevel: 'off', fetch: fetchOf(body, error) });
const claude = (body: Uint8Array, error: Error | undefined): Anthropic =>
  new Anthropic({ apiKey: 'k', maxRetries: 0, logLevel: 'off', fetch: fetchOf(body, error) });
const messages = [{ role: 'user' as const, content: 'hello' }];
const claudeBody = { model: 'claude-test', max_tokens: 10, messages };

/** The AI SDK: an answer is whole to it where it finishes without an error and for a reason that is no interruption. */
function ai(name: 'chat' | 'responses' | 'messages'): Client {
  return async (body, error) => (await sideBySide[name].ai?.(fetchOf(body, error), 0))?.whole === true;
}

const gemini: Client = async (body, error) =>
  (await modelWith('generateContent', fetchOf(body, error)).stream(hello).result()).state === 'finished';

const clients: Readonly<Record<ProtocolName | 'google', Readonly<Record<string, Client>>>> = {
  google: { ours: gemini },
  chat: {
    ours: ours('chat'),
    'openai create()': (body, error) =>
      endsWell(async () =>
        drain(await openai(body, error).chat.completions.create({ model: 'm', messages, stream: true })),
      ),
    'openai stream()': (body, error) =>
      endsWell(() =>
        openai(body, error).chat.completions.stream({ model: 'm', messages }).finalChatCompletion(),
      ),
    ai: ai('chat'),
  },
  responses: {
    ours: ours('responses'),
    'openai create()': (body, error) =>
      endsWell(async () =>
        drain(await openai(body, error).responses.create({ model: 'm', input: 'x', stream: true })),
      ),
    'openai stream()': (body, error) =>
      endsWell(() => openai(body, error).responses.stream({ model: 'm', input: 'x' }).finalResponse()),
    ai: ai('responses'),
  },
  anthropic: {
    ours: ours('anthropic'),
    'anthropic create()': (body, error) =>
      endsWell(async () => drain(await claude(body, error).messages.create({ ...claudeBody, stream: true }))),
    'anthropic stream()': (body, error) =>
      endsWell(() => claude(body, error).messages.stream(claudeBody).finalMessage()),
    ai: ai('messages'),
  },
};

const wires: readonly { name: string; protocol: ProtocolName | 'google'; wire: string; end: string }[] = [
  { name: 'Chat text', protocol: 'chat', wire: chatText, end: '"finish_reason":"stop"' },
  { name: 'Chat tool calls', protocol: 'chat', wire: chatTools, end: '"finish_reason":"tool_calls"' },
  { name: 'Responses text', protocol: 'responses', wire: responsesText, end: '"type":"response.completed"' },
  {
    name: 'Responses tool calls',
    protocol: 'responses',
    wire: responsesTools,
    end: '"type":"response.completed"',
  },
  { name: 'Messages text', protocol: 'anthropic', wire: anthropicText, end: '"type":"message_stop"' },
  { name: 'Messages tool calls', protocol: 'anthropic', wire: anthropicTools, end: '"type":"message_stop"' },
  ...(['text', 'tools'] as const).map((kind) => ({
    name: `Gemini ${kind}`,
    protocol: 'google' as const,
    wire:
      answerOf('generateContent', { kind, text: 'Grüße, 世界 and more', input: '{"path":"ä.ts"}' })?.[0] ??
      '',
    end: '"finishReason":"STOP"',
  })),
];

async function measure(
  { name, wire, end }: (typeof wires)[number],
  [client, run]: readonly [string, Client],
): Promise<Row> {
  const bytes = new TextEncoder().encode(wire);
  const text = new TextDecoder().decode(bytes);
  const complete = new TextEncoder().encode(
    text.slice(0, text.indexOf('}\n\n', text.indexOf(end)) + 1),
  ).length;
  let [cuts, cleanEndTaken, resetTaken] = [0, 0, 0];
  for (let cut = 0; cut < complete; cut += STEP) {
    cuts += 1;
    if (await run(bytes.subarray(0, cut), undefined)) cleanEndTaken += 1;
    if (await run(bytes.subarray(0, cut), reset)) resetTaken += 1;
  }
  const wholeTaken = (await run(bytes, undefined)) ? 'yes' : 'NO';
  const atEvents = text.slice(0, text.indexOf(end)).split('\n\n').length;
  return { wire: name, client, cuts, atEvents, cleanEndTaken, resetTaken, wholeTaken };
}

const rows: Row[] = [];
for (const wire of wires) {
  for (const client of Object.entries(clients[wire.protocol])) rows.push(await measure(wire, client));
}
printTable(rows);
const names = [...new Set(rows.map(({ client }) => client))];
process.stdout.write('\nTaken for a whole answer, of all cuts by a clean end and by a reset:\n');
printTable(
  names.map((client) => {
    const own = rows.filter((row) => row.client === client);
    const total = (count: (row: Row) => number): number => own.reduce((sum, row) => sum + count(row), 0);
    const [clean, broken] = [total((row) => row.cleanEndTaken), total((row) => row.resetTaken)];
    return { client, cuts: total((row) => row.cuts), 'clean end': clean, reset: broken };
  }),
);
const good = rows.every(
  ({ client, cleanEndTaken, resetTaken, wholeTaken }) =>
    client !== 'ours' || (cleanEndTaken + resetTaken === 0 && wholeTaken === 'yes'),
);
process.stdout.write(good ? '\nours: 0 truncations taken for success\n' : '\nours: FAILED\n');
process.exitCode = good ? 0 : 1;
