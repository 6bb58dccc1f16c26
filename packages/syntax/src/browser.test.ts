import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { grammarFiles } from './tree/grammar-files.ts';

const require = createRequire(import.meta.url);
const tsup = createRequire(require.resolve('../../../package.json')).resolve('tsup');
interface Bundler {
  build(options: object): Promise<{
    readonly outputFiles: readonly { readonly text: string }[];
    readonly warnings: readonly { readonly text: string }[];
  }>;
}

// The bundler that builds the packages; its types are not installed here.
const { build }: Bundler = createRequire(tsup)('esbuild');
const folder = mkdtempSync(join(tmpdir(), 'syntax-browser-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The package as a bundler for browsers puts it together. */
async function bundle(): Promise<string> {
  const { outputFiles, warnings } = await build({
    entryPoints: [fileURLToPath(new URL('./index.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    conditions: ['@enhanced-code/source'],
    external: [
      ...Object.keys(manifest.peerDependencies).flatMap((name) => [name, `${name}/*`]),
      'module',
      'fs/promises',
    ],
    logLevel: 'silent',
  });
  expect(warnings.map(({ text }) => text).filter((text) => !/import\.meta/.test(text))).toEqual([]);
  return outputFiles[0]?.text ?? '';
}

describe('in a browser', () => {
  it('asks for no module of Node, and parses with grammars that were fetched', async () => {
    const code = await bundle();
    expect(code).not.toMatch(/(?:from|import)\s*\(?\s*["']node:/);
    const file = join(folder, 'bundle.mjs');
    writeFileSync(file, code);
    writeFileSync(
      join(folder, 'web-tree-sitter.wasm'),
      readFileSync(require.resolve('web-tree-sitter/web-tree-sitter.wasm')),
    );
    const { createSyntax }: typeof import('./index.ts') = await import(pathToFileURL(file).href);
    const fetched: string[] = [];
    await using syntax = createSyntax({
      exactParsers: false,
      grammars: async (grammar) => {
        fetched.push(grammar);
        return readFileSync(require.resolve(grammarFiles[grammar] ?? ''));
      },
    });
    expect(await syntax.check('a.go', 'package a\n\nfunc f( {}\n')).toMatchObject({
      status: 'errors',
      validator: 'tree-sitter',
    });
    expect((await syntax.outline('a.go', 'package a\n\nfunc f() {}\n')).definitions).toMatchObject([
      { name: 'f' },
    ]);
    expect(await syntax.check('a.css', '.a { b: c }\n')).toMatchObject({ status: 'ok' });
    expect(fetched).toEqual(['go', 'css']);
  });
});
