// Runs the long proofs in full, one package after the other, each printing its figures:
// `npm run prove` for all packages that have a `prove` script, `npm run prove -- llm streaming` for some.
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { root } from './install.mjs';

const wanted = process.argv.slice(2);
const proofs = globSync('packages/*/package.json', { cwd: root })
  .sort()
  .map((path) => ({ folder: dirname(path), ...JSON.parse(readFileSync(join(root, path), 'utf8')) }))
  .map(({ folder, scripts }) => ({ folder, name: folder.split(/[\\/]/)[1], script: scripts?.prove }))
  .filter(({ name, script }) => script && (wanted.length === 0 || wanted.includes(name)));
if (proofs.length === 0) {
  process.stderr.write('No such proof. Name packages that have a `prove` script, or nothing for all.\n');
  process.exit(2);
}

const PATH = [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
const failed = [];
for (const { folder, name, script } of proofs) {
  process.stdout.write(`\n== ${name}\n`);
  const result = spawnSync(script, {
    cwd: join(root, folder),
    stdio: 'inherit',
    shell: true,
    env: { ...process.env, PATH },
  });
  if (result.status !== 0) failed.push(name);
}
const end = failed.length === 0 ? '' : `: ${failed.join(', ')}`;
process.stdout.write(`\n${proofs.length - failed.length} packages proven, ${failed.length} failed${end}\n`);
process.exit(failed.length > 0 ? 1 : 0);
