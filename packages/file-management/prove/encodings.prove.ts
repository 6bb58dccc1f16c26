// Edits a line of thousands of generated files in many encodings and compares every other byte.
import { editEncoded, encodings } from '../test/encoded-files.ts';
import { seeded } from '../test/line-cases.ts';

const files = Number(process.env.FILES ?? 300);
const random = seeded(Number(process.env.SEED ?? 1));
let wrong = 0;
let total = 0;
process.stdout.write(`${'encoding'.padEnd(20)}   files  foreign letters refused    WRONG\n`);
for (const name of encodings) {
  const report = await editEncoded(name, files, random);
  process.stdout.write(
    `${name.padEnd(20)}${`${report.files}`.padStart(8)}${`${report.refused}`.padStart(25)}${`${report.wrong.length}`.padStart(9)}\n`,
  );
  for (const line of report.wrong.slice(0, 5)) process.stdout.write(`  WRONG: ${line}\n`);
  wrong += report.wrong.length;
  total += report.files;
}
process.stdout.write(`${total} files, ${wrong} wrong\n`);
process.exitCode = wrong === 0 ? 0 : 1;
