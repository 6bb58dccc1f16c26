import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

/** One entry with all that it imports from this package, minified; `cockatiel` is installed beside it. */
async function bundle(entry: string): Promise<{ readonly text: string; readonly gzipped: number }> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, entry)],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    external: ['cockatiel'],
  });
  const bytes = outputFiles[0]?.contents ?? new Uint8Array();
  return { text: Buffer.from(bytes).toString(), gzipped: gzipSync(bytes).length };
}

test('the main entry is at most 4 kB gzipped, imports nothing and holds everything', async () => {
  const { text, gzipped } = await bundle('index.ts');
  // A bundle that lost its content would be small as well.
  expect(text).toContain('EC_ERRORS_BAD_CATALOGUE');
  expect(text).toContain('reviveError');
  // Nothing else has to be downloaded, and it runs in browsers too.
  expect(text).not.toMatch(/\bimport\b|\bfrom\s*["']/);
  expect(gzipped).toBeLessThanOrEqual(4_000);
});

test('the policies are at most 12 kB gzipped with the main entry, beside cockatiel', async () => {
  const { text, gzipped } = await bundle('recovery/index.ts');
  expect(text).toContain('cockatiel');
  expect(gzipped).toBeLessThanOrEqual(12_000);
});
