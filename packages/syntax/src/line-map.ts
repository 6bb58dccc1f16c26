/** For each line of a new text its counterpart in the old one. */
export interface LineMap {
  /** The old line that a new line was, 0-based; undefined for a line that the edit wrote. */
  (newLine: number): number | undefined;
  /** Whether an old line has no counterpart in the new text. */
  readonly isRewritten: (oldLine: number) => boolean;
}

/**
 * Matches the lines of two texts: the common beginning and end, and between them lines that occur once on
 * each side, in order, with what follows them equally. Linear but for a search, so that it stays cheap
 * when everything changed; it is not a minimal difference and need not be one.
 */
export function mapLines(before: string, after: string): LineMap {
  const old = before.split('\n');
  const fresh = after.split('\n');
  const oldOf = new Int32Array(fresh.length).fill(-1);
  const head = commonHead(old, fresh);
  const tail = commonTail(old, fresh, head);
  for (let line = 0; line < head; line++) oldOf[line] = line;
  for (let back = 1; back <= tail; back++) oldOf[fresh.length - back] = old.length - back;
  matchUnique(old, fresh, { head, tail }, oldOf);
  const kept = new Set(oldOf);
  const map = (line: number): number | undefined => {
    const found = oldOf[line] ?? -1;
    return found < 0 ? undefined : found;
  };
  return Object.assign(map, { isRewritten: (line: number) => !kept.has(line) });
}

interface Trim {
  readonly head: number;
  readonly tail: number;
}

function commonHead(old: readonly string[], fresh: readonly string[]): number {
  const most = Math.min(old.length, fresh.length);
  let head = 0;
  while (head < most && old[head] === fresh[head]) head++;
  return head;
}

function commonTail(old: readonly string[], fresh: readonly string[], head: number): number {
  const most = Math.min(old.length, fresh.length) - head;
  let tail = 0;
  while (tail < most && old[old.length - 1 - tail] === fresh[fresh.length - 1 - tail]) tail++;
  return tail;
}

/** Anchors on lines that are unique on both sides and keep their order, then grows each anchor both ways. */
function matchUnique(old: readonly string[], fresh: readonly string[], trim: Trim, oldOf: Int32Array): void {
  const oldPlace = uniqueLines(old, trim);
  const pairs: [oldLine: number, newLine: number][] = [];
  for (const [text, newLine] of uniqueLines(fresh, trim)) {
    const oldLine = oldPlace.get(text);
    if (oldLine !== undefined) pairs.push([oldLine, newLine]);
  }
  let limit = trim.head;
  for (const [oldLine, newLine] of longestRising(pairs)) {
    if (oldLine < limit) continue;
    limit = grow(old, fresh, trim, oldOf, oldLine, newLine, limit);
  }
}

function grow(
  old: readonly string[],
  fresh: readonly string[],
  trim: Trim,
  oldOf: Int32Array,
  oldLine: number,
  newLine: number,
  limit: number,
): number {
  let from = 0;
  while (
    oldLine - from > limit &&
    free(oldOf, newLine - from - 1, trim) &&
    old[oldLine - from - 1] === fresh[newLine - from - 1]
  )
    from++;
  let end = oldLine - from;
  for (
    let line = newLine - from;
    end < old.length - trim.tail && line < fresh.length - trim.tail;
    line++, end++
  ) {
    if (old[end] !== fresh[line]) break;
    oldOf[line] = end;
  }
  return end;
}

const free = (oldOf: Int32Array, line: number, trim: Trim): boolean =>
  line >= trim.head && (oldOf[line] ?? 0) < 0;

/** Lines between head and tail that occur once, with their place. */
function uniqueLines(lines: readonly string[], { head, tail }: Trim): Map<string, number> {
  const places = new Map<string, number>();
  for (let line = head; line < lines.length - tail; line++) {
    const text = lines[line] ?? '';
    places.set(text, places.has(text) ? -1 : line);
  }
  for (const [text, place] of places) if (place < 0) places.delete(text);
  return places;
}

/** The longest run of pairs that rise on both sides; the pairs come in order of the new side. */
function longestRising(pairs: readonly [number, number][]): [number, number][] {
  const ends: number[] = [];
  const previous = new Int32Array(pairs.length).fill(-1);
  pairs.forEach(([oldLine], at) => {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[ends[middle] ?? 0]?.[0] ?? 0) < oldLine) low = middle + 1;
      else high = middle;
    }
    if (low > 0) previous[at] = ends[low - 1] ?? -1;
    ends[low] = at;
  });
  const run: [number, number][] = [];
  for (let at = ends.at(-1) ?? -1; at >= 0; at = previous[at] ?? -1) {
    const pair = pairs[at];
    if (pair !== undefined) run.push(pair);
  }
  return run.reverse();
}
