// Runs the command line from its sources, installing first where needed. It stands aside as far as Node
// allows: same terminal, same stdout, same exit code, signals passed on, paths relative to the caller.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled, nodeBinary, root } from './install.mjs';

ensureInstalled();

const main = join(root, 'apps', 'cli', 'src', 'main.ts');
const child = spawn(nodeBinary(), ['--conditions=@enhanced-code/source', main, ...process.argv.slice(2)], {
  stdio: 'inherit',
  // npm runs scripts in the package's folder and keeps the caller's in INIT_CWD.
  cwd: process.env.INIT_CWD ?? process.cwd(),
});
// A terminal sends Ctrl-C to the whole process group; staying alive lets the child end in its own way.
process.on('SIGINT', () => {});
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
  process.stderr.write(`Cannot start Node from node_modules: ${error.message}\n`);
  process.exit(1);
});
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
