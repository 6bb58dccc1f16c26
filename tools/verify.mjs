// Everything that must hold: build, types, lint and tests of every package through the task cache, then the
// test runner's own count as the last line. Exits with 1 when any of it failed.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pnpm, root } from './install.mjs';

const targets = ['build', 'typecheck', 'lint', 'test'];
const run = spawnSync(
  'npx',
  ['--yes', pnpm, 'exec', 'nx', 'run-many', '-t', ...targets, '--parallel=2', '--output-style=static'],
  {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: { ...process.env, npm_config_loglevel: 'error' },
  },
);

/** What the runner counted in one package; a package with tests but no report counts as one failure. */
function countOf(folder) {
  const report = join(root, folder, '.reports', 'test.json');
  if (!existsSync(report)) return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests, numFailedTestSuites, success } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  // A file that fails to load has no test of its own to count.
  const unloaded = !success && numFailedTests === 0 ? Math.max(1, numFailedTestSuites) : 0;
  return { passed: numPassedTests, failed: numFailedTests + unloaded };
}

const total = { passed: 0, failed: 0 };
for (const manifest of [
  ...globSync('{packages,apps,apps/examples}/*/package.json', { cwd: root }).sort(),
  'tools/package.json',
]) {
  const { name, scripts } = JSON.parse(readFileSync(join(root, manifest), 'utf8'));
  if (!scripts?.test) continue;
  const { passed, failed } = countOf(dirname(manifest));
  process.stdout.write(
    `${name.padEnd(32)} ${String(passed).padStart(5)} passed ${String(failed).padStart(4)} failed\n`,
  );
  total.passed += passed;
  total.failed += failed;
}
process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
process.exit(run.status !== 0 || total.failed > 0 || total.passed === 0 ? 1 : 0);
