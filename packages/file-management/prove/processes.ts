// Real processes: eight that edit the same files, killed commits, and a race of links against writers.
import { editTogether, killCommit, newGround, swapRace } from '../src/testing/processes-lab.ts';

const quick = process.argv.includes('--quick');
const say = (line: string): void => void process.stdout.write(`${line}\n`);
let failures = 0;

{
  using ground = newGround();
  const edits = quick ? 50 : 1000;
  const started = performance.now();
  const { acknowledged, refused, lost, unexpected, failures: broken } = await editTogether(ground, 8, edits);
  failures += lost.length + broken.length + Math.abs(unexpected);
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  say(
    `8 processes x ${edits} edits of the same 3 files in ${seconds} s: acknowledged ${acknowledged}, refused as conflict ${refused},`,
  );
  say(
    `  acknowledged and lost ${lost.length}, unexpected ${unexpected}, failed processes ${broken.length} ${broken.join('\n')}`,
  );
}

for (const [files, step] of [
  [3, quick ? 20 : 1],
  [50, quick ? 400 : 25],
] as const) {
  const counts = { old: 0, new: 0, wrong: 0 };
  for (let call = 0; ; call += step) {
    const { state, killed, detail } = await killCommit(files, call);
    counts[state]++;
    if (state === 'wrong') say(`  WRONG at call ${call}: ${detail}`);
    if (!killed) break;
  }
  failures += counts.wrong;
  say(
    `SIGKILL at driver calls of a commit of ${files} files (every ${step}.), two recover at once: ${JSON.stringify(counts)}`,
  );
}

{
  using ground = newGround();
  const { swaps, outcomes, outside } = await swapRace(ground, quick ? 3000 : 60_000, 4);
  failures += outside.length;
  say(
    `${swaps} exchanges of a folder for a link during writes ${JSON.stringify(outcomes)}: outside ${outside.length} ${outside.join(' ')}`,
  );
}
process.exitCode = failures === 0 ? 0 : 1;
