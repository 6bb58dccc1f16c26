// Proves that search finds every line that grep (or ripgrep, where it is there) finds, on a real folder.
// Usage: node --conditions=@enhanced-code/source prove/search.prove.ts [folder] [queries]
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FolderSource, folderSource } from '../src/folder.ts';
import { createContext, type SearchKind } from '../src/index.ts';

const MOST_MATCHES = 1000;
const BATCH = 400;

interface Query {
  readonly kind: SearchKind;
  readonly query: string;
  /** The same question for grep. */
  readonly flags: readonly string[];
  readonly pattern: string;
}

function seeded(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * limit);
  };
}

const escaped = (text: string) => text.replace(/[^\w\s]/g, '\\$&');

/** Queries cut out of the texts themselves: parts of lines, words, calls, starts of lines. */
function queriesFrom(root: string, paths: readonly string[], count: number): Query[] {
  const pick = seeded(11);
  const queries: Query[] = [];
  while (queries.length < count) {
    const text = readFileSync(join(root, paths[pick(paths.length)] ?? ''), 'utf8');
    const line = text.split(/\r?\n/)[pick(400)] ?? '';
    const start = pick(Math.max(1, line.length - 4));
    const part = line.slice(start, start + 3 + pick(24));
    const word = /[A-Za-z_]\w{3,}/.exec(line)?.[0];
    if (part.trim().length > 2) queries.push({ kind: 'literal', query: part, flags: ['-F'], pattern: part });
    if (word === undefined) continue;
    const whole = `(?<![\\p{L}\\p{N}_$])${word}(?![\\p{L}\\p{N}_$])`;
    queries.push({ kind: 'references', query: word, flags: ['-P'], pattern: whole });
    const call = `${escaped(word)}\\s*\\(`;
    queries.push({ kind: 'regex', query: call, flags: ['-P'], pattern: call });
    const begin = `^\\s*${escaped(word)}\\w*[^;]*$`;
    queries.push({ kind: 'regex', query: begin, flags: ['-P'], pattern: begin });
  }
  return queries.slice(0, count);
}

/** Tool that answers beside ours. */
const PEER = spawnSync('rg', ['--version']).status === 0 ? 'ripgrep' : 'grep';

function peer(root: string, paths: readonly string[], { flags, pattern }: Query): Set<string> {
  const found = new Set<string>();
  for (let start = 0; start < paths.length; start += BATCH) {
    const files = paths.slice(start, start + BATCH);
    const common = ['-n', '-H', '--color=never', '--no-messages', ...flags, '-e', pattern, '--', ...files];
    const [tool, args] =
      PEER === 'ripgrep' ? ['rg', ['--no-heading', '--crlf', ...common]] : ['grep', ['-I', ...common]];
    const { stdout } = spawnSync(tool, args, {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 1 << 29,
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    });
    for (const [, path, line] of stdout.matchAll(/^(.+?):(\d+):/gm)) found.add(`${path}:${line}`);
  }
  return found;
}

interface Row {
  queries: number;
  lines: number;
  missed: number;
  extra: number;
  cut: number;
}

/** Texts that both can read line by line: grep sees a carriage return as part of the line. */
async function comparableTexts(source: FolderSource): Promise<string[]> {
  const texts: string[] = [];
  for (const { path, size } of await source.list()) {
    const text = size > 1_000_000 ? undefined : await source.read(path);
    if (text !== undefined && !text.includes('\r') && !text.includes('\uFFFD')) texts.push(path);
  }
  return texts;
}

/** Compares one query and answers with the places that were missed. */
function compare(row: Row, ours: ReadonlySet<string>, theirs: ReadonlySet<string>): string[] {
  const lost = [...theirs].filter((place) => !ours.has(place));
  row.lines += theirs.size;
  row.missed += lost.length;
  row.extra += [...ours].filter((place) => !theirs.has(place)).length;
  return lost;
}

function report(root: string, texts: number, rows: ReadonlyMap<string, Row>): void {
  process.stdout.write(`${texts} texts of ${root}, beside ${PEER}\n\n`);
  process.stdout.write(
    '| kind | queries | lines | missed | not in the peer | cut at 1000 |\n|---|---|---|---|---|---|\n',
  );
  for (const [kind, { queries, lines, missed, extra, cut }] of rows) {
    process.stdout.write(`| ${kind} | ${queries} | ${lines} | ${missed} | ${extra} | ${cut} |\n`);
  }
}

async function main(root: string, count: number): Promise<void> {
  await using source = folderSource(root, { history: false });
  await using index = createContext({ source });
  const texts = await comparableTexts(source);
  const isCompared = new Set(texts);
  const rows = new Map<string, Row>();
  const missed: string[] = [];
  for (const query of queriesFrom(root, texts, count)) {
    const row = rows.get(query.kind) ?? { queries: 0, lines: 0, missed: 0, extra: 0, cut: 0 };
    rows.set(query.kind, row);
    row.queries += 1;
    const answer = await index.search({ kind: query.kind, query: query.query, maxMatches: MOST_MATCHES });
    if (answer.isTruncated) row.cut += 1;
    if (answer.isTruncated) continue;
    const found = answer.matches.filter(({ path }) => isCompared.has(path));
    const ours = new Set(found.map(({ path, line }) => `${path}:${line}`));
    const [first] = compare(row, ours, peer(root, texts, query));
    if (first !== undefined) missed.push(`${query.kind} ${JSON.stringify(query.query)}: ${first}`);
  }
  report(root, texts.length, rows);
  for (const each of missed.slice(0, 10)) process.stdout.write(`missed: ${each}\n`);
  if (missed.length > 0) process.exitCode = 1;
}

await main(process.argv[2] ?? process.cwd(), Number(process.argv[3] ?? 120));
