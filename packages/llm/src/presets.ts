import type { LanguageModel } from './model.ts';

export { type GoogleOptions, google } from './google/google.ts';

import { type OpenAIChatOptions, openaiChat } from './providers/openai-chat.ts';

/** Options of a preset: those of `openaiChat`, with the address already known. */
export type PresetOptions = OpenAIChatOptions;

/** A model of Ollama, by default on this machine (https://github.com/ollama/ollama/blob/main/docs/openai.md). */
export function ollama(options: PresetOptions): LanguageModel {
  return openaiChat(local('ollama', 'http://localhost:11434/v1', options));
}

/** A model of vLLM, by default on this machine (https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html). */
export function vllm(options: PresetOptions): LanguageModel {
  return openaiChat(local('vllm', 'http://localhost:8000/v1', options));
}

/** A model of llama.cpp's server, by default on this machine (https://github.com/ggml-org/llama.cpp/tree/master/tools/server). */
export function llamaCpp(options: PresetOptions): LanguageModel {
  return openaiChat(local('llama.cpp', 'http://localhost:8080/v1', options));
}

/** A model behind OpenRouter (https://openrouter.ai/docs/api-reference/overview). Key: `OPENROUTER_API_KEY`. */
export function openRouter(options: PresetOptions): LanguageModel {
  const baseURL = 'https://openrouter.ai/api/v1';
  const dialect = { reasoningDetails: true, ...options.dialect };
  return hosted('openrouter', baseURL, 'OPENROUTER_API_KEY', { ...options, dialect });
}

/** A Gemini model, by its OpenAI-compatible address (https://ai.google.dev/gemini-api/docs/openai). Key: `GEMINI_API_KEY`. */
export function gemini(options: PresetOptions): LanguageModel {
  const baseURL = 'https://generativelanguage.googleapis.com/v1beta/openai';
  return hosted('gemini', baseURL, 'GEMINI_API_KEY', withSchemas(options));
}

/** Options of `azure`. */
export interface AzureOptions extends PresetOptions {
  /** Name of the Azure OpenAI resource, the first part of its host name. */
  readonly resource: string;
}

/** A deployment at Azure OpenAI, by its v1 API; `model` is the deployment's name. Key: `AZURE_OPENAI_API_KEY`. */
export function azure({ resource, ...options }: AzureOptions): LanguageModel {
  const baseURL = `https://${encodeURIComponent(resource)}.openai.azure.com/openai/v1`;
  const dialect = { maxTokensField: 'max_completion_tokens', ...options.dialect } as const;
  return hosted('azure', baseURL, 'AZURE_OPENAI_API_KEY', withSchemas({ ...options, dialect }));
}

/** A server of one's own: it needs no key and can be held to a schema. */
function local(provider: string, baseURL: string, options: PresetOptions): PresetOptions {
  return { provider, baseURL, ...withSchemas(options) };
}

/** What every model of these servers can be held to; behind OpenRouter it depends on the model. */
function withSchemas(options: PresetOptions): PresetOptions {
  return { ...options, capabilities: { structuredOutput: true, ...options.capabilities } };
}

/** The key of a hosted service belongs to its own address, so another `baseURL` does not get it. */
function hosted(provider: string, baseURL: string, variable: string, options: PresetOptions): LanguageModel {
  const key = options.baseURL === undefined ? { keyVariable: variable } : {};
  return openaiChat({ provider, baseURL, ...key, ...options });
}
