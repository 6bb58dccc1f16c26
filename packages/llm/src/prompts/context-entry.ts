import { estimateTokens } from '../tokens/estimate-tokens.ts';
import { emptyFence, fence } from './fence.ts';

/** A file, or a part of one, that a prompt shows. The entries of a context selection have this shape. */
export interface PromptFile {
  /** Path in the workspace, with `/` between its parts. */
  readonly path: string;
  /** How much of it is shown. */
  readonly tier: 'whole' | 'passages' | 'outline' | 'name';
  /** What is shown; lines are 1-based and inclusive. Empty for the tier `name`. */
  readonly passages: readonly {
    /** First line, 1-based. */
    readonly startLine: number;
    /** Last line, 1-based and included. */
    readonly endLine: number;
    /** The lines. */
    readonly text: string;
  }[];
  /** Language id, such as `typescript`. */
  readonly language?: string | undefined;
}

/** The text that stands for one file in a prompt: fenced as data, with a fence that its text cannot end. */
export function renderContextEntry(entry: PromptFile): string {
  const { path, tier, passages } = entry;
  if (tier === 'name' || passages.length === 0) return emptyFence('file', { path, show: 'name' });
  const [first] = passages;
  if (tier === 'whole' && passages.length === 1 && first !== undefined)
    return fence('file', first.text, { path });
  const text = passages.map(renderPassage).join('\n');
  return fence('file', text, { path, show: tier === 'outline' ? 'outline' : 'passages' });
}

/**
 * How many tokens `renderContextEntry` takes in a prompt, separator included. The costs of several entries
 * add up to at least the cost of all of them together.
 */
export function contextEntryCost(entry: PromptFile): number {
  return estimateTokens(`${renderContextEntry(entry)}\n\n`, entry.language);
}

function renderPassage(passage: PromptFile['passages'][number]): string {
  const text = passage.text.endsWith('\n') ? passage.text.slice(0, -1) : passage.text;
  return `[lines ${passage.startLine}-${passage.endLine}]\n${text}`;
}
