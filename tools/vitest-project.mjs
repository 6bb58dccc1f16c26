// Runs the vitest project of the package in the current folder and leaves the runner's own count
// in `.reports/test.json`, which the task cache keeps with the result.
import { spawnSync } from 'node:child_process';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = process.cwd();
const inExamples = basename(dirname(folder)) === 'examples';
const project = inExamples ? `example-${basename(folder)}` : basename(folder);
const result = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    '--root',
    root,
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${join(folder, '.reports', 'test.json')}`,
    ...process.argv.slice(2),
  ],
  { stdio: 'inherit', cwd: root },
);
process.exit(result.status ?? 1);
