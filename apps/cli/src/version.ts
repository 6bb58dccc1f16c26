import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Folder of the installed package; it is the parent of `src` and of `dist` alike. */
export const packageFolder = join(import.meta.dirname, '..');

/** Version of the installed package. */
export function version(): string {
  const manifest = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}
