import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { detectLanguage, type LanguageId } from '../src/index.ts';
import { decodeText, gitFolder, readBlobs, storedFiles } from './repository.ts';

/** One real file. */
export interface CorpusFile {
  readonly path: string;
  readonly text: string;
}

/** Which files are taken. */
export interface CorpusLimits {
  /** Most files of one language. */
  readonly most: number;
  /** Most files of one language from one folder or repository; default all. */
  readonly share?: number;
  readonly seed: number;
  /** Languages that are wanted; default all. */
  readonly only?: readonly string[] | undefined;
}

/** A file that may be read. */
interface Candidate {
  readonly root: string;
  readonly path: string;
  /** Its blob, where the root is a repository without files. */
  readonly blob?: string;
}

const skipped = /^(?:\.git|dist|build|\.nx|coverage)$/;
/** Names under which repositories keep files that are broken on purpose, or are no files of the language. */
const brokenOnPurpose =
  /(?:\{\{|invalid|broken|malformed|bad[-_]|bad_|syntax[-_]?error|parse[-_]?error|fixtures?\/|snapshots?|testdata\/|lib2to3\/tests|go-\d[\d.]*\/test\/|\.stub$|templates?\/.*\.(?:ya?ml|json|rb|js|ts)$|node_modules\/.*\/test)/i;

/** Repositories of a folder that holds many of them, bare or with a work tree. */
export function repositoriesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(folder, entry.name))
    .filter((path) => gitFolder(path) !== undefined)
    .sort();
}

/**
 * Files of folders and of bare repositories by language, chosen by a seeded shuffle. Of a bare repository the
 * newest commit is read.
 */
export function readCorpus(roots: readonly string[], limits: CorpusLimits): Map<LanguageId, CorpusFile[]> {
  const candidates = shuffled(roots.flatMap(listFiles), limits.seed);
  // The text may tell another language than the name, so somewhat more is read than taken.
  const likely = atMost(candidates, ({ path }) => detectLanguage(path), {
    ...limits,
    most: limits.most * 1.2 + 5,
  });
  const texts = readAll(likely);
  const languageOf = (file: Candidate): LanguageId | undefined =>
    texts.has(file) ? detectLanguage(file.path, texts.get(file) ?? '') : undefined;
  const corpus = new Map<LanguageId, CorpusFile[]>();
  for (const file of atMost(likely, languageOf, limits)) {
    const language = languageOf(file);
    if (language === undefined) continue;
    const files = corpus.get(language) ?? [];
    corpus.set(language, files);
    files.push({ path: join(file.root, file.path), text: texts.get(file) ?? '' });
  }
  return corpus;
}

/** The first files of each language, as far as they and their share of the folder do not exceed the limits. */
function atMost(
  files: readonly Candidate[],
  languageOf: (file: Candidate) => LanguageId | undefined,
  { most, share = most, only }: CorpusLimits,
): Candidate[] {
  const taken = new Map<string, number>();
  const count = (key: string): number => taken.get(key) ?? 0;
  return files.filter((file) => {
    const language = languageOf(file);
    const shareKey = `${language} ${file.root}`;
    if (language === undefined || !(only?.includes(language) ?? true)) return false;
    if (count(language) >= most || count(shareKey) >= share) return false;
    taken.set(language, count(language) + 1).set(shareKey, count(shareKey) + 1);
    return true;
  });
}

/** Texts of those files that have one of sensible size, each repository asked once. */
function readAll(files: readonly Candidate[]): Map<Candidate, string> {
  const texts = new Map<Candidate, string>();
  const stored = Map.groupBy(
    files.filter(({ blob }) => blob !== undefined),
    ({ root }) => root,
  );
  for (const [root, group] of stored) {
    const names = group.map(({ blob = '' }) => blob);
    const read = readBlobs(gitFolder(root) ?? root, names);
    for (const [at, file] of group.entries()) if (read[at]) texts.set(file, read[at]);
  }
  for (const file of files) {
    const text = file.blob === undefined ? readPlain(join(file.root, file.path)) : undefined;
    if (text) texts.set(file, text);
  }
  return texts;
}

function readPlain(path: string): string | undefined {
  const { size } = statSync(path);
  return size === 0 || size > 300_000 ? undefined : decodeText(readFileSync(path));
}

function listFiles(root: string): Candidate[] {
  if (basename(root) !== 'repo' && gitFolder(root) !== join(root, 'repo')) {
    const paths: string[] = [];
    collect(root, '', paths);
    return paths.map((path) => ({ root, path }));
  }
  return storedFiles(gitFolder(root) ?? root)
    .filter(({ path, bytes }) => bytes > 0 && bytes < 300_000 && !brokenOnPurpose.test(`/${path}`))
    .map(({ path, blob }) => ({ root, path, blob }));
}

function collect(root: string, under: string, paths: string[]): void {
  for (const entry of readdirSync(join(root, under), { withFileTypes: true })) {
    const path = join(under, entry.name);
    if (entry.isDirectory() && !skipped.test(entry.name)) collect(root, path, paths);
    else if (entry.isFile() && !brokenOnPurpose.test(`/${path}`)) paths.push(path);
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

function shuffled(files: readonly Candidate[], seed: number): Candidate[] {
  const random = createRandom(seed);
  const sorted = files.toSorted((left, right) =>
    join(left.root, left.path) < join(right.root, right.path) ? -1 : 1,
  );
  for (let at = sorted.length - 1; at > 0; at--) {
    const other = random(at + 1);
    const [here, there] = [sorted[at], sorted[other]];
    if (here !== undefined && there !== undefined) [sorted[at], sorted[other]] = [there, here];
  }
  return sorted;
}
