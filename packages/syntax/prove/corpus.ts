import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { detectLanguage, type LanguageId } from '../src/index.ts';

/** One real file. */
export interface CorpusFile {
  readonly path: string;
  readonly text: string;
}

const skipped = /^(?:\.git|dist|build|\.nx|coverage)$/;
/** Names under which repositories keep files that are broken on purpose, or are no files of the language. */
const brokenOnPurpose =
  /(?:\{\{|invalid|broken|malformed|bad[-_]|syntax[-_]?error|parse[-_]?error|fixtures?\/|snapshots?|\.stub$|templates?\/.*\.(?:ya?ml|json|rb|js|ts)$|node_modules\/.*\/test)/i;

/** Files of the given folders by language, at most `most` of each, chosen by a seeded shuffle. */
export async function readCorpus(
  folders: readonly string[],
  most: number,
  seed: number,
): Promise<Map<LanguageId, CorpusFile[]>> {
  const paths: string[] = [];
  for (const folder of folders) await collect(folder, folder.length, paths);
  shuffle(paths, seed);
  const corpus = new Map<LanguageId, CorpusFile[]>();
  for (const path of paths) {
    if (enough(corpus, detectLanguage(path), most)) continue;
    const text = await readText(path);
    if (text === undefined) continue;
    const language = detectLanguage(path, text);
    if (language === undefined || enough(corpus, language, most)) continue;
    corpus.set(language, [...(corpus.get(language) ?? []), { path, text }]);
  }
  return corpus;
}

function enough(
  corpus: ReadonlyMap<LanguageId, unknown[]>,
  language: LanguageId | undefined,
  most: number,
): boolean {
  return language !== undefined && (corpus.get(language)?.length ?? 0) >= most;
}

async function collect(folder: string, rootLength: number, paths: string[]): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !skipped.test(entry.name)) await collect(path, rootLength, paths);
    else if (entry.isFile() && !brokenOnPurpose.test(path.slice(rootLength))) paths.push(path);
  }
}

/** Text of a file of sensible size in valid UTF-8. */
async function readText(path: string): Promise<string | undefined> {
  const { size } = await stat(path);
  if (size === 0 || size > 300_000) return undefined;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

/** A small generator of numbers below a bound, the same for the same seed. */
export function createRandom(seed: number): (bound: number) => number {
  let state = seed >>> 0 || 1;
  return (bound) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % bound;
  };
}

function shuffle(items: string[], seed: number): void {
  const random = createRandom(seed);
  items.sort();
  for (let at = items.length - 1; at > 0; at--) {
    const other = random(at + 1);
    [items[at], items[other]] = [items[other] ?? '', items[at] ?? ''];
  }
}
