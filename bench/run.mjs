// `npm run bench [-- <package> …]`: installs the peers into this folder once, then runs every `*.bench.*`
// below it (or those of the named packages) and lets each print its own table of ratios.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = import.meta.dirname;
const stamp = join(folder, 'node_modules', '.installed-manifest');

function ensurePeers() {
  const manifest = readFileSync(join(folder, 'package.json'), 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === manifest) return;
  process.stderr.write('Installing the peers to measure against…\n');
  const result = spawnSync(
    'npm',
    ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--no-package-lock'],
    {
      cwd: folder,
      stdio: ['ignore', process.stderr.fd, process.stderr.fd],
      shell: process.platform === 'win32',
    },
  );
  if (result.status !== 0) process.exit(result.status ?? 1);
  writeFileSync(stamp, manifest);
}

ensurePeers();
const wanted = process.argv.slice(2);
const files = globSync('*/*.bench.{ts,mjs}', { cwd: folder })
  .sort()
  .filter((path) => wanted.length === 0 || wanted.includes(path.split(/[\\/]/)[0]));
let status = 0;
for (const file of files) {
  process.stdout.write(`\n== ${file}\n`);
  const result = spawnSync(
    process.execPath,
    ['--expose-gc', '--conditions=@enhanced-code/source', join(folder, file)],
    {
      stdio: 'inherit',
    },
  );
  status ||= result.status ?? 1;
}
process.exit(status);
