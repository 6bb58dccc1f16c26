import { llmErrors } from '../errors/llm-errors.ts';
import type { LanguageModel } from '../model.ts';
import { estimateRequestTokens } from '../tokens/estimate-request.ts';
import type { RequestCounter } from '../tokens/text-counter.ts';
import { guardCalls } from './guard-calls.ts';

/** Options of `withContextCheck`. */
export interface WithContextCheckOptions {
  /** Size of the context in tokens. Default: what the model declares; where it is not known, nothing is checked. */
  readonly contextTokens?: number;
  /** Counts the input of a request. Default: `estimateRequestTokens`. */
  readonly countTokens?: RequestCounter;
  /**
   * Share by which a count must exceed the context before the call is refused, since an estimate may be too high.
   * Default 0.1, or 0 where `countTokens` is given.
   */
  readonly margin?: number;
}

/**
 * Refuses a call whose input, with the output that it asks for, does not fit into the context of the model, before it
 * is sent: with `EC_LLM_CONTEXT_OVERFLOW`, as the provider would.
 */
export function withContextCheck(model: LanguageModel, options: WithContextCheckOptions = {}): LanguageModel {
  const { countTokens = estimateRequestTokens, contextTokens = model.capabilities.contextTokens } = options;
  const { margin = options.countTokens === undefined ? 0.1 : 0 } = options;
  if (contextTokens === undefined) return model;
  return guardCalls(model, async ({ request, signal }) => {
    const needed = (await countTokens(request, { signal })) + (request.maxOutputTokens ?? 0);
    if (needed <= contextTokens * (1 + margin)) return {};
    const { provider, modelId } = model;
    const reason = `about ${needed} tokens where ${contextTokens} fit, counted before sending`;
    throw llmErrors.create('EC_LLM_CONTEXT_OVERFLOW', { provider, modelId, reason });
  });
}
