import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { type LanguageModel, openaiChat } from '../src/index.ts';
import type { ModelPrice } from '../src/prices.ts';
import { countedTexts } from './counted-texts.ts';
import { chatChunk, events } from './wire.ts';

/** What a server has counted itself. */
export interface Bill {
  inputTokens: number;
  outputTokens: number;
  usd: number;
}

/** A server that keeps its own books, and a model that calls it. */
export interface BillingServer {
  readonly model: LanguageModel;
  readonly bill: Bill;
  /** A prompt whose tokens are counted exactly. */
  readonly prompt: string;
}

/** Code and prose of several kinds, since the estimate of one text alone says little about a bill. */
const PROMPT = countedTexts.map(({ text }) => text).join('\n\n');

/**
 * Answers some calls with text, some with 429 or 503, and some with text and an error in the stream; with `cut`, every
 * stream ends early and no count is sent, but what was sent is billed. Errors before an answer cost nothing.
 */
export function billingServer(
  roll: (call: number) => number,
  price: ModelPrice | undefined,
  options: { readonly cut?: boolean } = {},
): BillingServer {
  const bill: Bill = { inputTokens: 0, outputTokens: 0, usd: 0 };
  let calls = 0;
  const charge = (inputTokens: number, outputTokens: number, cached: number): void => {
    const { input = 0, output = 0, cachedInput = 0 } = price ?? {};
    bill.inputTokens += inputTokens;
    bill.outputTokens += outputTokens;
    bill.usd += ((inputTokens - cached) * input + cached * cachedInput + outputTokens * output) / 1e6;
  };
  const answer = (body: string): Response => {
    calls += 1;
    const kind = roll(calls) % 5;
    if (options.cut) {
      const text = PROMPT.slice((calls % 3) * 500, 2500 + (calls % 7) * 300);
      charge(countTokens(promptOf(body)) + 7, countTokens(text), 0);
      return stream([chatChunk({ content: text })]);
    }
    if (kind === 0)
      return Response.json({ error: { message: 'slow', code: 'rate_limit_exceeded' } }, { status: 429 });
    if (kind === 1) return Response.json({ error: { message: 'busy' } }, { status: 503 });
    const [input, output, cached] = [100 + (roll(calls) % 900), 1 + (roll(calls) % 300), roll(calls) % 100];
    charge(input, output, cached);
    const counted = {
      prompt_tokens: input,
      completion_tokens: output,
      prompt_tokens_details: { cached_tokens: cached },
    };
    const usage = {
      id: 'c',
      object: 'chat.completion.chunk',
      created: 1,
      model: 'gpt-test',
      choices: [],
      usage: counted,
    };
    return stream([chatChunk({ content: 'Hello' }), chatChunk({}, 'stop'), usage, '[DONE]']);
  };
  const model = openaiChat({
    model: 'gpt-test',
    apiKey: 'k',
    fetch: async (_url, init) => answer(String(init?.body)),
  });
  return { model, bill, prompt: PROMPT };
}

function stream(list: Parameters<typeof events>[0]): Response {
  return new Response(events(list), { headers: { 'content-type': 'text/event-stream' } });
}

function promptOf(body: string): string {
  const { messages } = JSON.parse(body) as { messages: { content: string }[] };
  return messages.map(({ content }) => content).join('\n');
}
