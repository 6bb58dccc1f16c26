import { describe, expect, test } from 'vitest';
import { fakeClock, settled } from '../test/fake-clock.ts';
import { createJournal, never, rejection, token } from '../test/sample.ts';
import { watchEvents } from './events/index.ts';
import { component, createRegistry, createToken, provide } from './index.ts';
import { describeScope } from './inspect/index.ts';

const [a, b, c, d] = [token('a'), token('b'), token('c'), token('d')];

test('stops in reverse order, and what is independent at the same time', async () => {
  const clock = fakeClock();
  const journal = createJournal(clock);
  const registry = createRegistry({ clock })
    .register(journal.component(a, [], { takesMs: 10 }))
    .register(journal.component(b, [a], { takesMs: 10 }))
    .register(journal.component(c, [a], { takesMs: 10 }))
    .register(journal.component(d, [b, c], { takesMs: 10 }));
  const starting = registry.start();
  await clock.advance(30);
  await starting;
  journal.lines.length = 0;
  const begun = clock.now();
  const stopping = registry.stop().then(() => clock.now() - begun);
  await clock.advance(10);
  expect(journal.lines).toEqual(['stop d', 'stop c', 'stop b']);
  await clock.advance(20);
  expect(await stopping).toBe(30);
  expect(journal.lines).toEqual(['stop d', 'stop c', 'stop b', 'stop a']);
});

test('a stop that hangs is left behind at its deadline, and the rest still stops', async () => {
  const clock = fakeClock();
  const journal = createJournal(clock);
  const registry = createRegistry({ clock, stopTimeoutMs: 100 })
    .register(journal.component(a))
    .register(journal.component(b, [a], { stop: () => never<void>() }));
  await registry.start();
  const ended = rejection(registry.stop());
  await clock.advance(99);
  expect(registry.state).toBe('stopping');
  await clock.advance(1);
  expect(await ended).toMatchObject({
    code: 'EC_REGISTRY_STOP_FAILED',
    details: { failed: ['b'] },
    cause: { code: 'EC_REGISTRY_STOP_TIMEOUT', details: { component: 'b', timeoutMs: 100 } },
  });
  expect(journal.lines.at(-1)).toBe('stop a');
  expect(registry.state).toBe('stopped');
  expect(clock.waiting()).toBe(0);
});

test('a component may allow itself more or less time to stop', async () => {
  const clock = fakeClock();
  const journal = createJournal(clock);
  const hang = journal.component(a, [], { stop: () => never<void>(), stopTimeoutMs: 7 });
  const registry = createRegistry({ clock }).register(hang);
  await registry.start();
  const ended = rejection(registry.stop());
  await clock.advance(7);
  expect(await ended).toMatchObject({ cause: { details: { timeoutMs: 7 } } });
});

test('every failure to stop is reported', async () => {
  const journal = createJournal();
  const broken = { stop: () => Promise.reject(new TypeError('sk-secret')) };
  const registry = createRegistry()
    .register(journal.component(a, [], broken))
    .register(journal.component(b, [a]))
    .register(journal.component(c, [b], broken));
  await registry.start();
  const error = await rejection(registry.stop());
  expect(error).toMatchObject({
    severity: 'warning',
    details: { failed: ['a', 'c'] },
    errors: [{ details: { component: 'a', phase: 'stop' } }, { details: { component: 'c', phase: 'stop' } }],
  });
  expect(JSON.stringify(error)).not.toContain('sk-secret');
  expect(journal.lines.slice(-1)).toEqual(['stop b']);
  await registry.start();
  expect(registry.state).toBe('running');
});

test('the signal of a component is aborted before it is stopped, and not earlier', async () => {
  const seen: boolean[] = [];
  const registry = createRegistry().register(
    component(a, {
      create: (_, { signal }) => {
        seen.push(signal.aborted);
        return 'a';
      },
      start: (_, { signal }) => {
        seen.push(signal.aborted);
      },
      stop: (_, { signal }) => {
        seen.push(signal.aborted);
      },
    }),
  );
  await registry.start();
  await registry.stop();
  expect(seen).toEqual([false, false, true]);
});

describe('without a stop of its own', () => {
  const disposed: string[] = [];
  const sync = createToken<Disposable>('sync');
  const async = createToken<AsyncDisposable & Partial<Disposable>>('async');

  test('a disposable instance is disposed, preferably asynchronously', async () => {
    const registry = createRegistry()
      .register(component(sync, { create: () => ({ [Symbol.dispose]: () => disposed.push('sync') }) }))
      .register(
        component(async, {
          dependencies: { sync },
          create: () => ({
            async [Symbol.asyncDispose]() {
              await settled();
              disposed.push('async');
            },
            [Symbol.dispose]: () => disposed.push('wrong'),
          }),
        }),
      );
    await registry.start();
    await registry.stop();
    expect(disposed).toEqual(['async', 'sync']);
  });

  test('an instance that was provided belongs to whoever made it', async () => {
    disposed.length = 0;
    const registry = createRegistry().register(
      provide(sync, { [Symbol.dispose]: () => disposed.push('sync') }),
    );
    await registry.start();
    await registry.stop();
    expect(disposed).toEqual([]);
  });

  test('an instance that is no object needs nothing', async () => {
    const registry = createRegistry()
      .register(component(a, { create: () => 'text' }))
      .register(component(createToken<null>('null'), { create: () => null }));
    await registry.start();
    await registry.stop();
    expect(registry.state).toBe('stopped');
  });
});

test('await using stops, and what fails then is not lost', async () => {
  const journal = createJournal();
  const use = async () => {
    await using registry = createRegistry().register(journal.component(a));
    await registry.start();
    journal.lines.push('use');
  };
  await use();
  expect(journal.lines).toEqual(['create a', 'start a', 'use', 'stop a']);
  const fail = async () => {
    const broken = { stop: () => Promise.reject(new TypeError('no')) };
    await using registry = createRegistry().register(journal.component(a, [], broken));
    await registry.start();
  };
  expect(await rejection(fail())).toMatchObject({ code: 'EC_REGISTRY_STOP_FAILED' });
});

test('what was never created is not stopped', async () => {
  const stopped: unknown[] = [];
  const failing = component(a, {
    lazy: true,
    create: () => Promise.reject(new TypeError('no')),
    stop: (instance) => void stopped.push(instance),
  });
  const registry = createRegistry().register(failing);
  await registry.start();
  await rejection(registry.load(a));
  await registry.stop();
  expect(stopped).toEqual([]);
});

test('while a component stops it says so, and cannot be resolved any more', async () => {
  const clock = fakeClock();
  const journal = createJournal(clock);
  const registry = createRegistry({ clock }).register(
    journal.component(a, [], { stop: () => new Promise<void>((resolve) => void clock.after(5, resolve)) }),
  );
  await registry.start();
  const events: object[] = [];
  watchEvents(registry).on('component-stopped', (event) => events.push(event));
  const stopping = registry.stop();
  await settled();
  expect(describeScope(registry)).toMatchObject({ state: 'stopping', components: [{ state: 'stopping' }] });
  expect(() => registry.resolve(a)).toThrow(/a has not started/);
  await clock.advance(5);
  await stopping;
  expect(describeScope(registry).components).toMatchObject([{ state: 'stopped' }]);
  expect(events).toStrictEqual([{ component: 'a', scope: 'app', at: 1_005, durationMs: 5 }]);
});
