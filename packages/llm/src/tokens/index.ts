export type { GoogleOptions } from '../google/google.ts';
export type { ProviderOptions } from '../providers/http-model.ts';
export { estimateRequestTokens } from './estimate-request.ts';
export { estimateTokens } from './estimate-tokens.ts';
export { anthropicTokens, googleTokens, openaiTokens } from './provider-counters.ts';
export {
  type Encoding,
  loadTextCounter,
  type RequestCounter,
  type TextCounterOptions,
} from './text-counter.ts';
