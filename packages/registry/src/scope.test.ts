import { describe, expect, test } from 'vitest';
import { fakeClock } from '../test/fake-clock.ts';
import { createJournal, never, rejection, token } from '../test/sample.ts';
import { component, createRegistry, createToken, type Registry } from './index.ts';
import { inside } from './scope-node.ts';

const [store, user, last, turn] = [token('store'), token('user'), token('last'), token('turn')];
const session = { scope: 'session' } as const;
const run = { scope: 'run' } as const;

function nested(journal = createJournal()): Registry {
  return createRegistry()
    .register(journal.component(store))
    .register(journal.component(user, [store], session))
    .register(journal.component(turn, [user, store], run));
}

test('each scope has its own instances and shares those around it', async () => {
  const counter = createToken<{ readonly id: number }>('counter');
  let made = 0;
  await using registry = createRegistry().register(
    component(counter, { ...run, create: () => ({ id: ++made }) }),
  );
  await registry.start();
  expect(made).toBe(0);
  await using one = registry.scope('run');
  await using two = registry.scope('run');
  await Promise.all([one.start(), two.start()]);
  expect(one.resolve(counter)).toBe(one.resolve(counter));
  expect(one.resolve(counter)).not.toBe(two.resolve(counter));
  expect(() => registry.resolve(counter)).toThrow(
    expect.objectContaining({
      code: 'EC_REGISTRY_NO_SCOPE',
      details: { component: 'counter', scope: 'run' },
    }),
  );
});

test('scopes nest, start inside a running one and stop from the inside', async () => {
  const journal = createJournal();
  const registry = nested(journal);
  await registry.start();
  const inner = registry.scope('session');
  await inner.start();
  const innermost = inner.scope('run');
  await innermost.start();
  expect([innermost.kind, inner.kind]).toEqual(['run', 'session']);
  expect(innermost.resolve(store)).toBe('store');
  expect(innermost.resolve(user)).toBe('user');
  await registry.stop();
  expect(journal.lines.slice(6)).toEqual(['stop turn', 'stop user', 'stop store']);
  expect([innermost.state, inner.state, registry.state]).toEqual(['stopped', 'stopped', 'stopped']);
});

test('a scope that has stopped leaves nothing with the one around it', async () => {
  const journal = createJournal();
  const registry = nested(journal);
  await registry.start();
  const inner = registry.scope('session');
  await inner.start();
  await inner.stop();
  journal.lines.length = 0;
  await registry.stop();
  expect(journal.lines).toEqual(['stop store']);
});

describe('refusals', () => {
  test('a run that needs a session must be opened inside one, and nothing starts before', async () => {
    const journal = createJournal();
    await using registry = nested(journal);
    await registry.start();
    const loose = registry.scope('run');
    expect(await rejection(loose.start())).toMatchObject({
      code: 'EC_REGISTRY_NO_SCOPE',
      details: { component: 'user', scope: 'session' },
    });
    expect(loose.state).toBe('failed');
    expect(journal.lines).toEqual(['create store', 'start store']);
  });

  test('a scope cannot hold a longer-lived one', async () => {
    await using registry = nested();
    await registry.start();
    const inner = registry.scope('run');
    expect(() => inner.scope('session')).toThrow(expect.objectContaining({ code: 'EC_REGISTRY_NO_SCOPE' }));
    expect(() => inner.scope('run')).toThrow(/a run lives in a longer-lived scope/);
  });

  test('a scope cannot start while the one around it does not run', async () => {
    const registry = nested();
    const inner = registry.scope('session');
    expect(await rejection(inner.start())).toMatchObject({
      code: 'EC_REGISTRY_NOT_STARTED',
      message: 'The app around has not started.',
    });
    await registry.start();
    await inner.start();
    await registry.stop();
    expect(await rejection(inner.start())).toMatchObject({ code: 'EC_REGISTRY_NOT_STARTED' });
  });

  test('what lives shorter cannot be depended on', async () => {
    const journal = createJournal();
    const registry = createRegistry()
      .register(journal.component(turn, [], run))
      .register(journal.component(user, [turn], session));
    expect(await rejection(registry.start())).toMatchObject({
      details: { problems: ['user (session) needs turn, which only lives as long as a run'] },
    });
  });
});

