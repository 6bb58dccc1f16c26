// The official SDKs and the AI SDK as clients of the same bytes as ours: each gives what it showed and how it ended.
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import Anthropic from '@anthropic-ai/sdk';
import { createRetry } from '@enhanced-code/errors/recovery';
import { streamText } from 'ai';
import OpenAI from 'openai';
import { anthropic, openaiChat, openaiResponses } from '../src/index.ts';
import { withRetry } from '../src/middleware/index.ts';
import { google } from '../src/presets.ts';
import type { WireName } from '../test/answers.ts';

globalThis.AI_SDK_LOG_WARNINGS = false;

/** What a client made of a call. */
export interface Seen {
  /** The text that somebody saw who showed each piece as it came and took back what was taken back. */
  readonly text: string;
  /** Whether the client says that the answer is whole. */
  readonly whole: boolean;
}

/** A client with a fetch of its own; `retries` is how often it may try again. */
export type Client = (fetch: typeof globalThis.fetch, retries: number) => Promise<Seen>;

const messages = [{ role: 'user' as const, content: 'hello' }];

function ours(name: WireName): Client {
  const make = { chat: openaiChat, responses: openaiResponses, messages: anthropic, generateContent: google };
  return async (fetch, retries) => {
    const options = { model: 'm', apiKey: 'k', fetch, deadlines: { idleMs: 300 } };
    const plain = make[name](options);
    const retry = createRetry({ maxRetries: retries, initialDelayMs: 1, maxDelayMs: 5 });
    const stream = (retries > 0 ? withRetry(plain, { retry }) : plain).stream({ messages });
    const shown = new Map<string, string>();
    for await (const part of stream) {
      if (part.type === 'text-delta') shown.set(part.partId, (shown.get(part.partId) ?? '') + part.text);
      if (part.type === 'attempt-reset') for (const partId of part.retract) shown.delete(partId);
    }
    return { text: [...shown.values()].join(''), whole: (await stream.result()).state === 'finished' };
  };
}

/** Collects the text that a raw iterator of an SDK gives; a thrown error says that the answer is not whole. */
async function collect(
  open: () => Promise<AsyncIterable<unknown>>,
  pick: (event: Record<string, never>) => string | undefined,
): Promise<Seen> {
  let text = '';
  try {
    for await (const event of await open()) text += pick(event as Record<string, never>) ?? '';
    return { text, whole: true };
  } catch {
    return { text, whole: false };
  }
}

type Loose = { readonly [name: string]: Loose } & string;
const at = (value: unknown, ...path: string[]): string | undefined =>
  path.reduce<Loose | undefined>((found, name) => found?.[name], value as Loose);

const options = (fetch: typeof globalThis.fetch, maxRetries: number) =>
  ({ apiKey: 'k', maxRetries, logLevel: 'off', timeout: 60_000, fetch }) as const;

const openaiClient =
  (responses: boolean): Client =>
  (fetch, retries) => {
    const { chat, responses: api } = new OpenAI(options(fetch, retries));
    return responses
      ? collect(
          () => api.create({ model: 'm', input: 'hello', stream: true }),
          (event) => (at(event, 'type') === 'response.output_text.delta' ? at(event, 'delta') : undefined),
        )
      : collect(
          () => chat.completions.create({ model: 'm', messages, stream: true }),
          (event) => at(event, 'choices', '0', 'delta', 'content'),
        );
  };

const anthropicClient: Client = (fetch, retries) =>
  collect(
    () =>
      new Anthropic(options(fetch, retries)).messages.create({
        model: 'm',
        max_tokens: 9,
        messages,
        stream: true,
      }),
    (event) => at(event, 'delta', 'text'),
  );

function aiClient(name: 'chat' | 'responses' | 'messages'): Client {
  return async (fetch, retries) => {
    const openai = createOpenAI({ apiKey: 'k', fetch });
    const model = {
      chat: () => openai.chat('m'),
      responses: () => openai.responses('m'),
      messages: () => createAnthropic({ apiKey: 'k', fetch })('m'),
    }[name]();
    const again = retries > 0 ? { streamRetries: retries } : {};
    const stream = streamText({ model, prompt: 'hello', maxRetries: retries, onError: () => {}, ...again });
    let text = '';
    let reason = 'none';
    try {
      for await (const part of stream.fullStream) {
        if (part.type === 'text-delta') text += part.text;
        if (part.type === 'error' || part.type === 'abort') reason = 'error';
        if (part.type === 'finish' && reason === 'none') reason = part.finishReason;
      }
    } catch {
      reason = 'error';
    }
    return { text, whole: reason === 'stop' || reason === 'tool-calls' };
  };
}

/** The clients of each protocol, ours first. */
export const clients: Readonly<Record<WireName, Readonly<Record<string, Client>>>> = {
  chat: { ours: ours('chat'), openai: openaiClient(false), ai: aiClient('chat') },
  responses: { ours: ours('responses'), openai: openaiClient(true), ai: aiClient('responses') },
  messages: { ours: ours('messages'), '@anthropic-ai/sdk': anthropicClient, ai: aiClient('messages') },
  generateContent: { ours: ours('generateContent') },
};
