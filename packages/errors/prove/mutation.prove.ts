// Mutation testing of this package with Stryker, which is installed into a temporary folder so that the
// workspace stays free of it. Prints its table; fails below a score of 80 %.
// Left out: the test that starts a worker and those that bundle, which cannot take instrumented
// sources, and static mutants: what is evaluated once while a module loads. Nearly all of those are texts,
// numbers and flags of catalogues, defaults and schemas, which are data; each would need a run of every test.
// `--static` includes them.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

const SCORE = 80;
const packages = [
  '@stryker-mutator/core@10.1.1',
  '@stryker-mutator/vitest-runner@10.1.1',
  'vitest@5.1.1',
  'fast-check@4.10.2',
  'cockatiel@4.0.0',
  'typescript@6.0.3',
];
const settings = {
  testRunner: 'vitest',
  mutate: ['src/**/*.ts', '!src/**/*.test.ts', '!src/**/*.test-d.ts'],
  reporters: ['clear-text', 'progress-append-only'],
  clearTextReporter: {
    allowColor: false,
    logTests: false,
    reportMutants: process.argv.includes('--mutants'),
  },
  coverageAnalysis: 'perTest',
  ignoreStatic: !process.argv.includes('--static'),
  concurrency: 2,
  timeoutMS: 4_000,
  thresholds: { high: 90, low: SCORE, break: SCORE },
};

const folder = mkdtempSync(join(tmpdir(), 'mutation-'));
const run = (command: string, args: readonly string[]) =>
  spawnSync(command, args, { cwd: folder, stdio: 'inherit', shell: process.platform === 'win32' }).status ??
  1;
try {
  for (const part of ['src', 'test'])
    cpSync(join(import.meta.dirname, '..', part), join(folder, part), { recursive: true });
  for (const name of ['worker', 'size', 'copies']) rmSync(join(folder, 'src', `${name}.test.ts`));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  writeFileSync(join(folder, 'stryker.config.json'), JSON.stringify(settings));
  const config = "export default { test: { include: ['src/**/*.test.ts'], testTimeout: 20_000 } };\n";
  writeFileSync(join(folder, 'vitest.config.js'), config);
  const installed = run('npm', ['install', '--no-audit', '--no-fund', '--silent', ...packages]);
  process.exitCode = installed === 0 ? run('npx', ['stryker', 'run']) : installed;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
