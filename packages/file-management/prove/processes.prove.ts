// Real processes on the disk: writers of the same files, kills at every call and at random moments, locks of the
// dead, and a race of links against writers. Prints figures and exits with 1 if a promise is broken.
// `--quick` takes a small part of each; names of parts (edits, counts, calls, moments, locks, swaps) select some.
// SEED and ROUNDS (default 1 and 1000) choose the random moments, so that they can be tried in pieces.
import { once } from 'node:events';
import { diskDriver } from '../src/driver/index.ts';
import { openWorkspace } from '../src/index.ts';
import { faultDriver } from '../src/testing/fault-driver.ts';
import {
  countTogether,
  editTogether,
  killCommit,
  newGround,
  startChild,
} from '../src/testing/processes-lab.ts';
import { killAtMoments, tryCommit } from '../src/testing/random-kills.ts';
import { swapRace } from '../src/testing/swap-race.ts';
import { seeded } from '../test/line-cases.ts';

const names = process.argv.slice(2).filter((name) => !name.startsWith('--'));
const quick = process.argv.includes('--quick');
const random = seeded(Number(process.env.SEED ?? 1));
let failures = 0;

/** What a kill before the end makes of the span of the next ones, and one that came too late: a sixth of them do. */
const FURTHER = 1.02;
const NEARER = 0.9;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function part(name: string, run: () => Promise<void>): Promise<void> {
  if (names.length > 0 && !names.includes(name)) return;
  const started = performance.now();
  await run();
  say(`  (${((performance.now() - started) / 1000).toFixed(0)} s)`);
}

await part('edits', async () => {
  using ground = newGround();
  const edits = quick ? 50 : 1000;
  const { acknowledged, refused, lost, unexpected, failures: broken } = await editTogether(ground, 8, edits);
  failures += lost.length + broken.length + Math.abs(unexpected);
  say(`8 processes x ${edits} edits at the end of the same 3 files: acknowledged ${acknowledged},`);
  say(`  refused as conflict ${refused}, acknowledged and lost ${lost.length}, unexpected ${unexpected},`);
  say(`  failed processes ${broken.length} ${broken.join('\n')}`);
});

await part('counts', async () => {
  using ground = newGround();
  const edits = quick ? 8 : 79;
  const { acknowledged, refused, lost, failures: broken } = await countTogether(ground, 4, 32, edits);
  failures += lost.length + broken.length + refused;
  say(`4 processes x 32 writers x ${edits} edits of a line of their own in the same 3 files: acknowledged`);
  say(
    `  ${acknowledged}, refused ${refused}, lost ${lost.length}, failed processes ${broken.length} ${broken.join('\n')}`,
  );
});

await part('calls', async () => {
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
      `SIGKILL at each ${step}. driver call of a commit of ${files} files, then two recover at once: ${show(counts)}`,
    );
  }
});

await part('moments', async () => {
  const rounds = quick ? 10 : Number(process.env.ROUNDS ?? 1000);
  const files = 50;
  const { ms: usual, after } = await tryCommit(files);
  const counts = { old: 0, new: 0, wrong: 0, 'killed in the commit': 0, 'killed in recoveries': 0 };
  // How long a process takes depends on what else the machine does: the moments spread over what it takes now.
  const reach = { commit: usual, recovery: usual };
  for (let round = 0; round < rounds; round++) {
    const moments = Array.from({ length: 1 + random(3) }, (_, at) => {
      return (random(1000) / 1000) * (at === 0 ? reach.commit : reach.recovery);
    });
    const { state, killed, detail } = await killAtMoments(files, moments, after);
    killed.forEach((early, at) => {
      reach[at === 0 ? 'commit' : 'recovery'] *= early ? FURTHER : NEARER;
    });
    counts[state]++;
    counts['killed in the commit'] += killed[0] === true ? 1 : 0;
    counts['killed in recoveries'] += killed.slice(1).filter(Boolean).length;
    if (state === 'wrong') say(`  WRONG in round ${round} (${moments}): ${detail}`);
  }
  failures += counts.wrong;
  say(
    `SIGKILL at ${rounds} random moments of a commit of ${files} files and of its recoveries: ${show(counts)}`,
  );
});

await part('locks', async () => {
  const waited: number[] = [];
  for (let round = 0; round < (quick ? 3 : 50); round++) waited.push(await takeFromDead());
  const sorted = waited.toSorted((a, b) => a - b);
  const [median = 0, longest = Number.POSITIVE_INFINITY] = [sorted[sorted.length >> 1], sorted.at(-1)];
  if (!(longest <= 1000)) failures++;
  say(
    `the lock of a killed process is taken by one that waits for it, ${waited.length} times, from the death`,
  );
  say(
    `  to the acquisition: median ${median.toFixed(0)} ms, at most ${longest.toFixed(0)} ms (limit 1000 ms)`,
  );
});

await part('swaps', async () => {
  using ground = newGround();
  const { swaps, outcomes, outside } = await swapRace(ground, quick ? 3000 : 60_000, 4);
  failures += outside.length;
  say(`${swaps} exchanges of a folder for a link during writes of 4 processes ${show(outcomes)}:`);
  say(`  outside ${outside.length} ${outside.join(' ')}`);
});

/** Milliseconds from the death of the process that holds the lock until one that waits has it. */
async function takeFromDead(): Promise<number> {
  using ground = newGround();
  const holder = startChild(ground, 'hold');
  await once(holder.stdout, 'data');
  let claimed = Number.POSITIVE_INFINITY;
  let isWaiting = (): void => undefined;
  const waits = new Promise<void>((resolve) => (isWaiting = resolve));
  const driver = faultDriver(diskDriver(), ({ operation, name }) => {
    if (operation === 'read' && /lock\.\d+$/.test(name)) isWaiting();
    if (operation === 'link' && /lock\.\d+$/.test(name)) claimed = performance.now();
    return undefined;
  });
  const settle = 'on-demand';
  await using workspace = await openWorkspace(ground.root, { ...ground, driver, settle });
  const transaction = await workspace.begin();
  await transaction.write('later.txt', 'later\n');
  const committed = transaction.commit();
  await waits;
  const killed = performance.now();
  holder.kill('SIGKILL');
  await committed;
  return claimed - killed;
}

function show(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}

process.exitCode = failures === 0 ? 0 : 1;
