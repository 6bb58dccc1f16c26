// Answers requests of the retrieval benchmark: one JSON request a line on stdin, one JSON answer a line on stdout.
// Usage: node --conditions=@enhanced-code/source prove/adapter.ts --batch [--no-history]
import { createInterface } from 'node:readline';
import { folderSource } from '../src/folder.ts';
import { type ContextEntry, type ContextIndex, createContext, type EntryContent } from '../src/index.ts';

interface Request {
  readonly id: string;
  readonly repoDir: string;
  readonly query: string;
  readonly budgetTokens: number;
}

/** The benchmark counts four bytes a token, a heading for each file and four bytes for each range. */
function benchmarkCost({ path, tier, passages }: EntryContent): number {
  const heading = Math.ceil((path.length + 8) / 4);
  if (tier === 'name') return heading + 4;
  const perPassage = tier === 'whole' ? 0 : 5;
  const bytes = passages.reduce((sum, { text }) => sum + Buffer.byteLength(text) + perPassage, 0);
  return heading + Math.ceil(bytes / 4);
}

function toFile({ path, tier, tokens, passages }: ContextEntry) {
  if (tier === 'whole') return { path, mode: 'full', tokens };
  if (tier === 'name') return { path, mode: 'outline', tokens: 4 };
  const ranges = passages.map(({ startLine, endLine }) => [startLine, endLine]);
  return { path, mode: tier === 'outline' ? 'outline' : 'snippet', tokens, ranges };
}

const withHistory = !process.argv.includes('--no-history');
const indexes = new Map<string, ContextIndex>();

function indexOf(folder: string): ContextIndex {
  const known = indexes.get(folder);
  if (known !== undefined) return known;
  const index = createContext({
    source: folderSource(folder, { history: withHistory, watch: true, ignore: false }),
  });
  indexes.set(folder, index);
  return index;
}

async function answer({ id, repoDir, query, budgetTokens }: Request) {
  const before = process.cpuUsage();
  const index = indexOf(repoDir);
  const { entries, ranking } = await index.select({ instruction: query, budgetTokens, cost: benchmarkCost });
  const { user, system } = process.cpuUsage(before);
  return { id, files: entries.map(toFile), ranking, cpuMs: (user + system) / 1000 };
}

for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim() === '') continue;
  process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line) as Request))}\n`);
}
