import { describe, expect, it } from 'vitest';
import { fakeFetch } from '../test/fake-fetch.ts';
import { hello } from '../test/models.ts';
import { chatText } from '../test/wire.ts';
import type { LanguageModel } from './index.ts';
import { azure, gemini, llamaCpp, ollama, openRouter, type PresetOptions, vllm } from './presets.ts';

type Preset = (options: PresetOptions) => LanguageModel;

const myAzure: Preset = (options) => azure({ resource: 'mine', ...options });
const env = {
  OPENROUTER_API_KEY: 'or',
  GEMINI_API_KEY: 'ge',
  AZURE_OPENAI_API_KEY: 'az',
  OPENAI_API_KEY: 'sk',
};

describe('presets of compatible servers', () => {
  it.each<[string, Preset, string, string | null]>([
    ['ollama', ollama, 'http://localhost:11434/v1', null],
    ['vllm', vllm, 'http://localhost:8000/v1', null],
    ['llama.cpp', llamaCpp, 'http://localhost:8080/v1', null],
    ['openrouter', openRouter, 'https://openrouter.ai/api/v1', 'Bearer or'],
    ['gemini', gemini, 'https://generativelanguage.googleapis.com/v1beta/openai', 'Bearer ge'],
    ['azure', myAzure, 'https://mine.openai.azure.com/openai/v1', 'Bearer az'],
  ])('%s is reached at its address with its own key only', async (provider, preset, address, key) => {
    const sent = fakeFetch([chatText]);
    const model = preset({ model: 'm', env, fetch: sent.fetch });
    expect(await model.stream(hello).result()).toMatchObject({ state: 'finished' });
    expect(model.provider).toBe(provider);
    expect(sent.requests[0]?.url).toBe(`${address}/chat/completions`);
    expect(sent.requests[0]?.headers.get('authorization')).toBe(key);
  });

  it('go where they are told to, without the key of the usual place', async () => {
    const sent = fakeFetch([chatText]);
    await ollama({ model: 'm', env, baseURL: 'http://gpu:1/v1', fetch: sent.fetch }).stream(hello).result();
    expect(sent.requests[0]?.url).toBe('http://gpu:1/v1/chat/completions');
  });

  it('name the variable of a key that is missing', async () => {
    const { error } = await gemini({ model: 'm', env: {} }).stream(hello).result();
    expect(error).toMatchObject({
      code: 'EC_LLM_KEY_MISSING',
      details: { variable: 'GEMINI_API_KEY', provider: 'gemini' },
    });
  });

  it('do not send that key to another address', async () => {
    const sent = fakeFetch([chatText]);
    const options = { model: 'm', env, baseURL: 'http://elsewhere/v1', fetch: sent.fetch };
    await openRouter(options).stream(hello).result();
    expect(sent.requests[0]?.headers.get('authorization')).toBeNull();
  });
});
