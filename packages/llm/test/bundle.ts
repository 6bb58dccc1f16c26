import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** A program as one file that imports nothing but what is named, and its size. */
export async function bundle(
  source: string,
  options: { readonly platform: 'browser' | 'neutral' | 'node'; readonly external?: readonly string[] },
): Promise<{ readonly text: string; readonly gzipped: number }> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: join(import.meta.dirname, '..'), loader: 'ts' },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    conditions: ['@enhanced-code/source'],
    platform: options.platform,
    external: [...(options.external ?? [])],
    logLevel: 'silent',
  });
  const bytes = outputFiles[0]?.contents ?? new Uint8Array();
  return { text: Buffer.from(bytes).toString('utf8'), gzipped: gzipSync(bytes).length };
}

/** The program that uses everything a program outside of Node would use, with both SDKs in it. */
export function portableBundle(
  platform: 'browser' | 'node',
  end: string,
): Promise<{ readonly text: string }> {
  const source = `import { portableProgram } from './test/portable-program.ts';\n${end}`;
  return bundle(source, { platform });
}
