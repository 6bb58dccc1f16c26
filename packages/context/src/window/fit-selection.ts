import type { ContextEntry, ContextSelection, ContextTier } from '../entry.ts';
import { contextErrors } from '../errors.ts';

/** An entry that is not shown any more. */
export interface GaveWay {
  /** Path of the entry. */
  readonly path: string;
  /** How much was shown of it. */
  readonly fromTier: ContextTier;
  /** Tokens that this set free. */
  readonly tokens: number;
}

/** A selection that was made smaller. */
export interface FittedSelection {
  /** What is still shown, in the order of the selection. */
  readonly entries: readonly ContextEntry[];
  /** What gave way, first the one that gave way first. */
  readonly gaveWay: readonly GaveWay[];
  /** Sum of the entries' tokens. */
  readonly usedTokens: number;
}

const TIER_ORDER: Readonly<Record<ContextTier, number>> = { name: 0, outline: 1, passages: 2, whole: 2 };

function worth({ score, tokens }: ContextEntry): number {
  return score / Math.max(1, tokens);
}

function isPinned({ reasons }: ContextEntry): boolean {
  return reasons.some(({ signal }) => signal === 'pinned');
}

/** Entries in the order in which they give way: names, outlines, then texts with the least likelihood per token. */
function givingOrder(entries: readonly ContextEntry[]): ContextEntry[] {
  return entries.toSorted(
    (left, right) =>
      Number(isPinned(left)) - Number(isPinned(right)) ||
      TIER_ORDER[left.tier] - TIER_ORDER[right.tier] ||
      worth(left) - worth(right) ||
      (left.path < right.path ? 1 : -1),
  );
}

/**
 * Makes a selection smaller without asking the index again, such as when a provider counts more tokens than was
 * estimated. Whole entries give way, since a cut text is worth less than none; what the caller pinned gives way last.
 *
 * @param tokens Tokens that may be used, in the measure of the selection's `cost`.
 * @throws `EC_CONTEXT_BUDGET_INVALID` when `tokens` is negative or not finite.
 */
export function fitSelection(selection: Pick<ContextSelection, 'entries'>, tokens: number): FittedSelection {
  if (!Number.isFinite(tokens) || tokens < 0) {
    throw contextErrors.create('EC_CONTEXT_BUDGET_INVALID', { budgetTokens: String(tokens) });
  }
  const gone = new Set<ContextEntry>();
  const gaveWay: GaveWay[] = [];
  let usedTokens = selection.entries.reduce((sum, entry) => sum + entry.tokens, 0);
  for (const entry of givingOrder(selection.entries)) {
    if (usedTokens <= tokens) break;
    gone.add(entry);
    usedTokens -= entry.tokens;
    gaveWay.push({ path: entry.path, fromTier: entry.tier, tokens: entry.tokens });
  }
  return { entries: selection.entries.filter((entry) => !gone.has(entry)), gaveWay, usedTokens };
}
