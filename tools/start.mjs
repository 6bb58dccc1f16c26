// Runs the command line from its sources, installing first where needed. It replaces itself by the
// command line as far as Node allows: same terminal, same stdout, same exit code, signals passed on.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled, root } from './install.mjs';

ensureInstalled();

const node = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
const main = join(root, 'apps', 'cli', 'src', 'main.ts');
const child = spawn(
  node,
  [
    '--conditions=@enhanced-code/source',
    '--disable-warning=ExperimentalWarning',
    main,
    ...process.argv.slice(2),
  ],
  { stdio: 'inherit', shell: process.platform === 'win32' },
);
// A terminal sends Ctrl-C to the whole process group; staying alive lets the child end it in its own way.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
  process.stderr.write(`Cannot start ${node}: ${error.message}\n`);
  process.exit(1);
});
child.on('exit', (code, signal) => {
  process.exit(code ?? (signal === 'SIGINT' ? 130 : 1));
});
