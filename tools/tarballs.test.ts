import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { entriesOf } from './tarballs.ts';
import { publishedPackages, root } from './workspace.ts';

const require = createRequire(import.meta.url);
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const { folder, tarballs } = inject('consumer');
const packages = publishedPackages();
const libraries = packages.filter((entry) => entriesOf(entry).length > 0);
const entries = libraries.flatMap(entriesOf);

/** Runs a program in the consumer's folder; what it printed is part of the failure. */
function run(program: string, args: readonly string[]): string {
  try {
    return execFileSync(program, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${program} ${args.join(' ')}\n${stdout}${stderr}`);
  }
}

/** The file behind a command that a development dependency brings. */
function binOf(name: string, bin: string): string {
  const manifest = join(root, 'tools', 'node_modules', name, 'package.json');
  const { bin: bins } = require(manifest) as { bin: string | Record<string, string> };
  return join(dirname(manifest), typeof bins === 'string' ? bins : (bins[bin] as string));
}

test.each(packages.map(({ manifest }) => manifest.name))(
  'publint finds nothing in %s',
  { timeout: 60_000 },
  (name) => {
    run(process.execPath, [binOf('publint', 'publint'), 'run', tarballs[name] as string, '--strict']);
  },
);

test.each(libraries.map(({ manifest }) => manifest.name))(
  'the types of %s resolve',
  { timeout: 60_000 },
  (name) => {
    run(process.execPath, [
      binOf('@arethetypeswrong/cli', 'attw'),
      '--profile',
      'esm-only',
      tarballs[name] as string,
    ]);
  },
);

test.each(Object.entries(tarballs))('%s holds no tests and no reports', (_name, path) => {
  const files = run('tar', ['-tzf', path]).split('\n');
  expect(files.length).toBeGreaterThan(3);
  // The sample project of the command line has tests of its own, which belong to it.
  const ours = files.filter((file) => !file.startsWith('package/sample/'));
  expect(ours.filter((file) => /\.test(-d)?\.ts$|\.bench\.ts$|\.reports|\.readme/.test(file))).toEqual([]);
});

test('every entry can be imported', () => {
  const script = entries.map(
    (entry) => `console.log('${entry}', Object.keys(await import('${entry}')).length);`,
  );
  writeFileSync(join(folder, 'esm.mjs'), script.join('\n'));
  expect(run(process.execPath, ['esm.mjs']).trim().split('\n')).toHaveLength(entries.length);
});

test('every entry can be required', () => {
  const script = entries.map((entry) => `console.log('${entry}', Object.keys(require('${entry}')).length);`);
  writeFileSync(join(folder, 'cjs.cjs'), script.join('\n'));
  expect(run(process.execPath, ['cjs.cjs']).trim().split('\n')).toHaveLength(entries.length);
});

test.each([
  { module: 'nodenext', moduleResolution: 'nodenext' },
  { module: 'preserve', moduleResolution: 'bundler' },
])('the types of every entry compile under $moduleResolution', { timeout: 120_000 }, (options) => {
  const lines = entries.map((entry, index) => `import * as entry${index} from '${entry}';`);
  const uses = entries.map((_, index) => `entry${index}`).join(', ');
  writeFileSync(
    join(folder, 'types.ts'),
    `${lines.join('\n')}\nexport const all: readonly object[] = [${uses}];\n`,
  );
  const lib = ['es2024', 'esnext.disposable', 'dom', 'dom.asynciterable'];
  const compilerOptions = {
    ...options,
    target: 'es2023',
    lib,
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['types.ts'] }));
  run(process.execPath, [tsc, '-p', '.']);
});
