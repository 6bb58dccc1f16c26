// Runs the long proofs in full, one package after the other, each printing its figures:
// `npm run prove` for all, `npm run prove -- file-management` for one package.
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { root } from './install.mjs';

const wanted = process.argv.slice(2);
const scripts = globSync('packages/*/prove/*.prove.ts', { cwd: root })
  .sort()
  .filter((path) => wanted.length === 0 || wanted.includes(path.split(/[\\/]/)[1]));
if (scripts.length === 0) {
  process.stderr.write('No such proof. Name packages that have a `prove` folder, or nothing for all.\n');
  process.exit(2);
}

const failed = [];
for (const script of scripts) {
  process.stdout.write(`\n== ${script}\n`);
  const result = spawnSync(process.execPath, ['--conditions=@enhanced-code/source', script], {
    cwd: root,
    stdio: 'inherit',
  });
  if (result.status !== 0) failed.push(script);
}
process.stdout.write(
  `\n${scripts.length - failed.length} proofs held, ${failed.length} failed${failed.map((path) => `\n  ${path}`).join('')}\n`,
);
process.exit(failed.length > 0 ? 1 : 0);
