import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fakeClock } from '../test/fake-clock.ts';
import { createJournal, token } from '../test/sample.ts';
import { watchHealth } from './health/index.ts';
import { component, createRegistry } from './index.ts';

const CYCLES = 10_000;

/** Listeners on abort signals, by this file and whatever else runs in this process. */
let listening = 0;
beforeEach(() => {
  const { addEventListener, removeEventListener } = AbortSignal.prototype;
  vi.spyOn(AbortSignal.prototype, 'addEventListener').mockImplementation(function (
    this: AbortSignal,
    ...args
  ) {
    listening++;
    addEventListener.apply(this, args as Parameters<typeof addEventListener>);
  });
  vi.spyOn(AbortSignal.prototype, 'removeEventListener').mockImplementation(function (
    this: AbortSignal,
    ...args
  ) {
    listening--;
    removeEventListener.apply(this, args as Parameters<typeof removeEventListener>);
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

test('10,000 starts and stops leave no timer and no listener', async () => {
  const clock = fakeClock();
  const watched = component(token('a'), { create: () => 'a', health: () => 'healthy' });
  const registry = createRegistry({ clock }).register(watched);
  using _health = watchHealth(registry);
  const { signal } = new AbortController();
  const before = listening;
  for (let cycle = 0; cycle < CYCLES; cycle++) {
    await registry.start({ signal });
    await registry.stop();
  }
  expect(clock.waiting()).toBe(0);
  expect(listening).toBe(before);
  expect(registry.events.eventNames()).toEqual([]);
});

test('10,000 runs inside a registry leave no timer and no listener, and the registry does not keep them', async () => {
  const clock = fakeClock();
  const journal = createJournal(clock);
  const registry = createRegistry({ clock }).register(journal.component(token('a'), [], { scope: 'run' }));
  await registry.start();
  const before = listening;
  for (let cycle = 0; cycle < CYCLES; cycle++) {
    await using run = registry.scope('run');
    await run.start();
  }
  expect(clock.waiting()).toBe(0);
  expect(listening).toBe(before);
  journal.lines.length = 0;
  await registry.stop();
  expect(journal.lines).toEqual([]);
});

test('failed starts leave none either', async () => {
  const clock = fakeClock();
  const failing = component(token('a'), { create: () => Promise.reject(new TypeError('no')) });
  const registry = createRegistry({ clock }).register(failing);
  const before = listening;
  for (let cycle = 0; cycle < 200; cycle++) await registry.start().catch(() => {});
  expect(clock.waiting()).toBe(0);
  expect(listening).toBe(before);
});

test('10,000 starts and stops on the real clock leave no handle', async () => {
  const watched = component(token('a'), { create: () => 'a', health: () => 'healthy' });
  const patient = component(token('b'), { create: async () => 'b', stop: async () => {} });
  const registry = createRegistry().register(watched).register(patient);
  using _health = watchHealth(registry);
  const before = process.getActiveResourcesInfo().toSorted();
  for (let cycle = 0; cycle < CYCLES; cycle++) {
    await registry.start();
    await registry.stop();
  }
  expect(process.getActiveResourcesInfo().toSorted()).toEqual(before);
});

test('the real clock leaves no timer that keeps the process alive', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  const watched = component(token('a'), { create: () => 'a', health: () => 'healthy' });
  const registry = createRegistry().register(watched);
  const health = watchHealth(registry);
  await registry.start();
  await health.check();
  expect(timers()).toBe(before);
  await registry.stop();
  expect(timers()).toBe(before);
});
