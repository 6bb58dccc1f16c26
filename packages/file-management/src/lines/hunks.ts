import { type ChangedRegion, diffLines } from './diff-lines.ts';
import { splitAtLineFeeds } from './split-lines.ts';

/** Changed regions that share one hunk, since their context meets. */
type HunkRegions = readonly [ChangedRegion, ...ChangedRegion[]];

/** The hunks of a unified diff as one text; empty when both texts are equal. */
export function renderHunks(before: string, after: string, context: number): string {
  const left = splitAtLineFeeds(before);
  const right = splitAtLineFeeds(after);
  const { regions } = diffLines(left, right);
  let text = '';
  for (const hunk of groupRegions(regions, context)) text += renderHunk(left, right, hunk, context);
  return text;
}

function groupRegions(regions: readonly ChangedRegion[], context: number): HunkRegions[] {
  const hunks: [ChangedRegion, ...ChangedRegion[]][] = [];
  for (const region of regions) {
    const hunk = hunks.at(-1);
    const near = hunk !== undefined && region.beforeStart - (hunk.at(-1)?.beforeEnd ?? 0) <= 2 * context;
    if (near) hunk.push(region);
    else hunks.push([region]);
  }
  return hunks;
}

function renderHunk(
  left: readonly string[],
  right: readonly string[],
  regions: HunkRegions,
  context: number,
): string {
  const [first] = regions;
  const last = regions.at(-1) ?? first;
  const lead = Math.min(context, first.beforeStart);
  const tail = Math.min(context, left.length - last.beforeEnd);
  const start = first.beforeStart - lead;
  const beforeCount = last.beforeEnd + tail - start;
  const afterCount = last.afterEnd + tail - (first.afterStart - lead);
  let text = `@@ -${range(start, beforeCount)} +${range(first.afterStart - lead, afterCount)} @@\n`;
  let at = start;
  for (const region of regions) {
    text += prefixed(' ', left, at, region.beforeStart);
    text += prefixed('-', left, region.beforeStart, region.beforeEnd);
    text += prefixed('+', right, region.afterStart, region.afterEnd);
    at = region.beforeEnd;
  }
  return text + prefixed(' ', left, at, last.beforeEnd + tail);
}

/** Position and count of a hunk's side: lines count from 1, an empty side names the line before it. */
function range(start: number, count: number): string {
  const line = count === 0 ? start : start + 1;
  return count === 1 ? `${line}` : `${line},${count}`;
}

function prefixed(mark: string, lines: readonly string[], from: number, to: number): string {
  let text = '';
  for (let at = from; at < to; at++) {
    const line = lines[at] ?? '';
    text += mark + line;
    if (!line.endsWith('\n')) text += '\n\\ No newline at end of file\n';
  }
  return text;
}
