// Runs one program that uses every protocol in Node, Bun and Deno, as one bundled file. Bun and Deno are installed by npm
// into a folder of their own that is removed again, so this is not among the proofs that run without a network.
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { portableBundle } from '../test/bundle.ts';
import { expectedOutput } from '../test/portable-program.ts';
import { printTable } from '../test/print-table.ts';

const PACKAGES = ['bun@1.4.5', 'deno@2.9.6'];
const folder = await mkdtemp(join(tmpdir(), 'llm-runtimes-'));
const file = join(folder, 'program.mjs');
const bin = (name: string): string => join(folder, 'node_modules', '.bin', name);

const run = (command: string, args: readonly string[]): string =>
  execFileSync(command, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();

function outcome(name: string, command: string, args: readonly string[]): Record<string, string> {
  try {
    const version = run(command, ['--version']).split('\n')[0] ?? '';
    const said = run(command, [...args, file]);
    return { runtime: name, version, right: said === expectedOutput ? 'yes' : `NO: ${said.slice(0, 200)}` };
  } catch (error) {
    return { runtime: name, version: '', right: `NO: ${String(error).slice(0, 200)}` };
  }
}

try {
  await writeFile(file, (await portableBundle('node', 'console.log(await portableProgram());')).text);
  await writeFile(join(folder, 'package.json'), '{"private":true}');
  run('npm', ['install', '--no-audit', '--no-fund', ...PACKAGES]);
  const rows = [
    outcome('Node', process.execPath, []),
    outcome('Bun', bin('bun'), ['run']),
    outcome('Deno', bin('deno'), ['run', '--no-prompt', '--allow-env']),
  ];
  printTable(rows);
  if (rows.some(({ right }) => right !== 'yes')) process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
