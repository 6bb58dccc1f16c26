import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ChangedRegion } from '../src/lines/diff-lines.ts';

/** Whole numbers below a bound, always the same for one seed (mulberry32). */
export type Random = (bound: number) => number;

/** Makes a generator from a seed. */
export function seeded(seed: number): Random {
  let state = seed;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}

/** Up to `most` lines out of `distinct` different ones. */
export function randomLines(random: Random, most: number, distinct: number, endings = ['\n']): string[] {
  return Array.from(
    { length: random(most + 1) },
    () => `line ${random(distinct)}${endings[random(endings.length)] ?? '\n'}`,
  );
}

/** A copy with a few random insertions, deletions and replacements. */
export function editLines(
  random: Random,
  lines: readonly string[],
  distinct: number,
  endings = ['\n'],
): string[] {
  const edited = [...lines];
  for (let edits = 1 + random(4); edits > 0; edits--) {
    edited.splice(random(edited.length + 1), random(4), ...randomLines(random, 3, distinct, endings));
  }
  return edited;
}

/** A text of lines, now and then without its last ending. */
export function toText(random: Random, lines: readonly string[]): string {
  const text = lines.join('');
  return random(5) === 0 ? text.replace(/[\r\n]+$/, '') : text;
}

/** Length of the longest common subsequence by the plain quadratic table. */
export function commonLength(before: readonly string[], after: readonly string[]): number {
  let previous = new Int32Array(after.length + 1);
  for (const line of before) {
    const row = new Int32Array(after.length + 1);
    after.forEach((other, at) => {
      row[at + 1] = line === other ? (previous[at] ?? 0) + 1 : Math.max(previous[at + 1] ?? 0, row[at] ?? 0);
    });
    previous = row;
  }
  return previous.at(-1) ?? 0;
}

/** A folder that is removed when the scope ends. */
export function scratchFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'lines-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** Writes files below a folder. */
export function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}

/** Runs git in a folder that belongs to no repository, with nobody's configuration. */
export function git(folder: string, args: readonly string[], input?: string) {
  const env = {
    ...process.env,
    GIT_CEILING_DIRECTORIES: dirname(folder),
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
  };
  return spawnSync('git', args, {
    cwd: folder,
    encoding: 'utf8',
    env,
    maxBuffer: 64_000_000,
    ...(input !== undefined && { input }),
  });
}

/** Whether git's default method marks exactly the lines of some regions as changed. */
export function gitAligns(
  folder: string,
  before: readonly string[],
  after: readonly string[],
  regions: readonly ChangedRegion[],
): boolean {
  writeFiles(folder, { 'a/x': before.join(''), 'b/x': after.join('') });
  const args = ['diff', '--no-index', '--no-indent-heuristic', '--diff-algorithm=myers', '-U1', 'a/x', 'b/x'];
  const marks = [new Uint8Array(before.length), new Uint8Array(after.length)] as const;
  for (const { beforeStart, beforeEnd, afterStart, afterEnd } of regions) {
    marks[0].fill(1, beforeStart, beforeEnd);
    marks[1].fill(1, afterStart, afterEnd);
  }
  const judged = marksOfPatch(git(folder, args).stdout, [before.length, after.length]);
  return judged === marks.map((side) => side.join('')).join('|');
}

/** Marks the changed lines of both sides as a patch with a line of context shows them. */
function marksOfPatch(patch: string, sizes: readonly [number, number]): string {
  const marks = sizes.map((size) => new Uint8Array(size)) as [Uint8Array, Uint8Array];
  let [before, after] = [0, 0];
  for (const line of patch.split('\n').slice(4)) {
    const header = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (header !== null) {
      before = Number(header[1]) - (header[2] === '0' ? 0 : 1);
      after = Number(header[3]) - (header[4] === '0' ? 0 : 1);
    } else if (line.startsWith('-')) marks[0][before++] = 1;
    else if (line.startsWith('+')) marks[1][after++] = 1;
    else if (line.startsWith(' ')) {
      before++;
      after++;
    }
  }
  return marks.map((side) => side.join('')).join('|');
}
