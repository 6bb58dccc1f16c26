// Runs every proof of this folder, one after the other; fails if one does.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

let failed = 0;
for (const name of readdirSync(import.meta.dirname).sort()) {
  if (!name.endsWith('.ts') || name === 'all.ts') continue;
  process.stdout.write(`\n# ${name}\n`);
  const flags = ['--conditions=@enhanced-code/source', '--disable-warning=ExperimentalWarning'];
  const { status } = spawnSync(process.execPath, [...flags, join(import.meta.dirname, name)], {
    stdio: 'inherit',
  });
  if (status !== 0) failed++;
}
process.exitCode = failed === 0 ? 0 : 1;
