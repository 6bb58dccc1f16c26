// Cuts every file of the state folder at each byte and flips a bit of each byte, with a history, an open
// transaction and an interrupted commit in it; prints what was still read and what was refused.
import { damageEverywhere } from '../test/damaged-state.ts';

let wrong = 0;
process.stdout.write(`${'damaged file'.padEnd(30)}   bytes     read  refused    WRONG\n`);
for (const report of await damageEverywhere()) {
  const figures = [report.tried, report.read, report.refused, report.wrong.length];
  process.stdout.write(`${report.name.padEnd(30)}${figures.map((n) => `${n}`.padStart(8)).join(' ')}\n`);
  for (const line of report.wrong.slice(0, 5)) process.stdout.write(`  WRONG at ${line}\n`);
  wrong += report.wrong.length;
}
process.exitCode = wrong === 0 ? 0 : 1;
