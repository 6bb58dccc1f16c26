import { expect, test } from 'vitest';
import { countTogether, editTogether, killCommit, newGround } from '../testing/processes-lab.ts';
import { killAtMoments } from '../testing/random-kills.ts';
import { swapRace } from '../testing/swap-race.ts';

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
