import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

/** Bytes of each output of an entry after minifying and gzip, the first one being what is loaded at once. */
async function sizesOf(entry: string, external: readonly string[]): Promise<number[]> {
  const { outputFiles } = await build({
    entryPoints: [new URL(entry, import.meta.url).pathname],
    conditions: ['@enhanced-code/source'],
    external: [...external],
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    outdir: 'out',
    write: false,
  });
  return outputFiles.map(({ contents }) => gzipSync(contents, { level: 9 }).length);
}

const OTHERS = ['@enhanced-code/errors', 'eventemitter3'];

// The entry and what it loads later share nothing, so that its first output is all that everybody loads.
test('the main entry has at most 5 kB of its own, and 0.8 kB more for configurations', async () => {
  const [own = 0, ...later] = await sizesOf('./index.ts', OTHERS);
  expect(own).toBeLessThanOrEqual(5_000);
  expect(later).toHaveLength(1);
  expect(later[0]).toBeLessThanOrEqual(800);
});

test.each([
  ['./health/index.ts', 2_000],
  ['./metrics/index.ts', 2_600],
  ['./inspect/index.ts', 1_100],
])('%s has at most %d bytes of its own, all that it shares included', async (entry, limit) => {
  const sizes = await sizesOf(entry, OTHERS);
  expect(sizes).toHaveLength(1);
  expect(sizes[0]).toBeLessThanOrEqual(limit);
});
