import type { JsonObject } from '../json.ts';
import type { Message } from '../messages.ts';
import type { ModelRequest } from '../model.ts';

/** Most marks of a request that are written beside the one that OpenAI sets itself. */
const MOST_MARKS = 3;

/** Marks the last of some content parts. */
export type MarkLast = (parts: readonly JsonObject[]) => JsonObject[];

/** How long what is marked is to be kept. */
type Keep = 'short' | 'long';

/**
 * Marks the ends of messages up to which OpenAI should keep a request. It marks the last message by itself, so that
 * is left to it; tools cannot be marked, and stand before everything anyway.
 * Source: https://developers.openai.com/api/docs/guides/prompt-caching#prompt-cache-breakpoints
 */
export class OpenAICacheMarks {
  readonly #keep: ReadonlyMap<number, Keep>;
  readonly #longLife: string | undefined;

  /** `canMark` says which messages the protocol can mark, `longLife` what it calls the longer life, if it has one. */
  constructor(
    { cacheBreakpoints = [], messages }: ModelRequest,
    protocol: { readonly canMark: (message: Message) => boolean; readonly longLife?: string },
  ) {
    const lastRule = messages.findLastIndex(({ role }) => role === 'system');
    const places = cacheBreakpoints.flatMap(({ after, keep = 'short' }): [number, Keep][] => {
      const index = after === 'system' ? lastRule : after;
      const message = typeof index === 'number' ? messages[index] : undefined;
      const fits = message !== undefined && index !== messages.length - 1 && protocol.canMark(message);
      return fits && typeof index === 'number' ? [[index, keep]] : [];
    });
    const inOrder = [...new Map(places)].sort(([a], [b]) => a - b);
    this.#keep = new Map(inOrder.slice(-MOST_MARKS));
    this.#longLife = protocol.longLife;
  }

  /** Marks the last content part of this message; `undefined` where that was not asked for. */
  of(index: number): MarkLast | undefined {
    const keep = this.#keep.get(index);
    if (keep === undefined) return undefined;
    const life = keep === 'long' && this.#longLife !== undefined ? { ttl: this.#longLife } : {};
    const mark = { prompt_cache_breakpoint: { mode: 'explicit', ...life } };
    return (parts) => parts.map((part, at) => (at === parts.length - 1 ? { ...part, ...mark } : part));
  }
}
