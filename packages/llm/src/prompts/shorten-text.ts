import { estimateTokens } from '../tokens/estimate-tokens.ts';
import type { PromptItem } from './prompt.ts';

/** An item with as many lines of its text as fit; the middle goes, since beginnings and ends say most. */
export function shortenItem(
  item: PromptItem,
  maxTokens: number,
): (PromptItem & { readonly tokens: number }) | undefined {
  const { text, shorten } = item;
  if (text === undefined || shorten === undefined) return undefined;
  const lines = text.split('\n');
  let best: (PromptItem & { readonly tokens: number }) | undefined;
  // The cost grows with the lines that are kept, so the most that fit are found by halving.
  for (let low = 1, high = lines.length - 1; low <= high; ) {
    const kept = Math.floor((low + high) / 2);
    const content = shorten(withoutMiddle(lines, kept));
    const tokens = estimateTokens(`${content}\n\n`);
    if (tokens > maxTokens) high = kept - 1;
    else {
      best = { ...item, content, tokens };
      low = kept + 1;
    }
  }
  return best;
}

function withoutMiddle(lines: readonly string[], kept: number): string {
  const head = Math.ceil(kept / 2);
  const tail = kept - head;
  const gone = lines.length - kept;
  const mark = `[${gone} ${gone === 1 ? 'line' : 'lines'} left out]`;
  return [...lines.slice(0, head), mark, ...lines.slice(lines.length - tail)].join('\n');
}
