// Mutation testing of this package with Stryker, which is installed into a temporary folder so that the
// workspace stays free of it. Prints its table; fails below a score of 80 %. `--mutants` prints survivors.
// `--sample 0.2 --seed 1` takes that share of each file, in seeded windows of 8 lines, since all of it takes
// long; `--workers 1` leaves the machine some room.
// Left out: the tests of leaks, size and types and those with promtool, which take long and can hardly see a
// mutant, and static mutants (texts of catalogues and patterns, which every test would have to run for).
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { mutatedLines } from '../../../tools/mutation-sample.ts';
import { seededRandom } from './seeded-random.ts';

const SCORE = 80;
const { values } = parseArgs({
  options: {
    sample: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: '2' },
    mutants: { type: 'boolean', default: false },
  },
});
const root = join(import.meta.dirname, '..');
const packages = [
  '@stryker-mutator/core@10.1.1',
  '@stryker-mutator/vitest-runner@10.1.1',
  'vitest@5.1.1',
  'fast-check@4.10.2',
  'zod@4.6.7',
  'eventemitter3@5.0.4',
  '@opentelemetry/api@1.10.0',
  '@opentelemetry/sdk-metrics@3.1.1',
  'parse-prometheus-text-format@1.1.1',
  'typescript@6.0.3',
];

const settings = {
  testRunner: 'vitest',
  mutate: mutatedLines(root, ['src/**/*.ts'], Number(values.sample), seededRandom(Number(values.seed))),
  reporters: ['clear-text'],
  clearTextReporter: {
    allowColor: false,
    logTests: false,
    reportMutants: values.mutants,
  },
  coverageAnalysis: 'perTest',
  ignoreStatic: true,
  concurrency: Number(values.workers),
  timeoutMS: 6_000,
  thresholds: { high: 90, low: SCORE, break: SCORE },
};
const errors = join(root, '..', 'errors', 'src');
const alias = [
  { find: /^@enhanced-code\/errors$/, replacement: join(errors, 'index.ts') },
  { find: /^@enhanced-code\/errors\/recovery$/, replacement: join(errors, 'recovery', 'index.ts') },
];
const aliases = alias.map(
  ({ find, replacement }) => `{ find: ${String(find)}, replacement: ${JSON.stringify(replacement)} }`,
);
const config = `export default {
  resolve: { alias: [${aliases.join(', ')}] },
  test: {
    include: ['src/**/*.test.ts'],
    exclude: ['**/leaks.test.ts', '**/size.test.ts', '**/types.test.ts', '**/node_modules/**'],
    // A mutant that lets a promise hang fails its test soon, which costs less than the end of a runner.
    testTimeout: 3_000,
  },
};
`;

const folder = mkdtempSync(join(tmpdir(), 'mutation-'));
const run = (command: string, args: readonly string[]) =>
  spawnSync(command, args, {
    cwd: folder,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: { ...process.env, PROMTOOL: '' },
  }).status ?? 1;
try {
  for (const part of ['src', 'test']) cpSync(join(root, part), join(folder, part), { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  writeFileSync(join(folder, 'stryker.config.json'), JSON.stringify(settings));
  writeFileSync(join(folder, 'vitest.config.js'), config);
  const installed = run('npm', ['install', '--no-audit', '--no-fund', '--silent', ...packages]);
  process.exitCode = installed === 0 ? run('npx', ['stryker', 'run']) : installed;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
