import { gzipSync } from 'node:zlib';
import { build, type Metafile } from 'esbuild';
import { expect, test } from 'vitest';

/** All that a program loads besides this package: the errors, which are a package of ours with a limit of its own. */
const ERRORS = '@enhanced-code/errors';

interface Bundle {
  /** Bytes after minifying and gzip of all that an entry loads at once. */
  readonly atOnce: number;
  /** The same of all that it may load, sooner or later. */
  readonly whole: number;
  /** What it loads from elsewhere at once. */
  readonly foreign: readonly string[];
}

async function bundle(entry: string): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    entryPoints: { entry: new URL(entry, import.meta.url).pathname },
    conditions: ['@enhanced-code/source'],
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    outdir: 'out',
    write: false,
    metafile: true,
    external: [ERRORS],
  });
  const sizes = outputFiles.map(({ path, contents }) => ({
    path,
    bytes: gzipSync(contents, { level: 9 }).length,
  }));
  const atOnce = loadedAtOnce(metafile);
  const total = (files: typeof sizes): number => files.reduce((sum, { bytes }) => sum + bytes, 0);
  return {
    atOnce: total(sizes.filter(({ path }) => [...atOnce].some((name) => path.endsWith(`/${name}`)))),
    whole: total(sizes),
    foreign: foreignOf(metafile, atOnce),
  };
}

/** The outputs that the entry needs before its first line runs. */
function loadedAtOnce({ outputs }: Metafile, from = 'out/entry.js', seen = new Set<string>()): Set<string> {
  seen.add(from);
  for (const { path, kind } of outputs[from]?.imports ?? []) {
    if (kind === 'import-statement' && path in outputs && !seen.has(path)) {
      loadedAtOnce({ inputs: {}, outputs }, path, seen);
    }
  }
  return seen;
}

function foreignOf({ outputs }: Metafile, files: ReadonlySet<string>): readonly string[] {
  const imports = [...files].flatMap((file) => outputs[file]?.imports ?? []);
  return [...new Set(imports.filter(({ external }) => external).map(({ path }) => path))].sort();
}

test('the main entry loads at most 60 kB, and 13 kB more when all of it is used', async () => {
  const { atOnce, whole, foreign } = await bundle('./index.ts');
  expect(atOnce).toBeLessThanOrEqual(60_000);
  expect(atOnce).toBeGreaterThan(30_000);
  expect(whole).toBeLessThanOrEqual(73_000);
  expect(foreign.filter((name) => !name.startsWith('node:'))).toEqual([ERRORS]);
});

test.each([
  ['./edits/index.ts', 37_000],
  ['./lines.ts', 8_500],
])('%s has at most %d bytes, all that it loads included', async (entry, limit) => {
  const { atOnce, whole } = await bundle(entry);
  expect(whole).toBe(atOnce);
  expect(whole).toBeLessThanOrEqual(limit);
});

test('the edit engine needs nothing that a browser has not', async () => {
  const { foreign } = await bundle('./edits/index.ts');
  expect(foreign).toEqual([ERRORS]);
});
