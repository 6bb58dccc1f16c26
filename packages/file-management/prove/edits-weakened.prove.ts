// Weakens one rule of the edit engine at a time, in a copy, and shows that its traps fail each time. An argument such
// as `2/3` takes one part of the rules, another word the rules that hold it.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Weakening, weakenings } from '../test/edits/weakenings.ts';

const packageFolder = join(import.meta.dirname, '..');
const root = join(packageFolder, '../..');
const copy = mkdtempSync(join(tmpdir(), 'edits-weakened-'));
const only = process.argv[2] ?? '';
const [, part, parts] = /^(\d+)\/(\d+)$/.exec(only) ?? [];
let survived = 0;
/** Names of the test files that hold traps. */
const TRAPS = [
  'traps',
  'plan-edits',
  'last-readings',
  'lazy-range',
  'whole-file',
  'end-of-file',
  'shifted-context',
];

// The copy stands outside the workspace, so it says itself that packages are read from their sources.
const conditions = ['@enhanced-code/source', 'node', 'import', 'module', 'default'];
const resolution = JSON.stringify({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
});
const configuration = `export default { ...${resolution}, test: { include: ['src/**/*.test.ts'] } };`;

function runTraps(): boolean {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const { status } = spawnSync(process.execPath, [vitest, 'run', '--root', copy, ...TRAPS, '--bail=1'], {
    cwd: copy,
  });
  return status === 0;
}

function chosen(): readonly Weakening[] {
  if (part === undefined || parts === undefined) return weakenings.filter(([rule]) => rule.includes(only));
  return weakenings.filter((_one, at) => at % Number(parts) === Number(part) - 1);
}

try {
  for (const part of ['src/edits', 'src/lines', 'test', 'package.json']) {
    cpSync(join(packageFolder, part), join(copy, part), { recursive: true });
  }
  symlinkSync(join(packageFolder, 'node_modules'), join(copy, 'node_modules'));
  writeFileSync(join(copy, 'vitest.config.mjs'), configuration);
  const sound = runTraps();
  process.stdout.write(`traps of the sound engine: ${sound ? 'pass' : 'FAIL'}\n`);
  if (!sound) survived++;
  for (const [rule, file, from, to] of chosen()) {
    const path = join(copy, 'src/edits', file);
    const source = readFileSync(path, 'utf8');
    const found = source.includes(from);
    writeFileSync(
      path,
      source.replace(from, () => to),
    );
    const caught = found && !runTraps();
    writeFileSync(path, source);
    if (!caught) survived++;
    process.stdout.write(`${rule.padEnd(42)} ${caught ? 'caught' : found ? 'SURVIVED' : 'NOT FOUND'}\n`);
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
process.stdout.write(`${chosen().length} weakenings, ${survived} not caught\n`);
process.exitCode = survived === 0 ? 0 : 1;
