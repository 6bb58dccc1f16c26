import type { JsonObject } from '../json.ts';
import type { CacheBreakpoint, ModelRequest } from '../model.ts';

/** Most marks that one request may have (https://platform.claude.com/docs/en/build-with-claude/prompt-caching). */
const MOST_MARKS = 4;

/** Blocks that must not be marked themselves. */
const UNMARKED = new Set(['thinking', 'redacted_thinking']);

interface Content {
  readonly content: readonly JsonObject[];
}

/**
 * Puts cache marks into the blocks of a request so that they are legal, whatever was asked for: at most four, the
 * last ones where there are more; a longer life never behind a shorter one; none on a thought.
 */
export class CacheMarks {
  readonly #keep: ReadonlyMap<CacheBreakpoint['after'], 'short' | 'long'>;

  constructor({ cacheBreakpoints = [], messages }: ModelRequest) {
    // The system messages stand before all others on this wire, wherever they are in the request.
    const asked = cacheBreakpoints.map((mark) =>
      typeof mark.after === 'number' && messages[mark.after]?.role === 'system'
        ? { ...mark, after: 'system' as const }
        : mark,
    );
    this.#keep = legal(
      asked.filter(({ after }) => typeof after === 'string' || messages[after] !== undefined),
    );
  }

  /** Marks the last block of tools or system messages, if that was asked for. */
  last(after: 'tools' | 'system', blocks: readonly JsonObject[]): JsonObject[] {
    return markLast(blocks, this.#keep.get(after));
  }

  /** Marks the last block that can be marked of the turns of one message, if that was asked for. */
  after<Turn extends Content>(index: number, turns: readonly Turn[]): Turn[] {
    const keep = this.#keep.get(index);
    return turns.map((turn, at) =>
      at === turns.length - 1 ? { ...turn, content: markLast(turn.content, keep) } : turn,
    );
  }
}

function legal(asked: readonly CacheBreakpoint[]): Map<CacheBreakpoint['after'], 'short' | 'long'> {
  const places = new Map(asked.map(({ after, keep = 'short' }) => [after, keep]));
  const inOrder = [...places].sort(([a], [b]) => rankOf(a) - rankOf(b)).slice(-MOST_MARKS);
  let short = false;
  return new Map(
    inOrder.map(([after, keep]) => {
      short ||= keep === 'short';
      return [after, short ? 'short' : 'long'];
    }),
  );
}

/** The wire has tools first, then the system messages, then the conversation. */
function rankOf(after: CacheBreakpoint['after']): number {
  if (after === 'tools') return -2;
  return after === 'system' ? -1 : after;
}

function markLast(blocks: readonly JsonObject[], keep: 'short' | 'long' | undefined): JsonObject[] {
  const at = blocks.findLastIndex(({ type }) => !UNMARKED.has(String(type)));
  if (keep === undefined) return [...blocks];
  const life = keep === 'long' ? { ttl: '1h' } : {};
  return blocks.map((block, index) =>
    index === at ? { ...block, cache_control: { type: 'ephemeral', ...life } } : block,
  );
}
