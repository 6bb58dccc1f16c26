// `node --conditions=@enhanced-code/source tools/error-pages.ts` writes `docs/errors`: one page per code, from
// the catalogues of all packages and apps and the notes in `docs/errors/causes/<area>.json`.
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ErrorCatalogue } from '../packages/errors/src/index.ts';
import { collectCatalogues, errorPage, type PageNotes } from '../packages/errors/src/present/index.ts';
import { root } from './workspace.ts';

/** The folder of the pages. */
export const pagesFolder: string = join(root, 'docs', 'errors');

/** One catalogue and the module that declares it, relative to the root. */
export interface DeclaredCatalogue {
  readonly module: string;
  readonly catalogue: ErrorCatalogue;
}

/** Every catalogue that a package or an app exports from the module that declares it, sorted by area. */
export async function loadCatalogues(): Promise<DeclaredCatalogue[]> {
  const modules = globSync('{packages,apps,apps/examples}/*/{src,lib,app}/**/*.ts', { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !/\.test(?:-d)?\.ts$|node_modules|\.d\.ts$/.test(path))
    .filter((path) => /= defineErrors\(/.test(readFileSync(join(root, path), 'utf8')))
    .sort();
  const declared = await Promise.all(modules.map(declaredIn));
  return declared.flat().sort((a, b) => (a.catalogue.area < b.catalogue.area ? -1 : 1));
}

async function declaredIn(module: string): Promise<DeclaredCatalogue[]> {
  const exported: Record<string, unknown> = await import(pathToFileURL(join(root, module)).href);
  return Object.values(exported)
    .filter(isCatalogue)
    .map((catalogue) => ({ module, catalogue }));
}

function isCatalogue(value: unknown): value is ErrorCatalogue {
  const { area, entries, create } = (value ?? {}) as Partial<ErrorCatalogue>;
  return typeof area === 'string' && typeof entries === 'object' && typeof create === 'function';
}

/** The notes of all areas by code; a code that stands in two files is an error of the second. */
export function readNotes(): {
  readonly notes: ReadonlyMap<string, PageNotes>;
  readonly problems: readonly string[];
} {
  const notes = new Map<string, PageNotes>();
  const problems: string[] = [];
  for (const file of readdirSync(join(pagesFolder, 'causes')).sort()) {
    const given = JSON.parse(readFileSync(join(pagesFolder, 'causes', file), 'utf8')) as Record<
      string,
      PageNotes
    >;
    for (const [code, note] of Object.entries(given)) {
      if (notes.has(code)) problems.push(`${file}: ${code} stands in another file too`);
      if (!isComplete(note)) problems.push(`${file}: ${code} lacks meaning, causes, fix or reproduce`);
      notes.set(code, note);
    }
  }
  return { notes, problems };
}

function isComplete({ meaning, causes, fix, reproduce }: PageNotes): boolean {
  const texts = [meaning, reproduce, ...(causes ?? []), ...(fix ?? [])];
  return (
    causes?.length > 0 &&
    fix?.length > 0 &&
    texts.every((text) => typeof text === 'string' && text.trim() !== '')
  );
}

/** The pages as they should be: file name to text. Codes without notes have none. */
export function renderPages(
  catalogues: readonly ErrorCatalogue[],
  notes: ReadonlyMap<string, PageNotes>,
): ReadonlyMap<string, string> {
  const pages = new Map<string, string>([['README.md', renderIndex(catalogues)]]);
  for (const [code, entry] of [...collectCatalogues(catalogues)].sort()) {
    const note = notes.get(code);
    if (note !== undefined) pages.set(`${code}.md`, errorPage(code, entry, note));
  }
  return pages;
}

function renderIndex(catalogues: readonly ErrorCatalogue[]): string {
  const parts = catalogues.map(({ area, entries }) => {
    const rows = Object.entries(entries)
      .sort()
      .map(
        ([code, { class: kind, exitCode, httpStatus }]) =>
          `| [${code}](${code}.md) | ${kind} | ${exitCode} | ${httpStatus} |`,
      );
    return `## ${area}\n\n| code | class | exit code | HTTP status |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`;
  });
  const head = 'Every error has a code that never changes. `enhanced-code explain <CODE>` shows its page.';
  return `# Errors\n\n${head}\n\n${parts.join('\n')}`;
}

/** The pages as they are: file name to text. */
export function readPages(): ReadonlyMap<string, string> {
  const files = existsSync(pagesFolder)
    ? readdirSync(pagesFolder).filter((name) => name.endsWith('.md'))
    : [];
  return new Map(files.sort().map((name) => [name, readFileSync(join(pagesFolder, name), 'utf8')]));
}

/** Writes what differs and removes pages of codes that are gone. */
async function main(): Promise<void> {
  const catalogues = (await loadCatalogues()).map(({ catalogue }) => catalogue);
  const { notes, problems } = readNotes();
  const pages = renderPages(catalogues, notes);
  const present = readPages();
  mkdirSync(pagesFolder, { recursive: true });
  for (const name of present.keys()) if (!pages.has(name)) rmSync(join(pagesFolder, name));
  for (const [name, text] of pages)
    if (present.get(name) !== text) writeFileSync(join(pagesFolder, name), text);
  const codes = [...collectCatalogues(catalogues).keys()];
  const missing = codes.filter((code) => !notes.has(code)).map((code) => `${code} has no notes`);
  const stray = [...notes.keys()]
    .filter((code) => !codes.includes(code))
    .map((code) => `${code} is declared nowhere`);
  for (const problem of [...problems, ...missing, ...stray]) process.stdout.write(`${problem}\n`);
  process.stdout.write(`${codes.length} codes of ${catalogues.length} catalogues, ${pages.size - 1} pages\n`);
}

if (process.argv[1] === import.meta.filename) await main();
