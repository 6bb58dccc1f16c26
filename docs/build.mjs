// `npm run docs`: installs TypeDoc into this folder once, then writes the API reference of every package
// to `docs/reference`. Any warning, such as a public name without a comment, fails it.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = import.meta.dirname;
const stamp = join(folder, 'node_modules', '.installed-manifest');

function run(command, args) {
  const result = spawnSync(command, args, {
    cwd: folder,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) process.exit(result.status ?? 1);
}

const manifest = readFileSync(join(folder, 'package.json'), 'utf8');
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== manifest) {
  run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--no-package-lock', '--silent']);
  writeFileSync(stamp, manifest);
}
run(process.execPath, [
  join('node_modules', 'typedoc', 'bin', 'typedoc'),
  '--options',
  'typedoc.json',
  ...process.argv.slice(2),
]);
