import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const pnpm = 'pnpm@12.21.0';
const stamp = join(root, 'node_modules', '.installed-lockfile');

/** Hash of the lockfile: the one fact that says whether the installed tree is the right one. */
function lockfileHash() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'pnpm-lock.yaml')))
    .digest('hex');
}

/**
 * Installs the workspace if its lockfile is not the one that was installed last.
 * What the installer prints goes to stderr, so that stdout stays the command's own.
 */
export function ensureInstalled() {
  const wanted = lockfileHash();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  process.stderr.write('Installing dependencies (once per checkout)…\n');
  const result = spawnSync('npx', ['--yes', pnpm, 'install', '--frozen-lockfile'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) {
    process.stderr.write('Installing failed; the lines above say why. Nothing else was run.\n');
    process.exit(result.status ?? 1);
  }
  writeFileSync(stamp, wanted);
}
