// `node tools/run.mjs <task>`: installs where needed, then runs one of the tasks below with the
// workspace's own Node and package manager. The npm scripts of the root are one call to this each.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled, nodeBinary, pnpm, root } from './install.mjs';

const nx = ['nx', 'run-many', '--output-style=static', '--parallel=2'];
const source = '--conditions=@enhanced-code/source';

const tasks = {
  build: [...nx, '-t', 'build'],
  check: [...nx, '-t', 'lint', 'typecheck'],
  verify: ['node', join('tools', 'verify.mjs')],
  prove: ['node', source, join('tools', 'prove.mjs')],
  bench: ['node', source, join('bench', 'run.mjs')],
  docs: ['node', join('docs', 'build.mjs')],
  dev: ['vitest', '--root', root],
};

const [name, ...rest] = process.argv.slice(2);
if (!Object.hasOwn(tasks, name ?? '')) {
  process.stderr.write(`Unknown task "${name}". Tasks: ${Object.keys(tasks).join(', ')}.\n`);
  process.exit(2);
}

ensureInstalled();
const [program, ...args] = tasks[name];
const own = program === 'node';
// Through npx, so that the task runner finds the package manager on PATH for the packages' scripts.
const command = own ? nodeBinary() : 'npx';
const prefix = own ? [] : ['--yes', pnpm, 'exec', program];
const result = spawnSync(command, [...prefix, ...args, ...rest], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, npm_config_loglevel: 'error' },
  shell: process.platform === 'win32' && !own,
});
process.exit(result.status ?? 1);
