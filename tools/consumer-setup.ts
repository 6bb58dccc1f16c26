import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { packAll } from './tarballs.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A project outside the workspace in which every published tarball is installed. */
    consumer: { readonly folder: string; readonly tarballs: Readonly<Record<string, string>> };
  }
}

/** Packs what is published and installs it into a fresh project, once for all tests of this folder. */
export default function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'enhanced-code-consumer-'));
  // Other users must be able to run what is installed here.
  chmodSync(folder, 0o755);
  const tarballs = packAll(join(folder, 'tarballs'));
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'consumer', private: true, type: 'module' }),
  );
  const flags = ['--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline', '--loglevel=error'];
  execFileSync('npm', ['install', ...flags, ...tarballs.map(({ path }) => path)], {
    cwd: folder,
    stdio: 'inherit',
  });
  const byName = Object.fromEntries(tarballs.map(({ manifest, path }) => [manifest.name, path]));
  project.provide('consumer', { folder, tarballs: byName });
  return () => rmSync(folder, { recursive: true, force: true });
}
