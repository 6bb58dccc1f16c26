import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of the checkout. */
export const root: string = dirname(import.meta.dirname);

/** The parts of a package.json that the checks read. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly nx?: { readonly tags?: readonly string[] };
}

/** One package of the workspace. */
export interface WorkspacePackage {
  /** Absolute path. */
  readonly folder: string;
  readonly manifest: Manifest;
  /** Layer by the `layer:N` tag; NaN without one, which no layer rule accepts. */
  readonly layer: number;
}

/** Packages and apps of the workspace, sorted by folder. */
export function workspacePackages(): WorkspacePackage[] {
  return globSync('{packages,apps,apps/examples}/*/package.json', { cwd: root })
    .sort()
    .map((path) => {
      const manifest = JSON.parse(readFileSync(join(root, path), 'utf8')) as Manifest;
      const tag = manifest.nx?.tags?.find((candidate) => candidate.startsWith('layer:'));
      return {
        folder: join(root, dirname(path)),
        manifest,
        layer: Number(tag?.slice('layer:'.length) ?? Number.NaN),
      };
    });
}

/** The packages that are published. */
export function publishedPackages(): WorkspacePackage[] {
  return workspacePackages().filter(({ manifest }) => manifest.private !== true);
}