test('a scope that fails to start stops its own components only', async () => {
  const journal = createJournal();
  await using registry = createRegistry()
    .register(journal.component(store))
    .register(journal.component(user, [store], run))
    .register(journal.component(turn, [user], { ...run, start: () => Promise.reject(new TypeError('no')) }));
  await registry.start();
  const inner = registry.scope('run');
  expect(await rejection(inner.start())).toMatchObject({ details: { failed: ['turn'] } });
  expect(journal.lines.slice(2)).toEqual([
    'create user',
    'start user',
    'create turn',
    'stop turn',
    'stop user',
  ]);
  expect(registry.state).toBe('running');
  expect(registry.resolve(store)).toBe('store');
});

test('stopping the registry gives up scopes that still start', async () => {
  const clock = fakeClock();
  const registry = createRegistry({ clock }).register(
    component(turn, {
      ...run,
      create: (_, { signal }) =>
        new Promise<string>((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
        }),
    }),
  );
  await registry.start();
  const inner = registry.scope('run');
  const ended = rejection(inner.start());
  await registry.stop();
  expect(await ended).toMatchObject({ code: 'EC_REGISTRY_ABORTED' });
  expect(registry.state).toBe('stopped');
});

test('many runs at the same time start, work and end apart, and leave nothing', async () => {
  const clock = fakeClock();
  const live = new Set<number>();
  let made = 0;
  const resource = createToken<number>('resource');
  const registry = createRegistry({ clock })
    .register(component(store, { create: () => 'store' }))
    .register(
      component(resource, {
        ...run,
        dependencies: { store },
        async create() {
          const own = ++made;
          await new Promise<void>((resolve) => clock.after(own % 7, resolve));
          if (own % 10 === 0) throw new RangeError('every tenth');
          live.add(own);
          return own;
        },
        stop: (own) => void live.delete(own),
      }),
    )
    .register(
      component(turn, { ...run, dependencies: { resource }, create: (given) => `turn ${given.resource}` }),
    );
  await registry.start();
  const outcomes = Array.from({ length: 500 }, async (_, at) => {
    const inner = registry.scope('run');
    const error = await rejection(inner.start());
    if (error !== undefined) return 'failed';
    expect(inner.resolve(turn)).toBe(`turn ${inner.resolve(resource)}`);
    // A third is left to the registry.
    if (at % 3 > 0) await inner.stop();
    return inner.state;
  });
  await clock.advance(10);
  const counted = Map.groupBy(await Promise.all(outcomes), (state) => state);
  expect(counted.get('failed')).toHaveLength(50);
  expect(live.size).toBe(counted.get('running')?.length);
  expect(registry[inside]().children.size).toBe(live.size);
  await registry.stop();
  expect(live.size).toBe(0);
  expect(registry[inside]().children.size).toBe(0);
  expect(clock.waiting()).toBe(0);
});

test('what a scope could not stop is reported by the one around it', async () => {
  const clock = fakeClock();
  const hang = component(turn, { ...run, create: () => 'turn', stop: () => never<void>() });
  const registry = createRegistry({ clock, stopTimeoutMs: 10 }).register(hang);
  await registry.start();
  await registry.scope('run').start();
  const ended = rejection(registry.stop());
  await clock.advance(10);
  expect(await ended).toMatchObject({
    code: 'EC_REGISTRY_STOP_FAILED',
    errors: [{ code: 'EC_REGISTRY_STOP_FAILED', details: { failed: ['turn'] } }],
  });
});

