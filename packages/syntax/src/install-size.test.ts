import { readdirSync, realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { grammarFiles } from './tree/grammar-files.ts';

const require = createRequire(import.meta.url);
const megabyte = 1e6;

const sizeOf = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);

/** The folder of an installed package, whatever it exports. */
function packageFolder(name: string): string {
  const found = require.resolve.paths(name)?.map((path) => join(path, name));
  return found?.find((path) => statSync(join(path, 'package.json'), { throwIfNoEntry: false })) ?? '';
}

/** oxc-parser brings the binding for the machine as a package of its own. */
function bindingSize(): number {
  const bindings = join(dirname(realpathSync(packageFolder('oxc-parser'))), '@oxc-parser');
  return Math.max(...readdirSync(bindings).map((name) => sizeOf(realpathSync(join(bindings, name)))));
}

describe('what is installed', () => {
  const grammars = Object.values(grammarFiles).reduce(
    (sum, file) => sum + statSync(require.resolve(file)).size,
    0,
  );
  const source = sizeOf(fileURLToPath(new URL('.', import.meta.url)));
  // The built code and its maps are about as large as the sources.
  const own = grammars + 3 * source + sizeOf(packageFolder('web-tree-sitter'));

  it('is at most 45 MB with every grammar', () => {
    expect(own / megabyte).toBeGreaterThan(20);
    expect(own / megabyte).toBeLessThan(45);
  });

  it('is at most 60 MB with all optional parsers but the compilers that come with their frameworks', () => {
    const names = Object.keys(manifest.peerDependencies).filter((name) => !/svelte|vue/.test(name));
    const peers = names.map((name) => sizeOf(packageFolder(name)));
    expect(Math.min(...peers)).toBeGreaterThan(0);
    const all = peers.reduce((sum, size) => sum + size, own);
    expect((all + bindingSize()) / megabyte).toBeLessThan(60);
  });

  it('runs no script', () => {
    const names = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.peerDependencies)];
    for (const name of names.filter((one) => !one.startsWith('@enhanced-code/'))) {
      const { scripts = {} } = require(join(packageFolder(name), 'package.json'));
      expect(Object.keys(scripts).filter((script) => /^(?:pre|post)?install$/.test(script))).toEqual([]);
    }
  });
});
