import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

function bundle(entry: string, options: { readonly external: string[] } | { readonly packages: 'external' }) {
  return build({
    entryPoints: [new URL(entry, import.meta.url).pathname],
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
    ...options,
  });
}

/** Bytes of each output of an entry after minifying and gzip, the first one being what is loaded at once. */
async function sizesOf(entry: string, external: readonly string[]): Promise<number[]> {
  const { outputFiles } = await bundle(entry, { external: [...external] });
  return outputFiles.map(({ contents }) => gzipSync(contents, { level: 9 }).length);
}

/** All that a program loads besides this package: the errors, which are a package of ours with a limit of its own. */
const ERRORS = ['@enhanced-code/errors'];

// The entry and what it loads later share nothing, so that its first output is all that everybody loads.
test('the main entry has at most 5 kB with all that it loads, and 0.8 kB more for configurations', async () => {
  const [all = 0, ...later] = await sizesOf('./index.ts', ERRORS);
  expect(all).toBeLessThanOrEqual(5_000);
  expect(later).toHaveLength(1);
  expect(later[0]).toBeLessThanOrEqual(800);
});

test('the main entry loads nothing but the errors', async () => {
  const { metafile } = await bundle('./index.ts', { packages: 'external' });
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
  const foreign = imports.filter(({ external }) => external).map(({ path }) => path);
  expect([...new Set(foreign)]).toEqual(ERRORS);
});

test.each([
  ['./events/index.ts', 1_500],
  ['./health/index.ts', 2_000],
  ['./metrics/index.ts', 2_600],
  ['./inspect/index.ts', 1_100],
])('%s has at most %d bytes, all that it loads included', async (entry, limit) => {
  const sizes = await sizesOf(entry, ERRORS);
  expect(sizes).toHaveLength(1);
  expect(sizes[0]).toBeLessThanOrEqual(limit);
});
