// Pairs of real texts: what the history of this repository changed, files that several installed versions of
// a package have in common, and installed sources with edits as people make them.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface Pair {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

const root = join(import.meta.dirname, '..', '..');
const store = join(root, 'node_modules', '.pnpm');

/** Whole numbers below a bound, always the same for one seed (mulberry32). */
export function seeded(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}

function git(...args: string[]): string {
  return execFileSync('git', ['-C', root, ...args], { encoding: 'utf8', maxBuffer: 1 << 28 });
}

function historyPairs(limit: number): Pair[] {
  const log = git(
    'log',
    '--no-merges',
    '--diff-filter=M',
    '--format=%H',
    '--name-only',
    '--',
    '*.ts',
    '*.mjs',
    '*.md',
    '*.json',
  );
  const pairs: Pair[] = [];
  let commit = '';
  for (const line of log.split('\n').filter(Boolean)) {
    if (/^[0-9a-f]{40}$/.test(line)) commit = line;
    else if (pairs.length < limit) {
      const [before, after] = [`${commit}^:${line}`, `${commit}:${line}`].map((name) => git('show', name));
      pairs.push({ name: `history ${line}`, before: before ?? '', after: after ?? '' });
    }
  }
  return pairs;
}

/** Source files of installed packages, by package, in a fixed order. */
function sources(folder: string, depth = 3): string[] {
  const found: string[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && depth > 0) found.push(...sources(path, depth - 1));
    else if (entry.isFile() && /\.(js|mjs|cjs|ts|md)$/.test(entry.name) && statSync(path).size < 200_000)
      found.push(path);
  }
  return found.sort();
}

function packageFolders(): Map<string, string[]> {
  const byName = new Map<string, string[]>();
  for (const entry of readdirSync(store).sort()) {
    const match = /^((?:@[^+]+\+)?[^@]+)@\d/.exec(entry);
    if (match === null) continue;
    const name = (match[1] ?? '').replace('+', '/');
    const folder = join(store, entry, 'node_modules', name);
    byName.set(name, [...(byName.get(name) ?? []), folder]);
  }
  return byName;
}

function versionPairs(limit: number): Pair[] {
  const pairs: Pair[] = [];
  for (const [name, folders] of packageFolders()) {
    const [first, second] = folders;
    if (first === undefined || second === undefined) continue;
    for (const path of sources(first)) {
      const other = path.replace(first, second);
      const read = (file: string) => readFileSync(file, 'utf8');
      try {
        const [before, after] = [read(path), read(other)];
        if (before !== after && pairs.length < limit)
          pairs.push({ name: `versions of ${name}`, before, after });
      } catch {
        // The other version has no such file.
      }
    }
  }
  return pairs;
}

/** Edits as people make them: a renamed word, an indented block, a moved block, lines added and removed. */
export function editText(text: string, random: (bound: number) => number, edits: number): string {
  let lines = text.split(/(?<=\n)/);
  for (let edit = 0; edit < edits; edit++) {
    const at = random(lines.length);
    const size = 1 + random(12);
    const block = lines.slice(at, at + size);
    const kind = random(5);
    if (kind === 0) lines.splice(at, size);
    else if (kind === 1) lines.splice(at, 0, ...block.map((line) => `// ${random(1000)} ${line}`));
    else if (kind === 2) lines.splice(at, size, ...block.map((line) => `  ${line}`));
    else if (kind === 3) lines.splice(random(lines.length), 0, ...lines.splice(at, size));
    else
      lines = lines.map((line, index) =>
        index % 97 === at % 97 ? line.replace(/\b[a-z]\w{3,}/, `name${at}`) : line,
      );
  }
  return lines.join('');
}

/** Installed sources of 50 to 6,000 lines. */
export function realTexts(limit: number): { readonly name: string; readonly text: string }[] {
  const texts: { name: string; text: string }[] = [];
  for (const [name, folders] of packageFolders()) {
    for (const path of sources(folders[0] ?? store).slice(0, 400)) {
      const text = readFileSync(path, 'utf8');
      const count = text.split('\n').length;
      if (count >= 50 && count <= 6_000) texts.push({ name, text });
    }
  }
  const step = Math.max(1, Math.floor(texts.length / limit));
  return texts.filter((_, index) => index % step === 0).slice(0, limit);
}

export function realPairs(): Pair[] {
  const random = seeded(1);
  const edited = realTexts(120).map(({ name, text }) => ({
    name: `edited ${name}`,
    before: text,
    after: editText(text, random, 1 + random(6)),
  }));
  return [...historyPairs(120), ...versionPairs(60), ...edited];
}
