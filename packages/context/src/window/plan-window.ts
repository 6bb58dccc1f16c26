import { contextErrors } from '../errors.ts';

/** Something that takes room in a model's window. */
export interface WindowPart {
  /** Name, such as `system`, `tools`, `history`. */
  readonly name: string;
  /** Tokens that it takes now. */
  readonly tokens: number;
  /** Tokens below which it is of no use; it is shortened to this at most. Default: it gives nothing. */
  readonly leastTokens?: number;
  /** Parts of lower rank give way first; context has rank 0. Default 0. */
  readonly rank?: number;
}

/** A model's window and what is to be in it. */
export interface WindowOptions {
  /** Tokens that the window holds, for input and output together. */
  readonly windowTokens: number;
  /** Tokens kept free for the answer. */
  readonly outputTokens: number;
  /** What is in the window beside the context. */
  readonly parts: readonly WindowPart[];
  /** Tokens that context may take at most. Default: all that is left. */
  readonly mostContextTokens?: number;
  /** Tokens that context is not pushed below. Default 1000. */
  readonly leastContextTokens?: number;
}

/** A part that has to give way, and by how much. */
export interface GivesWay {
  /** Name of the part; `context` for the context. */
  readonly name: string;
  /** Tokens before. */
  readonly fromTokens: number;
  /** Tokens that it may keep. */
  readonly toTokens: number;
}

/** How a window is shared out. */
export interface WindowPlan {
  /** Budget for `select`, in tokens; 0 when there is no room for any. */
  readonly contextTokens: number;
  /** Parts that give way, in the order in which they do. */
  readonly givesWay: readonly GivesWay[];
  /** Tokens that are missing although everything gave what it can; 0 when all fits. */
  readonly missingTokens: number;
}

const LEAST_CONTEXT_TOKENS = 1000;

interface Share {
  readonly name: string;
  readonly tokens: number;
  readonly least: number;
  readonly rank: number;
}

function checked(tokens: number): number {
  if (Number.isFinite(tokens) && tokens >= 0) return Math.ceil(tokens);
  throw contextErrors.create('EC_CONTEXT_BUDGET_INVALID', { budgetTokens: String(tokens) });
}

function toShare({ name, tokens, leastTokens = tokens, rank = 0 }: WindowPart): Share {
  return { name, tokens: checked(tokens), least: Math.min(checked(leastTokens), checked(tokens)), rank };
}

/**
 * Shares a window out: first the parts that stand beside the context, then the context in what is left. When they
 * do not fit, it says which part gives way first and by how much: lowest rank first, at one rank the part that can
 * give most, context down to its least before any part of a higher rank.
 *
 * @throws `EC_CONTEXT_BUDGET_INVALID` for a number of tokens that is negative or not finite.
 */
export function planWindow(options: WindowOptions): WindowPlan {
  const room = checked(options.windowTokens) - checked(options.outputTokens);
  const parts = options.parts.map(toShare);
  const beside = parts.reduce((sum, { tokens }) => sum + tokens, 0);
  const most = checked(options.mostContextTokens ?? Math.max(0, room));
  const least = Math.min(most, checked(options.leastContextTokens ?? LEAST_CONTEXT_TOKENS));
  const contextNow = Math.max(least, Math.min(most, room - beside));
  const context: Share = { name: 'context', tokens: contextNow, least: 0, rank: 0 };
  const order = [...parts, context]
    .filter(({ tokens, least: lowest }) => tokens > lowest)
    .sort((left, right) => left.rank - right.rank || give(right) - give(left) || byName(left, right));
  let missing = Math.max(0, beside + contextNow - room);
  let contextTokens = contextNow;
  const givesWay: GivesWay[] = [];
  for (const share of order) {
    const given = Math.min(missing, give(share));
    if (given === 0) continue;
    missing -= given;
    const toTokens = share.tokens - given;
    if (share === context) contextTokens = toTokens;
    givesWay.push({ name: share.name, fromTokens: share.tokens, toTokens });
  }
  return { contextTokens, givesWay, missingTokens: missing };
}

function give({ tokens, least }: Share): number {
  return tokens - least;
}

function byName(left: Share, right: Share): number {
  return left.name < right.name ? -1 : 1;
}
