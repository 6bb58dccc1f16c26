import { anthropic, type LanguageModel, openaiChat, openaiResponses } from '../src/index.ts';
import type { ProviderOptions } from '../src/providers/http-model.ts';
import { type FakeAnswer, fakeFetch } from './fake-fetch.ts';

/** A protocol under test. */
export type ProtocolName = 'chat' | 'responses' | 'anthropic';

const makers = { chat: openaiChat, responses: openaiResponses, anthropic } as const;

/** A model whose answer is faked. */
export function modelOf(
  protocol: ProtocolName,
  chunks: readonly (string | Uint8Array)[],
  answer: FakeAnswer = {},
  options: Partial<ProviderOptions> = {},
): LanguageModel {
  const { fetch } = fakeFetch(chunks, answer);
  const model = protocol === 'anthropic' ? 'claude-test' : 'gpt-test';
  return makers[protocol]({ model, apiKey: 'test-key', newId: () => 'a1', fetch, ...options });
}

/** The smallest request. */
export const hello = { messages: [{ role: 'user', content: 'hello' }] } as const;
