import type { CacheBreakpoint, ModelCapabilities, ModelRequest } from '../model.ts';

/**
 * Places for the rules of a request, which change least: behind its tools and behind its system messages. They are
 * kept for as long as `keep` says.
 */
export function rulePlaces(
  { messages, tools = [] }: ModelRequest,
  keep: 'short' | 'long',
): CacheBreakpoint[] {
  const hasRules = messages.some(({ role }) => role === 'system');
  return [
    ...(tools.length > 0 ? [{ after: 'tools', keep } as const] : []),
    ...(hasRules ? [{ after: 'system', keep } as const] : []),
  ];
}

/**
 * Places for the conversation: its end, and its end at the call before, which is what stood before the last answer.
 * What the model itself has said is never marked.
 */
export function tailPlaces({ messages }: ModelRequest): CacheBreakpoint[] {
  let before = messages.findLastIndex(({ role }) => role === 'assistant');
  while (messages[before]?.role === 'assistant') before -= 1;
  return [...new Set([before, messages.length - 1])]
    .filter((index) => ['user', 'tool'].includes(messages[index]?.role ?? ''))
    .map((after) => ({ after, keep: 'short' }));
}

/**
 * The places that a request is sent with: none where the model takes none, those that it brings, or those chosen here.
 * Writing costs more than reading saves where nothing follows, so the conversation itself is kept only where another
 * call is likely: where there are tools, or an answer already.
 */
export function placesFor(
  request: ModelRequest,
  { cacheBreakpoints: able = false }: ModelCapabilities,
): readonly CacheBreakpoint[] {
  if (!able) return [];
  if (request.cacheBreakpoints !== undefined) return request.cacheBreakpoints;
  const { messages, tools = [] } = request;
  const goesOn = tools.length > 0 || messages.some(({ role }) => role === 'assistant');
  return [...rulePlaces(request, 'short'), ...(goesOn ? tailPlaces(request) : [])];
}
