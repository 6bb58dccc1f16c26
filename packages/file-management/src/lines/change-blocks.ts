import { createHash } from 'node:crypto';
import { type ChangedRegion, diffLines } from './diff-lines.ts';
import { lineErrors } from './line-errors.ts';
import { splitLines } from './split-lines.ts';

/** One contiguous change, the smallest piece that a reviewer can accept or reject. */
export interface ChangeBlock extends ChangedRegion {
  /**
   * Derived from the removed and the added text, and from how many equal changes come before it: it stays
   * the same while other parts of the files change. Unique within one comparison.
   */
  readonly id: string;
  /** The lines that are removed, with their endings; empty for an insertion. */
  readonly beforeText: string;
  /** The lines that are added, with their endings; empty for a deletion. */
  readonly afterText: string;
}

/** The contiguous changes between two texts, in order; unlike hunks they hold no context and never merge. */
export function changeBlocks(before: string, after: string): ChangeBlock[] {
  const diff = diffLines(before, after);
  const counts = new Map<string, number>();
  return diff.regions.map((region) => {
    const beforeText = diff.before.slice(region.beforeStart, region.beforeEnd).join('');
    const afterText = diff.after.slice(region.afterStart, region.afterEnd).join('');
    const hash = contentHash(beforeText, afterText);
    const count = (counts.get(hash) ?? 0) + 1;
    counts.set(hash, count);
    return { ...region, id: count === 1 ? hash : `${hash}-${count}`, beforeText, afterText };
  });
}

/** The text with only the accepted blocks taken over. All of them give `after`, none gives `before`. */
export function applyBlocks(
  before: string,
  blocks: readonly ChangeBlock[],
  accepted: Iterable<string>,
): string {
  const wanted = new Set(accepted);
  refuseUnknown(wanted, blocks);
  const lines = splitLines(before);
  let text = '';
  let at = 0;
  for (const block of [...blocks].sort((one, two) => one.beforeStart - two.beforeStart)) {
    refuseStale(lines, block, at);
    text += lines.slice(at, block.beforeStart).join('');
    text += wanted.has(block.id) ? block.afterText : block.beforeText;
    at = block.beforeEnd;
  }
  return text + lines.slice(at).join('');
}

function contentHash(beforeText: string, afterText: string): string {
  const hash = createHash('sha256').update(`${beforeText.length}\n`).update(beforeText).update(afterText);
  return hash.digest('hex').slice(0, 16);
}

function refuseUnknown(wanted: ReadonlySet<string>, blocks: readonly ChangeBlock[]): void {
  const known = new Set(blocks.map((block) => block.id));
  for (const id of wanted) if (!known.has(id)) throw lineErrors.create('EC_LINES_UNKNOWN_BLOCK', { id });
}

function refuseStale(lines: readonly string[], block: ChangeBlock, at: number): void {
  const present = lines.slice(block.beforeStart, block.beforeEnd).join('');
  const fits = block.beforeStart >= at && block.beforeStart <= lines.length && present === block.beforeText;
  if (fits) return;
  throw lineErrors.create('EC_LINES_STALE_BLOCK', { id: block.id, line: block.beforeStart + 1 });
}
