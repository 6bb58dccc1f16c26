import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the checkout. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** The one package manager of the workspace, run through npx so that nobody has to install it. */
export const pnpm = 'pnpm@12.21.0';

const stamp = join(root, 'node_modules', '.installed-lockfile');

/** The Node that the workspace brings along: the machine's own may be older than the code allows. */
export function nodeBinary() {
  const bundled = join(
    root,
    'node_modules',
    'node',
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
  return existsSync(bundled) ? bundled : process.execPath;
}

/**
 * Installs the workspace unless its lockfile is the one that was installed last.
 * What the installer prints goes to stderr, so that stdout stays the command's own.
 */
export function ensureInstalled() {
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'pnpm-lock.yaml')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  process.stderr.write('Installing dependencies (once per checkout and lockfile)…\n');
  const result = spawnSync('npx', ['--yes', pnpm, 'install', '--frozen-lockfile', '--reporter=append-only'], {
    cwd: root,
    stdio: ['ignore', process.stderr.fd, process.stderr.fd],
    // The repository keeps npm quiet; here its errors are wanted.
    env: { ...process.env, npm_config_loglevel: 'error' },
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) {
    process.stderr.write('Installing failed; the lines above say why. Nothing else was run.\n');
    process.exit(result.status ?? 1);
  }
  writeFileSync(stamp, wanted);
}
