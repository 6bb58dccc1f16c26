import { inspect } from 'node:util';
import { describe, expect, expectTypeOf, test, vi } from 'vitest';
import { z } from 'zod';
import { fakeClock, settled } from '../test/fake-clock.ts';
import { never, rejection, token } from '../test/sample.ts';
import { watchHealth } from './health/index.ts';
import { type ConfigSchema, component, createRegistry, createToken, type RegistryOptions } from './index.ts';
import { bootTree, describeScope } from './inspect/index.ts';
import { createMetrics } from './metrics/index.ts';

const server = createToken<string>('server');
const schema = z.object({
  url: z.url(),
  retries: z.coerce.number().int().default(3),
  keys: z.array(z.object({ secret: z.string().min(8) })).default([]),
});

function withConfig(config: Record<string, unknown>, options: RegistryOptions = {}) {
  return createRegistry({ ...options, config }).register(
    component(server, {
      config: schema,
      create: (_, context) => {
        expectTypeOf(context.config).toEqualTypeOf<z.infer<typeof schema>>();
        return `${context.config.url} ${context.config.retries}`;
      },
    }),
  );
}

async function problemsOf(registry: ReturnType<typeof createRegistry>): Promise<readonly string[]> {
  const error = await rejection(registry.start());
  expect(error).toMatchObject({ code: 'EC_REGISTRY_INVALID', exitCode: 2 });
  return (error as { details: { problems: readonly string[] } }).details.problems;
}

test('a component gets its validated configuration, defaults included', async () => {
  await using registry = withConfig({ server: { url: 'https://example.org/', retries: '7' } });
  await registry.start();
  expect(registry.resolve(server)).toBe('https://example.org/ 7');
});

test('a configuration is read once per start, not for each scope', async () => {
  let reads = 0;
  const counting: ConfigSchema<number> = { parse: () => ++reads };
  const registry = createRegistry().register(
    component(server, { scope: 'run', config: counting, create: (_, { config }) => `read ${config}` }),
  );
  await registry.start();
  for (let round = 0; round < 3; round++) {
    await using run = registry.scope('run');
    await run.start();
    expect(run.resolve(server)).toBe('read 1');
  }
  await registry.stop();
  await registry.start();
  expect(reads).toBe(2);
  await registry.stop();
});

test('one component with a schema is enough, and its defaults need no configuration', async () => {
  const port = z.object({ port: z.number().default(80) }).prefault({});
  await using registry = createRegistry()
    .register(component(token('plain'), { create: () => '' }))
    .register(component(server, { config: port, create: (_, { config }) => `port ${config.port}` }));
  await registry.start();
  expect(registry.resolve(server)).toBe('port 80');
});

test('a configuration for nobody is refused, also where no component has a schema', async () => {
  const registry = createRegistry({ config: { sever: {} } }).register(
    component(server, { create: () => '' }),
  );
  expect(await problemsOf(registry)).toEqual(['configuration for sever, which is not registered']);
});

test('what deals with configurations is only loaded where there are some', async () => {
  let loaded = 0;
  vi.resetModules();
  vi.doMock('./configure.ts', () => {
    loaded++;
    return { configure: () => Promise.resolve([]) };
  });
  const fresh = await import('./index.ts');
  const plain = fresh.component(server, { create: () => '' });
  await fresh.createRegistry().register(plain).start();
  expect(loaded).toBe(0);
  await fresh
    .createRegistry({ config: { server: 1 } })
    .register(plain)
    .start();
  expect(loaded).toBe(1);
  vi.doUnmock('./configure.ts');
  vi.resetModules();
});

test('without a schema there is no configuration', async () => {
  const seen: unknown[] = [];
  await using registry = createRegistry({ config: { server: 1 } }).register(
    component(server, {
      create: (_, { config }) => {
        expectTypeOf(config).toEqualTypeOf<undefined>();
        seen.push(config);
        return '';
      },
    }),
  );
  await registry.start();
  expect(seen).toEqual([undefined]);
});