describe('lazy components', () => {
  test('start when something loads them, once, with all that they need', async () => {
    const journal = createJournal();
    await using registry = createRegistry()
      .register(journal.component(store, [], { lazy: true }))
      .register(journal.component(user, [store], { lazy: true }));
    await registry.start();
    expect(journal.lines).toEqual([]);
    expect(() => registry.resolve(user)).toThrow(
      expect.objectContaining({ code: 'EC_REGISTRY_NOT_STARTED' }),
    );
    expect(await Promise.all([registry.load(user), registry.load(user)])).toEqual(['user', 'user']);
    expect(journal.lines).toEqual(['create store', 'start store', 'create user', 'start user']);
    expect(registry.resolve(user)).toBe('user');
  });

  test('start with what depends on them', async () => {
    const journal = createJournal();
    await using registry = createRegistry()
      .register(journal.component(store, [], { lazy: true }))
      .register(journal.component(user, [store]));
    await registry.start();
    expect(registry.resolve(store)).toBe('store');
  });

  test('of the app start for a run, and outlive it', async () => {
    const journal = createJournal();
    const registry = createRegistry()
      .register(journal.component(store, [], { lazy: true }))
      .register(journal.component(turn, [store], run));
    await registry.start();
    const inner = registry.scope('run');
    await inner.start();
    await inner.stop();
    expect(registry.resolve(store)).toBe('store');
    await registry.stop();
    expect(journal.lines.slice(-2)).toEqual(['stop turn', 'stop store']);
  });

  test('that fail disturb nobody, are released and tried again', async () => {
    const journal = createJournal();
    let tries = 0;
    await using registry = createRegistry()
      .register(journal.component(store))
      .register(
        journal.component(user, [store], {
          lazy: true,
          start: () => (tries++ === 0 ? Promise.reject(new TypeError('no')) : Promise.resolve()),
        }),
      );
    await registry.start();
    expect(await rejection(registry.load(user))).toMatchObject({
      code: 'EC_REGISTRY_COMPONENT',
      details: { component: 'user', phase: 'start' },
    });
    expect(journal.lines.slice(2)).toEqual(['create user', 'stop user']);
    expect(registry.state).toBe('running');
    expect(await registry.load(user)).toBe('user');
  });

  test('whose dependency fails name it, and start once it can', async () => {
    let broken = true;
    const failing = component(store, {
      lazy: true,
      create: () => (broken ? Promise.reject(new TypeError('no')) : Promise.resolve('store')),
    });
    await using registry = createRegistry()
      .register(failing)
      .register(createJournal().component(user, [store], { lazy: true }))
      .register(createJournal().component(last, [user], { lazy: true }))
      .register(createJournal().component(turn, [user], run));
    await registry.start();
    expect(await rejection(registry.load(last))).toMatchObject({
      details: { component: 'last' },
      cause: { details: { component: 'store', phase: 'start' } },
    });
    const inner = registry.scope('run');
    expect(await rejection(inner.start())).toMatchObject({
      details: { failed: ['store'], skipped: expect.arrayContaining(['user', 'turn']) },
    });
    broken = false;
    expect(await registry.load(last)).toBe('last');
    await inner.start();
    expect(inner.resolve(turn)).toBe('turn');
  });

  test('cannot be loaded before the start, nor a run that needs a missing session', async () => {
    const registry = nested().override(createJournal().component(turn, [user], { ...run, lazy: true }));
    expect(await rejection(registry.load(store))).toMatchObject({ code: 'EC_REGISTRY_NOT_STARTED' });
    await registry.start();
    await using inner = registry.scope('run');
    await inner.start();
    expect(await rejection(inner.load(turn))).toMatchObject({ code: 'EC_REGISTRY_NO_SCOPE' });
    await registry.stop();
    expect(await rejection(registry.load(store))).toMatchObject({ code: 'EC_REGISTRY_NOT_STARTED' });
  });
});
