import { describe, expect, test } from 'vitest';
import { fakeClock, settled } from '../test/fake-clock.ts';
import { createJournal, never, rejection, token } from '../test/sample.ts';
import { component, createRegistry, type Token } from './index.ts';

const [a, b, c] = [token('a'), token('b'), token('c')];
const run = { scope: 'run' } as const;

/** A component that is there at once. */
function quick(of: Token<string>, needs: Readonly<Record<string, Token<string>>> = {}) {
  return component(of, { ...run, dependencies: needs, create: () => of.name, start: () => {} });
}

describe('what need not wait', () => {
  test('has started when the call returns', async () => {
    await using registry = createRegistry().register(quick(b, { a })).register(quick(a));
    await registry.start();
    await using inner = registry.scope('run');
    const started = inner.start();
    expect(inner.resolve(b)).toBe('b');
    expect(inner.state).toBe('starting');
    await started;
    expect(inner.state).toBe('running');
  });

  test('starts although something independent takes its time, and what depends on that waits', async () => {
    const clock = fakeClock();
    await using registry = createRegistry({ clock })
      .register(createJournal(clock).component(a, [], { ...run, takesMs: 5 }))
      .register(quick(b, { a }))
      .register(quick(c));
    await registry.start();
    const inner = registry.scope('run');
    const started = inner.start();
    expect(inner.resolve(c)).toBe('c');
    expect(() => inner.resolve(b)).toThrow(/b has not started/);
    await clock.advance(5);
    await started;
    expect(inner.resolve(b)).toBe('b');
    const stopped = inner.stop();
    await clock.advance(5);
    await stopped;
  });

  test('uses no timer', async () => {
    const clock = fakeClock();
    const registry = createRegistry({ clock }).register(component(a, { create: () => 'a' }));
    await registry.start();
    expect(clock.waiting()).toBe(0);
    await registry.stop();
  });

  test('may answer with anything that has a `then`', async () => {
    const call = (resolve: (value: string) => void) => resolve('later');
    const thenable = Object.fromEntries([['then', call]]) as unknown as PromiseLike<string>;
    await using registry = createRegistry()
      .register(component(a, { create: () => thenable }))
      .register(component(b, { dependencies: { a }, create: ({ a: given }) => `b with ${given}` }));
    await registry.start();
    expect(registry.resolve(b)).toBe('b with later');
  });

  test('is fine in a chain of 2,000', async () => {
    const tokens = Array.from({ length: 2_000 }, (_, at) => token(`t${at}`));
    const registry = createRegistry();
    tokens.forEach((own, at) => {
      const next = tokens[at + 1];
      registry.register(component(own, { dependencies: next ? { next } : {}, create: () => own.name }));
    });
    await registry.start();
    expect(registry.resolve(tokens[0] ?? a)).toBe('t0');
    await registry.stop();
    expect(registry.state).toBe('stopped');
  });
});

describe('what fails at once', () => {
  const fails = (of: Token<string>, phase: 'create' | 'start') =>
    component(of, {
      create: () => (phase === 'create' ? fail() : of.name),
      start: () => (phase === 'start' ? fail() : undefined),
    });
  const fail = (): never => {
    throw new RangeError('no');
  };

  test('keeps nothing independent from failing too, and all is reported', async () => {
    const journal = createJournal();
    const registry = createRegistry()
      .register(fails(a, 'create'))
      .register(fails(b, 'start'))
      .register(journal.component(c));
    const error = await rejection(registry.start());
    expect(error).toMatchObject({
      code: 'EC_REGISTRY_START_FAILED',
      details: { failed: ['a', 'b'] },
      cause: { details: { component: 'a' } },
      errors: [{ details: { component: 'a' } }, { details: { component: 'b' } }],
    });
    expect(journal.lines).toEqual(['create c', 'start c', 'stop c']);
  });

  test('keeps what depends on it from being created', async () => {
    const journal = createJournal();
    const registry = createRegistry()
      .register(journal.component(c, [b]))
      .register(journal.component(b, [a]))
      .register(fails(a, 'create'));
    expect(await rejection(registry.start())).toMatchObject({
      details: { failed: ['a'], skipped: ['b', 'c'] },
    });
    expect(journal.lines).toEqual([]);
  });
});

