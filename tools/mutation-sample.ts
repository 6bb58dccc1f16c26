import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const WINDOW_LINES = 8;

/**
 * What a mutation run shall mutate: sources, or a share of the lines of each in seeded windows, so that no file is
 * left out. `share` is above 0 and at most 1; `patterns` are globs below `root`, and tests are never taken.
 */
export function mutatedLines(
  root: string,
  patterns: readonly string[],
  share: number,
  random: () => number,
): string[] {
  const isTest = (path: string): boolean => /\.test(-d)?\.ts$/.test(path);
  const files = globSync([...patterns], { cwd: root }).filter((path) => !isTest(path));
  return files.sort().flatMap((path) => (share < 1 ? windowsOf(root, path, share, random) : [path]));
}

function windowsOf(root: string, path: string, share: number, random: () => number): string[] {
  const lines = readFileSync(join(root, path), 'utf8').split('\n').length;
  const starts = Array.from({ length: Math.ceil(lines / WINDOW_LINES) }, (_, at) => at * WINDOW_LINES + 1);
  const shuffled = starts.map((start) => ({ start, place: random() })).sort((a, b) => a.place - b.place);
  const taken = shuffled.slice(0, Math.max(1, Math.round(starts.length * share)));
  return taken.map(({ start }) => `${path}:${start}-${Math.min(lines, start + WINDOW_LINES - 1)}`);
}
