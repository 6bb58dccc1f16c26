import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fakeClock, settled } from '../test/fake-clock.ts';
import { createJournal, never, rejection, token } from '../test/sample.ts';
import { component, createRegistry, registryErrors } from './index.ts';
import { describeScope } from './inspect/index.ts';

const [a, b, c, d] = [token('a'), token('b'), token('c'), token('d')];

describe('order', () => {
  test('dependencies start first, whatever the order of registration', async () => {
    const journal = createJournal();
    await using registry = createRegistry()
      .register(journal.component(c, [b]))
      .register(journal.component(b, [a]))
      .register(journal.component(a));
    await registry.start();
    expect(journal.lines).toEqual(['create a', 'start a', 'create b', 'start b', 'create c', 'start c']);
  });

  test('independent components start at the same time', async () => {
    const clock = fakeClock();
    const journal = createJournal(clock);
    const registry = createRegistry({ clock });
    for (const name of [a, b, c]) registry.register(journal.component(name, [], { takesMs: 10 }));
    registry.register(journal.component(d, [a, b, c], { takesMs: 10 }));
    const starting = registry.start();
    await clock.advance(0);
    expect(journal.lines).toEqual(['create a', 'create b', 'create c']);
    await clock.advance(20);
    await starting;
    expect(clock.now()).toBe(1_020);
    expect(describeScope(registry).durationMs).toBe(20);
  });

  test('in random graphs everything starts after its dependencies and stops before them', async () => {
    const graphs = fc.array(fc.array(fc.nat({ max: 100 }), { maxLength: 4 }), {
      minLength: 1,
      maxLength: 25,
    });
    await fc.assert(
      fc.asyncProperty(graphs, async (graph) => {
        const tokens = graph.map((_, at) => token(`t${at}`));
        const needs = graph.map((edges, at) => [
          ...new Set(edges.flatMap((edge) => (at === 0 ? [] : (tokens[edge % at] ?? [])))),
        ]);
        const journal = createJournal();
        const registry = createRegistry();
        graph.forEach((_, at) => {
          registry.register(journal.component(tokens[at] ?? a, needs[at]));
        });
        await registry.start();
        await registry.stop();
        const at = (line: string) => journal.lines.indexOf(line);
        tokens.forEach(({ name }, index) => {
          for (const need of needs[index] ?? []) {
            expect(at(`start ${need.name}`)).toBeLessThan(at(`create ${name}`));
            expect(at(`stop ${name}`)).toBeLessThan(at(`stop ${need.name}`));
          }
        });
        expect(journal.lines).toHaveLength(3 * tokens.length);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a start that fails', () => {
  test('stops what had started, in reverse, and names what it kept from starting', async () => {
    const journal = createJournal();
    const failing = component(c, {
      dependencies: { b },
      create: (): string => {
        throw new RangeError('sk-secret');
      },
    });
    const registry = createRegistry()
      .register(journal.component(a))
      .register(journal.component(b, [a]))
      .register(failing)
      .register(journal.component(d, [c]));
    const error = await rejection(registry.start());
    expect(journal.lines).toEqual(['create a', 'start a', 'create b', 'start b', 'stop b', 'stop a']);
    if (!registryErrors.is(error, 'EC_REGISTRY_START_FAILED')) expect.fail('another error');
    expect(error.details).toEqual({ failed: ['c'], skipped: ['d'] });
    expect(error.message).toBe('Start failed at c; not started: d.');
    expect(error.cause).toMatchObject({
      code: 'EC_REGISTRY_COMPONENT',
      details: { component: 'c', phase: 'start' },
    });
    expect(JSON.stringify(error)).toContain('RangeError');
    expect(JSON.stringify(error)).not.toContain('sk-secret');
    expect(registry.state).toBe('failed');
  });

  test('reports every failure, the first one as the cause', async () => {
    const clock = fakeClock();
    const failAfter = (of: typeof a, ms: number) =>
      component(of, {
        create: () => new Promise<string>((_, reject) => clock.after(ms, () => reject(new TypeError('no')))),
      });
    const registry = createRegistry({ clock }).register(failAfter(a, 20)).register(failAfter(b, 10));
    const ended = rejection(registry.start());
    await clock.advance(30);
    expect(await ended).toMatchObject({
      details: { failed: ['a', 'b'] },
      cause: { details: { component: 'b' } },
      errors: [{ details: { component: 'a' } }, { details: { component: 'b' } }],
    });
  });

  test('reports also what could not be stopped again', async () => {
    const broken = { stop: () => Promise.reject(new TypeError('stuck')) };
    const journal = createJournal();
    const registry = createRegistry()
      .register(journal.component(a, [], broken))
      .register(component(b, { dependencies: { a }, create: () => Promise.reject(new TypeError('no')) }));
    expect(await rejection(registry.start())).toMatchObject({
      details: { failed: ['b'] },
      errors: [{ details: { phase: 'start' } }, { details: { component: 'a', phase: 'stop' } }],
    });
  });

  test('stops a component that was created but whose start failed', async () => {
    const journal = createJournal();
    const registry = createRegistry().register(
      journal.component(a, [], { start: () => Promise.reject(new TypeError('no')) }),
    );
    await rejection(registry.start());
    expect(journal.lines).toEqual(['create a', 'stop a']);
  });

  test('may throw anything', async () => {
    for (const thrown of ['text with sk-secret', undefined, null, 7, { reason: 'sk-secret' }]) {
      const registry = createRegistry().register(
        component(a, {
          create: (): string => {
            throw thrown;
          },
        }),
      );
      const error = await rejection(registry.start());
      expect(error).toMatchObject({
        code: 'EC_REGISTRY_START_FAILED',
        cause: { code: 'EC_REGISTRY_COMPONENT' },
      });
      expect(JSON.stringify(error)).not.toContain('sk-secret');
    }
  });

  test.each(['create', 'start', 'stop'] as const)('may throw a text in %s', async (phase) => {
    const fail = (at: string): undefined => {
      if (at === phase) throw 'sk-secret';
    };
    const registry = createRegistry().register(
      component(a, {
        create: () => fail('create') ?? 'a',
        start: () => fail('start'),
        stop: () => fail('stop'),
      }),
    );
    const error = (await rejection(registry.start())) ?? (await rejection(registry.stop()));
    expect(error).toMatchObject({
      code: phase === 'stop' ? 'EC_REGISTRY_STOP_FAILED' : 'EC_REGISTRY_START_FAILED',
      cause: {
        code: 'EC_REGISTRY_COMPONENT',
        message: `a failed to ${phase === 'stop' ? 'stop' : 'start'}.`,
      },
    });
    expect(`${JSON.stringify(error)} ${inspect(error)}`).not.toContain('sk-secret');
  });

  test('can be tried again', async () => {
    let tries = 0;
    const registry = createRegistry().register(
      component(a, {
        create() {
          tries++;
          if (tries === 1) throw new TypeError('not yet');
          return 'second';
        },
      }),
    );
    await rejection(registry.start());
    await registry.start();
    expect(registry.resolve(a)).toBe('second');
    expect(describeScope(registry).components[0]).toMatchObject({ state: 'running', order: 1 });
    await registry.stop();
  });
});

describe('a start that never settles', () => {
  test('ends at its deadline and tells the component through its signal', async () => {
    const clock = fakeClock();
    let reason: unknown;
    const registry = createRegistry({ clock, startTimeoutMs: 100 }).register(
      component(a, {
        create: (_, { signal }) => {
          signal.addEventListener('abort', () => {
            reason = signal.reason;
          });
          return never<string>();
        },
      }),
    );
    const ended = rejection(registry.start());
    await clock.advance(99);
    expect(registry.state).toBe('starting');
    await clock.advance(1);
    const error = await ended;
    expect(error).toMatchObject({
      code: 'EC_REGISTRY_START_FAILED',
      cause: { code: 'EC_REGISTRY_START_TIMEOUT', details: { component: 'a', timeoutMs: 100 } },
    });
    expect(reason).toBe((error as Error).cause);
    expect(clock.waiting()).toBe(0);
  });

  test('has 30 seconds by default, and a stop 5', async () => {
    const clock = fakeClock(0);
    const hang = component(a, { create: () => never<string>() });
    const starting = rejection(createRegistry({ clock }).register(hang).start()).then(() => clock.now());
    await clock.advance(60_000);
    expect(await starting).toBe(30_000);
    const sticky = component(b, { create: () => 'b', stop: () => never<void>() });
    const registry = createRegistry({ clock }).register(sticky);
    await registry.start();
    const stopping = rejection(registry.stop()).then(() => clock.now());
    await clock.advance(60_000);
    expect(await stopping).toBe(65_000);
  });

  test('has the deadline of its own definition before that of the registry', async () => {
    const clock = fakeClock();
    const hang = component(a, { create: () => never<string>(), startTimeoutMs: 5 });
    const registry = createRegistry({ clock, startTimeoutMs: 100 }).register(hang);
    const ended = rejection(registry.start());
    await clock.advance(5);
    expect(await ended).toMatchObject({ cause: { details: { timeoutMs: 5 } } });
  });

  test('counts create and start together, and stops what was created', async () => {
    const clock = fakeClock();
    const journal = createJournal(clock);
    const hang = journal.component(a, [], { start: () => never<void>(), startTimeoutMs: 50 });
    const registry = createRegistry({ clock }).register(hang);
    const ended = rejection(registry.start());
    await clock.advance(50);
    await ended;
    expect(journal.lines).toEqual(['create a', 'stop a']);
  });

  test('releases an instance that comes too late, and only that one', async () => {
    const clock = fakeClock();
    const journal = createJournal(clock);
    let round = 0;
    const slowOnce = journal.component(a, [], {
      startTimeoutMs: 10,
      async create() {
        round++;
        const mine = `instance ${round}`;
        if (round === 1) await new Promise<void>((resolve) => clock.after(100, resolve));
        return mine;
      },
      stop: (instance) => {
        journal.lines.push(`stop ${instance}`);
      },
    });
    const registry = createRegistry({ clock })
      .register(slowOnce)
      .register(journal.component(b, [a]));
    const ended = rejection(registry.start());
    await clock.advance(10);
    await ended;
    await registry.start();
    await clock.advance(100);
    expect(journal.lines).toEqual(['start a', 'create b', 'start b', 'stop instance 1']);
    expect(registry.resolve(a)).toBe('instance 2');
    expect(registry.resolve(b)).toBe('b');
    await registry.stop();
    expect(journal.lines.slice(4)).toEqual(['stop b', 'stop instance 2']);
  });

  test('does not hold back the report of another failure for longer than a stop may take', async () => {
    const clock = fakeClock();
    const hang = component(a, { create: () => never<string>() });
    const fail = component(b, { create: () => Promise.reject(new TypeError('no')) });
    const registry = createRegistry({ clock, startTimeoutMs: 60_000, stopTimeoutMs: 200 });
    registry.register(hang).register(fail);
    const ended = rejection(registry.start());
    await clock.advance(200);
    expect(((await ended) as { details: unknown }).details).toEqual({ failed: ['b'] });
    expect(clock.waiting()).toBe(0);
  });
});

describe('giving up', () => {
  test('an aborted signal ends the start and stops what runs', async () => {
    const clock = fakeClock();
    const journal = createJournal(clock);
    const registry = createRegistry({ clock })
      .register(journal.component(a))
      .register(journal.component(b, [a], { takesMs: 50 }))
      .register(journal.component(c, [b]));
    const controller = new AbortController();
    const ended = rejection(registry.start({ signal: controller.signal }));
    await clock.advance(10);
    controller.abort();
    await clock.advance(5_050);
    expect(await ended).toMatchObject({ code: 'EC_REGISTRY_ABORTED', class: 'aborted' });
    expect(journal.lines).toEqual(['create a', 'start a', 'create b', 'start b', 'stop b', 'stop a']);
    expect(registry.state).toBe('failed');
  });

  test('what fails by itself while the start is given up is still reported', async () => {
    const controller = new AbortController();
    const registry = createRegistry()
      .register(
        component(a, {
          create: (_, { signal }) =>
            new Promise<string>((_resolve, reject) => {
              signal.addEventListener('abort', () => reject(new RangeError('broke while ending')));
            }),
        }),
      )
      .register(
        component(b, {
          create: (_, { signal }) =>
            new Promise<string>((_resolve, reject) => {
              signal.addEventListener('abort', () => reject(new DOMException('told to', 'AbortError')));
            }),
        }),
      );
    const ended = rejection(registry.start({ signal: controller.signal }));
    await settled();
    controller.abort();
    expect(await ended).toMatchObject({ code: 'EC_REGISTRY_START_FAILED', details: { failed: ['a'] } });
    expect(describeScope(registry).components.find(({ name }) => name === 'b')?.error).toBe(
      'EC_REGISTRY_ABORTED',
    );
  });

  test('where nothing failed by itself, what components were told is what the start throws', async () => {
    const controller = new AbortController();
    const reasons: unknown[] = [];
    const registry = createRegistry().register(
      component(a, {
        create: (_, { signal }) =>
          new Promise<string>((_resolve, reject) => {
            signal.addEventListener('abort', () => {
              reasons.push(signal.reason);
              reject(signal.reason);
            });
          }),
      }),
    );
    const ended = rejection(registry.start({ signal: controller.signal }));
    await settled();
    controller.abort();
    expect([await ended]).toEqual(reasons);
    expect(await ended).toBe(reasons[0]);
    expect(await ended).not.toHaveProperty('errors');
  });

  test('a component that ends with nothing at all while the start is given up failed by itself', async () => {
    const controller = new AbortController();
    const rejecting = component(a, {
      create: (_, { signal }) =>
        new Promise<string>((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(null));
        }),
    });
    const ended = rejection(createRegistry().register(rejecting).start({ signal: controller.signal }));
    await settled();
    controller.abort();
    expect(await ended).toMatchObject({ code: 'EC_REGISTRY_START_FAILED', details: { failed: ['a'] } });
  });

  test('a start that is given up and cannot be undone says both', async () => {
    const clock = fakeClock();
    const broken = { stop: () => Promise.reject(new TypeError('stuck')) };
    const registry = createRegistry({ clock })
      .register(createJournal().component(a, [], broken))
      .register(component(b, { dependencies: { a }, create: () => never<string>() }));
    const controller = new AbortController();
    const ended = rejection(registry.start({ signal: controller.signal }));
    await clock.advance(1);
    controller.abort();
    await clock.advance(5_000);
    expect(await ended).toMatchObject({
      code: 'EC_REGISTRY_ABORTED',
      errors: [{ code: 'EC_REGISTRY_COMPONENT', details: { component: 'a', phase: 'stop' } }],
    });
  });

  test('a signal that was aborted before starts nothing', async () => {
    const journal = createJournal();
    const registry = createRegistry().register(journal.component(a));
    expect(await rejection(registry.start({ signal: AbortSignal.abort() }))).toMatchObject({
      code: 'EC_REGISTRY_ABORTED',
    });
    expect(journal.lines).toEqual([]);
  });

  test('a signal that is aborted after the start changes nothing and is not listened to', async () => {
    const controller = new AbortController();
    await using registry = createRegistry().register(createJournal().component(a));
    await registry.start({ signal: controller.signal });
    controller.abort();
    await settled();
    expect(registry.state).toBe('running');
  });

  test('a stop during the start gives it up', async () => {
    const clock = fakeClock();
    const journal = createJournal(clock);
    const registry = createRegistry({ clock }).register(journal.component(a, [], { takesMs: 50 }));
    const ended = rejection(registry.start());
    await clock.advance(1);
    const stopped = registry.stop();
    await clock.advance(6_000);
    await stopped;
    expect(await ended).toMatchObject({ code: 'EC_REGISTRY_ABORTED' });
    expect(journal.lines).toEqual(['create a', 'start a', 'stop a']);
  });

  test('a component that heeds its signal ends the wait at once', async () => {
    const clock = fakeClock();
    const heeding = component(a, {
      create: (_, { signal }) =>
        new Promise<string>((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
        }),
    });
    const fail = component(b, { create: () => Promise.reject(new TypeError('no')) });
    const registry = createRegistry({ clock }).register(heeding).register(fail);
    expect(await rejection(registry.start())).toMatchObject({ details: { failed: ['b'] } });
  });
});

test('a start that is asked for again while it is under way is the same one', async () => {
  const clock = fakeClock();
  const journal = createJournal(clock);
  const registry = createRegistry({ clock }).register(journal.component(a, [], { takesMs: 5 }));
  const both = Promise.all([registry.start(), registry.start()]);
  await clock.advance(5);
  await both;
  expect(journal.lines).toEqual(['create a', 'start a']);
});
