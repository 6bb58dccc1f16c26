// Mutation testing of one group of this package with Stryker, which is installed into a temporary folder so that
// the workspace stays free of it. Prints its table; fails below a score of 85 %.
// `--group locate|plan|commit` (default: all three, one after the other), `--mutants` prints survivors,
// `--concurrency n` sets how many mutants are tried at once (default 2), and `--sample 0.2 --seed 1` takes that
// share of each file, in seeded windows of lines; `--only nearest.ts,likeness.ts` takes those files of the group.
// Left out: tests that start processes, which cannot load instrumented sources, tests of random edits and of large
// files, which take seconds for each mutant, and static mutants (texts of catalogues and patterns, which every test
// would have to run for).
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { mutatedLines } from '../../../tools/mutation-sample.ts';
import { seeded } from '../test/line-cases.ts';

const SCORE = 85;
const packages = [
  '@stryker-mutator/core@10.1.1',
  '@stryker-mutator/vitest-runner@10.1.1',
  'vitest@5.1.1',
  'fast-check@4.10.2',
  'typescript@6.0.3',
];

interface Group {
  readonly mutate: readonly string[];
  readonly tests: readonly string[];
}

const edits = ['src/edits/*.test.ts', 'src/edits/{locate,plan,formats}/*.test.ts'];
const slow = ['**/{metamorphic,mutation,bounded,chunking,inverse-of}.test.ts'];

const groups: Readonly<Record<string, Group>> = {
  locate: { mutate: ['src/edits/locate/*.ts'], tests: edits },
  plan: { mutate: ['src/edits/plan/*.ts'], tests: edits },
  commit: {
    mutate: ['src/commit/*.ts'],
    tests: [
      'src/commit/{apply,carry-out,crash,recovery,settle,stage}.test.ts',
      'src/history/{undo,restore}.test.ts',
      'src/state/formats.test.ts',
      'src/transaction/{edge-cases,transaction}.test.ts',
    ],
  },
};

function argument(name: string): string | undefined {
  return process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : undefined;
}

const chosen = argument('--group');
const random = seeded(Number(argument('--seed') ?? 1));
const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'mutation-'));

function run(command: string, args: readonly string[]): number {
  const options = { cwd: folder, stdio: 'inherit', shell: process.platform === 'win32' } as const;
  return spawnSync(command, args, options).status ?? 1;
}

/** The sources of a group, or those of them that `--only` names. */
function narrowed(patterns: readonly string[]): string[] {
  const only = argument('--only')?.split(',');
  return patterns.flatMap((pattern) => only?.map((name) => join(dirname(pattern), name)) ?? [pattern]);
}

/** The workspace's own package is read from its sources: it is not in the registry. */
function writeConfigs({ mutate, tests }: Group): void {
  const settings = {
    testRunner: 'vitest',
    mutate: mutatedLines(root, narrowed(mutate), Number(argument('--sample') ?? 1), () => random(1_000_000)),
    reporters: ['clear-text'],
    clearTextReporter: {
      allowColor: false,
      logTests: false,
      reportMutants: process.argv.includes('--mutants'),
    },
    coverageAnalysis: 'perTest',
    ignoreStatic: true,
    concurrency: Number(argument('--concurrency') ?? 2),
    timeoutMS: 10_000,
    thresholds: { high: 95, low: SCORE, break: SCORE },
  };
  const config = {
    resolve: { alias: { '@enhanced-code/errors': join(folder, 'errors', 'index.ts') } },
    test: { include: tests, exclude: slow, testTimeout: 60_000 },
  };
  writeFileSync(join(folder, 'stryker.config.json'), JSON.stringify(settings));
  writeFileSync(join(folder, 'vitest.config.js'), `export default ${JSON.stringify(config)};\n`);
}

function testGroup(name: string): boolean {
  const group = groups[name];
  if (group === undefined) throw new RangeError(`There is no group ${name}: choose ${Object.keys(groups)}.`);
  process.stdout.write(`\n# ${name}\n`);
  writeConfigs(group);
  return run('npx', ['stryker', 'run']) === 0;
}

try {
  for (const part of ['src', 'test']) cpSync(join(root, part), join(folder, part), { recursive: true });
  cpSync(join(root, '..', 'errors', 'src'), join(folder, 'errors'), { recursive: true });
  const { dependencies = {} } = JSON.parse(readFileSync(join(root, '..', 'errors', 'package.json'), 'utf8'));
  const own = Object.entries(dependencies).filter(([, version]) => /^\d/.test(`${version}`));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  const wanted = [...packages, ...own.map(([name, version]) => `${name}@${version}`)];
  const installed = run('npm', ['install', '--no-audit', '--no-fund', '--silent', ...wanted]) === 0;
  const names = chosen === undefined ? Object.keys(groups) : [chosen];
  const failed = installed ? names.filter((name) => !testGroup(name)) : names;
  process.exitCode = failed.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
