import { manualClock } from '@enhanced-code/llm/testing';
import { expect, test } from 'vitest';
import { Wakeup } from './wakeup.ts';

const never = new AbortController().signal;

test('one call wakes all who wait, and nobody is left behind', async () => {
  const wakeup = new Wakeup();
  const sleepers = [1, 2, 3].map(() => wakeup.wait(wakeup.calls, never));
  expect(wakeup.waiting).toBe(3);
  wakeup.notify();
  await Promise.all(sleepers);
  expect(wakeup.waiting).toBe(0);
});

test('a call between looking and waiting is not missed', async () => {
  const wakeup = new Wakeup();
  const { calls } = wakeup;
  wakeup.notify();
  await wakeup.wait(calls, never);
  expect(wakeup.waiting).toBe(0);
});

test('an abort wakes, before and while waiting', async () => {
  const wakeup = new Wakeup();
  const controller = new AbortController();
  const waiting = wakeup.wait(wakeup.calls, controller.signal);
  controller.abort();
  await waiting;
  await wakeup.wait(wakeup.calls, controller.signal);
  expect(wakeup.waiting).toBe(0);
});

test('a schedule wakes too, and is taken back when something else was first', async () => {
  const wakeup = new Wakeup();
  const clock = manualClock();
  const schedule = (wake: () => void) => clock.after(50, wake);
  const first = wakeup.wait(wakeup.calls, never, schedule);
  clock.advance(50);
  await first;
  const second = wakeup.wait(wakeup.calls, never, schedule);
  expect(clock.pending).toBe(1);
  wakeup.notify();
  await second;
  expect(clock.pending).toBe(0);
});
