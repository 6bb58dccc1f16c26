import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pnpm } from './install.mjs';
import { publishedPackages, type WorkspacePackage } from './workspace.ts';

/** A published package as it would be uploaded. */
export interface Tarball extends WorkspacePackage {
  /** Absolute path of the `.tgz`. */
  readonly path: string;
}

/** Packs every published package into a folder. The packages must have been built. */
export function packAll(folder: string): Tarball[] {
  mkdirSync(folder, { recursive: true });
  return publishedPackages().map((entry) => {
    const args = ['--yes', pnpm, 'pack', '--pack-destination', folder, '--json'];
    const { filename } = JSON.parse(execFileSync('npx', args, { cwd: entry.folder, encoding: 'utf8' })) as {
      filename: string;
    };
    return { ...entry, path: join(folder, basename(filename)) };
  });
}

/** Every entry of a package that can be imported, as import specifiers. */
export function entriesOf({ manifest }: WorkspacePackage): string[] {
  return Object.keys(manifest.exports ?? {})
    .filter((entry) => entry !== './package.json')
    .map((entry) => manifest.name + entry.slice(1));
}
