import { rulePlaces, tailPlaces } from '../cache/place-breakpoints.ts';
import type { LanguageModel, ModelRequest } from '../model.ts';
import { mapRequests } from './guard-calls.ts';

/** Options of `withCacheBreakpoints`. */
export interface WithCacheBreakpointsOptions {
  /**
   * How long tools and system messages are to be kept, which change less often than the conversation: `long` costs
   * more to write and pays off where calls are more than some minutes apart. Default `short`.
   */
  readonly keepRules?: 'short' | 'long';
}

/**
 * Asks the provider to keep what the next call of the same conversation sends again: the tools, the system messages,
 * and the conversation so far, by a mark that moves with its end. A second mark stands where the call before had its
 * own, since providers look back only a limited number of blocks. Tools are sorted by name, so that their order never
 * spoils it. A request that brings its own places is left alone. A model whose capabilities declare `cacheBreakpoints`
 * does nearly the same by itself; this one also keeps the end of a single call, sorts tools, and may keep rules longer.
 */
export function withCacheBreakpoints(
  model: LanguageModel,
  options: WithCacheBreakpointsOptions = {},
): LanguageModel {
  const { keepRules = 'short' } = options;
  return mapRequests(model, (request) => placeBreakpoints(request, keepRules));
}

function placeBreakpoints(request: ModelRequest, keep: 'short' | 'long'): ModelRequest {
  if (request.cacheBreakpoints !== undefined) return request;
  const { tools } = request;
  const sorted = tools && [...tools].sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    ...request,
    ...(sorted === undefined ? {} : { tools: sorted }),
    cacheBreakpoints: [...rulePlaces(request, keep), ...tailPlaces(request)],
  };
}