describe('problems', () => {
  test('of all components, of missing tokens and of cycles come in one error, and nothing starts', async () => {
    let created = 0;
    const [missing, left, right] = [token('missing'), token('left'), token('right')];
    const create = () => String(created++);
    const registry = createRegistry({ config: { server: { url: 'nope' }, sever: {} } })
      .register(component(server, { config: schema, create }))
      .register(component(token('other'), { config: z.object({ size: z.number() }), lazy: true, create }))
      .register(component(left, { dependencies: { right, missing }, create }))
      .register(component(right, { dependencies: { left }, create }));
    expect(await problemsOf(registry)).toEqual([
      'left needs missing, which is not registered',
      'left → right → left is a cycle',
      'configuration for sever, which is not registered',
      expect.stringMatching(/^configuration of server at url: /),
      expect.stringMatching(/^configuration of other /),
    ]);
    expect(created).toBe(0);
    expect(registry.state).toBe('failed');
  });

  test('name the place of what is wrong', async () => {
    const keys = [{ secret: 'long enough' }, { secret: 'short' }];
    const [problem] = await problemsOf(withConfig({ server: { url: 'https://example.org', keys } }));
    expect(problem).toMatch(/^configuration of server at keys\.1\.secret: Too small/);
  });

  test('never hold a value of the configuration', async () => {
    const leaky: ConfigSchema<string> = {
      '~standard': {
        validate: (value) => ({
          issues: [
            { message: `bad key ${JSON.stringify(value)} ${'x'.repeat(500)}`, path: [{ key: 'deep' }, 0] },
          ],
        }),
      },
    };
    const config = {
      server: { apiKey: 'sk-secret', nested: ['sk-secret-longer', { again: 'token-1' }], no: 'abc' },
    };
    const registry = createRegistry({ config }).register(
      component(server, { config: leaky, create: () => '' }),
    );
    const [problem = ''] = await problemsOf(registry);
    expect(problem).toMatch(/^configuration of server at deep\.0: bad key \{"apiKey":"\[hidden\]"/);
    expect(problem).not.toMatch(/sk-|token-1|longer/);
    expect(problem.length).toBeLessThan(260);
  });

  test('include a schema that never answers', async () => {
    const clock = fakeClock();
    const hanging: ConfigSchema<string> = { '~standard': { validate: () => never() } };
    const make = (name: string, more: { startTimeoutMs?: number }) =>
      component(token(name), { config: hanging, create: () => '', ...more });
    const registry = createRegistry({ clock, startTimeoutMs: 70 })
      .register(make('slow', {}))
      .register(make('slower', { startTimeoutMs: 90 }));
    const found = problemsOf(registry);
    // The part that reads configurations is loaded first, which takes real time.
    while (clock.waiting() < 2) await settled();
    await clock.advance(90);
    expect(await found).toEqual([
      'configuration of slow was not read within 70 ms',
      'configuration of slower was not read within 90 ms',
    ]);
    expect(clock.waiting()).toBe(0);
  });

  test('of a configuration that refers to itself are found too', async () => {
    const circular: Record<string, unknown> = { name: 'sk-secret' };
    circular.self = circular;
    const failing: ConfigSchema<string> = {
      parse: () => {
        throw new RangeError('sk-secret');
      },
    };
    const registry = createRegistry({ config: { server: circular } }).register(
      component(server, { config: failing, create: () => '' }),
    );
    expect(await problemsOf(registry)).toEqual(['configuration of server refused by its schema']);
  });
});

describe('kinds of schema', () => {
  test('one with only a parse function', async () => {
    const upper: ConfigSchema<string> = { parse: (value) => String(value).toUpperCase() };
    await using registry = createRegistry({ config: { server: 'abc' } }).register(
      component(server, { config: upper, create: (_, { config }) => config }),
    );
    await registry.start();
    expect(registry.resolve(server)).toBe('ABC');
  });

  test('one whose parse throws issues', async () => {
    const strict: ConfigSchema<unknown> = { parse: (value) => z.object({ port: z.number() }).parse(value) };
    const registry = createRegistry({ config: { server: { port: 'x' } } }).register(
      component(server, { config: strict, create: () => '' }),
    );
    expect(await problemsOf(registry)).toEqual([
      expect.stringMatching(/^configuration of server at port: Invalid/),
    ]);
  });

  test('an asynchronous one, and one that rejects', async () => {
    const slow = z.string().refine(async (value) => value === 'right');
    const make = (value: string) =>
      createRegistry({ config: { server: value } }).register(
        component(server, { config: slow, create: (_, { config }) => config }),
      );
    const right = make('right');
    await right.start();
    expect(right.resolve(server)).toBe('right');
    await right.stop();
    expect(await problemsOf(make('wrong'))).toHaveLength(1);
    const rejecting: ConfigSchema<string> = {
      '~standard': { validate: () => Promise.reject(new TypeError('sk-secret')) },
    };
    const registry = createRegistry().register(component(server, { config: rejecting, create: () => '' }));
    expect(await problemsOf(registry)).toEqual(['configuration of server refused by its schema']);
  });
});

test('secrets are in neither the registry nor its description, tree, metrics and health', async () => {
  const url = 'https://user:sk-secret@example.org/';
  const metrics = createMetrics();
  await using registry = withConfig({ server: { url } }, { metrics });
  using health = watchHealth(registry);
  await registry.start();
  const shown = [
    describeScope(registry),
    bootTree(registry),
    metrics.snapshot(),
    metrics.prometheus(),
    await health.check(),
  ];
  expect(JSON.stringify(shown)).not.toContain('sk-secret');
  expect(inspect(registry, { depth: 20, showHidden: true })).not.toContain('sk-secret');
});