test('a run that cannot start tells what starts in it, and does not wait for it to succeed', async () => {
  const clock = fakeClock(0);
  const failing = component(a, { lazy: true, create: () => Promise.reject(new RangeError('no')) });
  const slow = createJournal(clock).component(c, [], { ...run, takesMs: 60_000, startTimeoutMs: 90_000 });
  const registry = createRegistry({ clock, stopTimeoutMs: 10 })
    .register(failing)
    .register(quick(b, { a }))
    .register(slow);
  await registry.start();
  const ended = rejection(registry.scope('run').start());
  await clock.advance(10);
  expect(await ended).toMatchObject({
    code: 'EC_REGISTRY_START_FAILED',
    details: { failed: ['a'], skipped: ['b'] },
    cause: { code: 'EC_REGISTRY_COMPONENT', details: { component: 'a' } },
  });
  await registry.stop();
  await clock.advance(100_000);
});

describe('a start that is given up', () => {
  test('does not wait for a lazy component of another scope', async () => {
    const clock = fakeClock();
    const hang = component(a, { lazy: true, create: () => never<string>() });
    const registry = createRegistry({ clock }).register(hang).register(quick(b, { a }));
    await registry.start();
    const inner = registry.scope('run');
    const controller = new AbortController();
    const ended = rejection(inner.start({ signal: controller.signal }));
    await settled();
    controller.abort();
    expect(await ended).toMatchObject({ code: 'EC_REGISTRY_ABORTED' });
    expect(clock.now()).toBe(1_000);
    const stopped = registry.stop();
    await clock.advance(30_000);
    await stopped;
  });

  test('begins nothing later, not even into the next start', async () => {
    const clock = fakeClock();
    let made = 0;
    const registry = createRegistry({ clock })
      .register(createJournal(clock).component(a, [], { lazy: true, takesMs: 50 }))
      .register(component(b, { ...run, dependencies: { a }, create: () => `b${++made}` }));
    await registry.start();
    const inner = registry.scope('run');
    const controller = new AbortController();
    const ended = rejection(inner.start({ signal: controller.signal }));
    await clock.advance(1);
    controller.abort();
    await ended;
    const again = inner.start();
    await clock.advance(60);
    await again;
    expect(made).toBe(1);
    expect(inner.resolve(b)).toBe('b1');
    const stopped = registry.stop();
    await clock.advance(50);
    await stopped;
  });
});

test('a stop tells a lazy component that is still starting, and waits no longer than a stop may take', async () => {
  const clock = fakeClock(0);
  let reason: unknown;
  const hang = component(a, {
    lazy: true,
    create: (_, { signal }) => {
      signal.addEventListener('abort', () => {
        reason = signal.reason;
      });
      return never<string>();
    },
  });
  const registry = createRegistry({ clock, stopTimeoutMs: 100 }).register(hang);
  await registry.start();
  const loading = rejection(registry.load(a));
  const stopped = registry.stop().then(() => clock.now());
  await clock.advance(200);
  expect(await stopped).toBe(100);
  expect(reason).toMatchObject({ code: 'EC_REGISTRY_ABORTED' });
  expect(await loading).toMatchObject({ code: 'EC_REGISTRY_ABORTED' });
});

describe('the signal of a component', () => {
  test('is aborted even if nobody looked at it before', async () => {
    const seen: AbortSignal[] = [];
    const registry = createRegistry().register(
      component(a, { create: () => 'a', stop: (_, { signal }) => void seen.push(signal, signal) }),
    );
    await registry.start();
    await registry.stop();
    expect(seen[0]?.aborted).toBe(true);
    expect(seen[0]).toBe(seen[1]);
  });

  test('of one that failed carries its error', async () => {
    let signal: AbortSignal | undefined;
    const failing = component(a, {
      create: () => 'a',
      start: () => Promise.reject(new RangeError('no')),
      stop: (_, context) => {
        signal = context.signal;
      },
    });
    const error = await rejection(createRegistry().register(failing).start());
    expect(signal?.reason).toBe((error as Error).cause);
  });
});
