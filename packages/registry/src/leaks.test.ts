import { afterAll, beforeAll, expect, test } from 'vitest';
import { fakeClock } from '../test/fake-clock.ts';
import { createJournal, token } from '../test/sample.ts';
import { watchEvents } from './events/index.ts';
import { watchHealth } from './health/index.ts';
import { component, createRegistry } from './index.ts';

const CYCLES = 10_000;

const { addEventListener, removeEventListener } = AbortSignal.prototype;

/** Listeners on abort signals, by this file and whatever else runs in this process. */
let listening = 0;
// Counted by hand: a spy would keep every one of these many calls.
beforeAll(() => {
  AbortSignal.prototype.addEventListener = function (this: AbortSignal, ...args: unknown[]) {
    listening++;
    Reflect.apply(addEventListener, this, args);
  };
  AbortSignal.prototype.removeEventListener = function (this: AbortSignal, ...args: unknown[]) {
    listening--;
    Reflect.apply(removeEventListener, this, args);
  };
});
afterAll(() => {
  Object.assign(AbortSignal.prototype, { addEventListener, removeEventListener });
});

test('a listener that stays would be seen', () => {
  const before = listening;
  const ignore = () => {};
  const { signal } = new AbortController();
  signal.addEventListener('abort', ignore);
  expect(listening).toBe(before + 1);
  signal.removeEventListener('abort', ignore);
  expect(listening).toBe(before);
});

test('10,000 starts and stops leave no timer and no listener', async () => {
  const clock = fakeClock();
  const watched = component(token('a'), { create: () => 'a', health: () => 'healthy' });
  const registry = createRegistry({ clock }).register(watched);
  using _health = watchHealth(registry);
  using events = watchEvents(registry);
  const { signal } = new AbortController();
  const before = listening;
  for (let cycle = 0; cycle < CYCLES; cycle++) {
    await registry.start({ signal });
    await registry.stop();
  }
  expect(clock.waiting()).toBe(0);
  expect(listening).toBe(before);
  expect(events.eventNames()).toEqual([]);
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
