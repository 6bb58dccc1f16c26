import { systemClock } from '../clock.ts';
import { connectGoogle, type GoogleOptions } from '../google/google.ts';
import { encodeGoogleRequest } from '../google/google-request.ts';
import { type JsonObject, numberAt, parseJson } from '../json.ts';
import type { ModelRequest } from '../model.ts';
import { connectAnthropic } from '../providers/anthropic.ts';
import { encodeAnthropicRequest } from '../providers/anthropic-request.ts';
import type { ProviderOptions } from '../providers/http-model.ts';
import { connectOpenAI } from '../providers/openai-client.ts';
import { encodeResponsesRequest } from '../providers/openai-responses-request.ts';
import type { SdkRequestOptions } from '../providers/sdk.ts';
import { pause } from '../stream/pause.ts';
import { CallErrors } from '../wire/call-errors.ts';
import { fromThrown } from '../wire/transport-error.ts';
import type { RequestCounter } from './text-counter.ts';

/** Longest time in milliseconds that a count may take. */
const LIMIT_MS = 15_000;

type SdkCount = (body: object, options: Omit<SdkRequestOptions, 'headers'>) => Promise<unknown>;

/**
 * Counts with Anthropic's own endpoint (https://platform.claude.com/docs/en/build-with-claude/token-counting), which
 * is free of charge but has a rate limit. The counter rejects with an error of `llmErrors`.
 */
export function anthropicTokens(options: ProviderOptions): RequestCounter {
  const owner = { provider: options.provider ?? 'anthropic', modelId: options.model };
  return createCounter(options, owner.provider, {
    encode: (request) => {
      const body = encodeAnthropicRequest(request, owner, 1);
      return pick(body, ['model', 'system', 'messages', 'tools', 'tool_choice', 'output_config']);
    },
    async connect() {
      const { messages } = (await connectAnthropic(options)) as AnthropicCounting;
      return (body, request) => messages.countTokens(body, request);
    },
  });
}

/**
 * Counts with OpenAI's own endpoint (https://platform.openai.com/docs/api-reference/responses/input-tokens). The
 * counter rejects with an error of `llmErrors`.
 */
export function openaiTokens(options: ProviderOptions): RequestCounter {
  const owner = { provider: options.provider ?? 'openai', modelId: options.model };
  return createCounter(options, owner.provider, {
    encode: (request) => {
      const body = encodeResponsesRequest(request, owner, { store: false });
      return pick(body, ['model', 'input', 'tools', 'tool_choice', 'text']);
    },
    async connect() {
      const { responses } = (await connectOpenAI(options)) as OpenAICounting;
      return (body, request) => responses.inputTokens.count(body, request);
    },
  });
}

/** What is only for the answer costs no tokens of the request. */
const PLAIN_CALLS = { signsForeignCalls: false, streamsToolInput: false };

/**
 * Counts with Gemini's own endpoint (https://ai.google.dev/api/tokens). No SDK is needed. The counter rejects with an
 * error of `llmErrors`.
 */
export function googleTokens(options: GoogleOptions): RequestCounter {
  const { provider = 'google', model: modelId } = options;
  return createCounter(options, provider, {
    encode(request) {
      const body = encodeGoogleRequest(request, { ...PLAIN_CALLS, provider, modelId });
      const counted = pick(body, ['contents', 'systemInstruction', 'tools', 'toolConfig']);
      return { generateContentRequest: { model: `models/${modelId}`, ...counted } };
    },
    async connect() {
      const send = connectGoogle(options, 'countTokens');
      return async (body, request) => {
        const response = await send(body, { ...request, headers: {} }).asResponse();
        return { input_tokens: numberAt(parseJson(await response.text()), 'totalTokens') };
      };
    },
  });
}

interface AnthropicCounting {
  readonly messages: { readonly countTokens: SdkCount };
}

interface OpenAICounting {
  readonly responses: { readonly inputTokens: { readonly count: SdkCount } };
}

interface CountProtocol {
  encode(request: ModelRequest): JsonObject;
  connect(): Promise<SdkCount>;
}

function createCounter(options: ProviderOptions, provider: string, protocol: CountProtocol): RequestCounter {
  const { clock = systemClock, model: modelId } = options;
  let client: Promise<SdkCount> | undefined;
  return async (request, { signal } = {}) => {
    const errors = new CallErrors({ provider, modelId, protocol: 'token count', now: () => clock.now() });
    client ??= protocol.connect();
    const count = await client;
    const abort = new AbortController();
    const onAbort = (): void => abort.abort(errors.create('EC_LLM_CANCELLED', {}, { cause: signal?.reason }));
    const ended = new AbortController();
    signal?.addEventListener('abort', onAbort);
    if (signal?.aborted) onAbort();
    void pause(clock, LIMIT_MS, ended.signal).then(() => {
      if (!ended.signal.aborted) abort.abort(errors.create('EC_LLM_TOTAL_TIMEOUT', { limitMs: LIMIT_MS }));
    });
    try {
      const answer = await count(protocol.encode(request), { signal: abort.signal, maxRetries: 0 });
      const tokens = numberAt(answer, 'input_tokens');
      if (tokens === undefined) throw errors.protocol('the answer has no count');
      return tokens;
    } catch (thrown) {
      throw abort.signal.aborted ? abort.signal.reason : fromThrown(errors, thrown);
    } finally {
      ended.abort();
      signal?.removeEventListener('abort', onAbort);
    }
  };
}

function pick(body: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(names.filter((name) => name in body).map((name) => [name, body[name]]));
}
