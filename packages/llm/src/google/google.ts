import { parseJson } from '../json.ts';
import type { LanguageModel } from '../model.ts';
import { ownData } from '../providers/block-owner.ts';
import { createHttpModel, type ProviderOptions } from '../providers/http-model.ts';
import { findKey } from '../providers/key.ts';
import type { SdkCreate } from '../providers/sdk.ts';
import { GoogleDecoder } from './google-decoder.ts';
import { encodeGoogleRequest } from './google-request.ts';

/** Options of `google`. No SDK is needed. */
export interface GoogleOptions extends Omit<ProviderOptions, 'sdk'> {
  /**
   * Whether calls that another model made earlier in the conversation get the signature that makes Gemini take them.
   * Default: yes, but for the models of Gemini 1 and 2, which know no such signature.
   */
  readonly signsForeignCalls?: boolean;
  /**
   * Whether inputs of tool calls are asked for in pieces while the model writes them. Vertex AI knows it for Gemini 3
   * and later; Google's other address refuses it. Default false: each call arrives whole.
   */
  readonly streamsToolInput?: boolean;
}

/** Address of Google's own API. */
const GOOGLE_URL = 'https://generativelanguage.googleapis.com/v1beta';

/**
 * A Gemini model by its own protocol, generateContent (https://ai.google.dev/api/generate-content). Nothing but
 * fetch is needed. Key: `GEMINI_API_KEY`. For Vertex AI pass `baseURL` and the header of its token.
 */
export function google(options: GoogleOptions): LanguageModel {
  const { model: modelId, provider = 'google', streamsToolInput = false } = options;
  const signsForeignCalls = options.signsForeignCalls ?? !/^gemini-[12]/.test(modelId);
  const target = { provider, modelId, signsForeignCalls, streamsToolInput };
  return createHttpModel(
    {
      name: 'Gemini generateContent',
      provider: 'google',
      capabilities: { tools: true, images: true, files: true, structuredOutput: true },
      history: { toolCallId: /./s, isThought: (block) => ownData(block, target) === undefined },
      encode: (request) => encodeGoogleRequest(request, target),
      decoder: (writer, errors, attemptId) => new GoogleDecoder(writer, errors, target, attemptId),
      connect: async () => connectGoogle(options, 'streamGenerateContent?alt=sse'),
    },
    options,
  );
}

/** Sends requests to one method of a model. */
export function connectGoogle(options: GoogleOptions, method: string): SdkCreate {
  const {
    baseURL = GOOGLE_URL,
    model,
    headers = {},
    fetch = globalThis.fetch,
    provider = 'google',
  } = options;
  const key = findKey(options, provider, 'GEMINI_API_KEY');
  const url = `${baseURL.replace(/\/$/, '')}/models/${encodeURIComponent(model)}:${method}`;
  const keyHeader = key === undefined ? {} : { 'x-goog-api-key': key };
  return (body, request) => ({
    async asResponse() {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...keyHeader, ...headers, ...request.headers },
        body: JSON.stringify(body),
        signal: request.signal,
        // A redirect would carry the key to an address that nobody named.
        redirect: 'error',
      });
      if (response.ok) return response;
      return Promise.reject(await refusalOf(response));
    },
  });
}

/** What an SDK would throw for an error status: the same fields, read by the same code. */
async function refusalOf(response: Response): Promise<unknown> {
  const text = await response.text();
  const { status, headers } = response;
  return { status, headers, message: text, error: parseJson(text) };
}
