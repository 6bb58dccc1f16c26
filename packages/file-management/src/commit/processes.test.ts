import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import {
  childCommand,
  countTogether,
  editTogether,
  killCommit,
  newGround,
  prepareCommit,
  treeOf,
} from '../testing/processes-lab.ts';
import { killAtMoments } from '../testing/random-kills.ts';
import { swapRace } from '../testing/swap-race.ts';
import { openWorkspace } from '../workspace/open-workspace.ts';

const PATIENCE_MS = 60_000;

test('no acknowledged edit of processes that write the same files is lost', {
  timeout: PATIENCE_MS,
}, async () => {
  using ground = newGround();
  const { acknowledged, lost, unexpected, failures } = await editTogether(ground, 3, 12);
  expect({ lost, unexpected, failures }).toEqual({ lost: [], unexpected: 0, failures: [] });
  expect(acknowledged).toBeGreaterThan(12);
});

test('a killed process leaves the old or the new tree to two that recover at once', {
  timeout: PATIENCE_MS,
}, async () => {
  const states = [];
  for (const call of [40, 70, 90]) {
    const { state, killed, detail } = await killCommit(3, call);
    expect({ state, killed, detail }).toMatchObject({
      state: expect.stringMatching(/old|new/),
      killed: true,
    });
    states.push(state);
  }
  expect(new Set(states).size).toBe(2);
});

test('writers of several processes that each change a line of their own all get through', {
  timeout: PATIENCE_MS,
}, async () => {
  using ground = newGround();
  expect(await countTogether(ground, 2, 6, 3)).toEqual({
    acknowledged: 36,
    refused: 0,
    lost: [],
    failures: [],
  });
});

test('a commit and its recovery that are killed at some moment leave the old or the new tree', {
  timeout: PATIENCE_MS,
}, async () => {
  for (const moments of [[15, 10], [60]]) {
    const { state, detail } = await killAtMoments(10, moments);
    expect({ state, detail }).toMatchObject({ state: expect.stringMatching(/old|new/) });
  }
});

test('a folder that is exchanged for a link all the time leads no write outside', {
  timeout: PATIENCE_MS,
}, async () => {
  using ground = newGround();
  const { swaps, outcomes, outside } = await swapRace(ground, 800, 2);
  expect(outside).toEqual([]);
  expect(swaps).toBeGreaterThan(50);
  expect(Object.keys(outcomes).filter((outcome) => !/^(committed|EC_FILE_)/.test(outcome))).toEqual([]);
});

test.runIf(process.platform !== 'win32')(
  'too few file descriptors fail a commit by name and leave the old tree, or are enough for all of it',
  { timeout: PATIENCE_MS },
  async () => {
    const outcomes = new Set<string>();
    let known: string | undefined;
    for (const limit of [40, 54, 200]) {
      using ground = newGround();
      const { before, after } = await prepareCommit(ground, 50, known);
      known = after;
      const { command, args } = childCommand(ground, 'commit');
      const script = `ulimit -n ${limit}; exec "$0" "$@"`;
      const { stdout } = spawnSync('sh', ['-c', script, command, ...args], { encoding: 'utf8' });
      // Where not even the program itself can be loaded there is nothing to tell.
      const told = stdout === '' ? 'not started' : stdout.trim();
      outcomes.add(told);
      expect(treeOf(ground.root), `limit ${limit}, ${told}`).toBe(told === 'committed' ? after : before);
      await using workspace = await openWorkspace(ground.root, { stateFolder: ground.stateFolder });
      const [open] = workspace.recovery.open;
      if (open !== undefined) await (await workspace.resume(open)).commit();
      expect(treeOf(ground.root)).toBe(after);
    }
    expect(outcomes).toContain('committed');
    expect(outcomes).toContain('EC_FILE_TOO_MANY_OPEN');
  },
);
