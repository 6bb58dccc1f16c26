import { expect, test } from 'vitest';
import { fakeClock } from '../../test/fake-clock.ts';
import { createJournal, rejection, token } from '../../test/sample.ts';
import { component, createRegistry } from '../index.ts';
import { bootTree, describeScope } from './index.ts';

const [config, database, cache, server, jobs] = ['config', 'database', 'cache', 'server', 'jobs'].map(
  token,
) as [
  ReturnType<typeof token>,
  ReturnType<typeof token>,
  ReturnType<typeof token>,
  ReturnType<typeof token>,
  ReturnType<typeof token>,
];

async function booted() {
  const clock = fakeClock();
  const journal = createJournal(clock);
  const registry = createRegistry({ clock })
    .register(journal.component(server, [database, cache], { takesMs: 5 }))
    .register(journal.component(database, [config], { takesMs: 40 }))
    .register(journal.component(cache, [config], { takesMs: 10 }))
    .register(journal.component(config, [], { takesMs: 2 }))
    .register(journal.component(jobs, [], { lazy: true, takesMs: 1 }));
  const starting = registry.start();
  await clock.advance(60);
  await starting;
  return { clock, registry };
}

test('shows order, durations and what was waited for', async () => {
  const { registry } = await booted();
  expect(bootTree(registry)).toBe(
    [
      'app running, 4 components in 47 ms',
      '└─ 4. server 5 ms, waited 42 ms for database',
      '   ├─ 2. database 40 ms, waited 2 ms for config',
      '   │  └─ 1. config 2 ms',
      '   └─ 3. cache 10 ms, waited 2 ms for config',
      '      └─ config ↑',
    ].join('\n'),
  );
});

test('grows with what is loaded later', async () => {
  const { registry, clock } = await booted();
  const loading = registry.load(jobs);
  await clock.advance(1);
  await loading;
  const lines = bootTree(registry).split('\n');
  expect(lines[0]).toBe('app running, 5 components in 47 ms');
  expect(lines.at(-1)).toBe('└─ 5. jobs 1 ms');
  expect(lines[1]).toMatch(/^├─ 4\. server/);
});

test('the description holds the same as data', async () => {
  const { registry } = await booted();
  const { components, ...scope } = describeScope(registry);
  expect(scope).toEqual({ scope: 'app', state: 'running', durationMs: 47 });
  expect(components.map(({ name }) => name)).toEqual(['config', 'database', 'cache', 'server']);
  expect(components[3]).toEqual({
    name: 'server',
    state: 'running',
    lazy: false,
    dependencies: ['database', 'cache'],
    order: 4,
    durationMs: 5,
    waitedMs: 42,
    waitedFor: 'database',
  });
  expect(components[0]).not.toHaveProperty('waitedFor');
  expect(JSON.parse(JSON.stringify(describeScope(registry)))).toEqual(describeScope(registry));
});

test('shows after a failure what failed, what was stopped and what never began', async () => {
  const clock = fakeClock();
  const journal = createJournal(clock);
  const registry = createRegistry({ clock })
    .register(journal.component(config))
    .register(
      component(database, { dependencies: { config }, create: () => Promise.reject(new TypeError('no')) }),
    )
    .register(journal.component(server, [database]));
  await rejection(registry.start());
  expect(bootTree(registry)).toBe(
    [
      'app failed, 3 components in 0 ms',
      '└─ server (idle)',
      '   └─ 2. database 0 ms (EC_REGISTRY_COMPONENT)',
      '      └─ 1. config 0 ms (stopped)',
    ].join('\n'),
  );
  expect(describeScope(registry).components.at(-1)).toMatchObject({ name: 'server', order: 0 });
});

test('of a run names what it takes from around it nowhere, since that is not its own', async () => {
  const journal = createJournal();
  await using registry = createRegistry()
    .register(journal.component(config))
    .register(journal.component(jobs, [config], { scope: 'run', lazy: false }));
  await registry.start();
  await using run = registry.scope('run');
  await run.start();
  expect(bootTree(run).split('\n').slice(1)).toEqual([expect.stringMatching(/^└─ 1\. jobs \d+ ms/)]);
  expect(describeScope(run)).toMatchObject({
    scope: 'run',
    components: [{ name: 'jobs', dependencies: ['config'] }],
  });
});

test('of several dependencies the one that was ready last is what was waited for', async () => {
  const clock = fakeClock();
  const journal = createJournal(clock);
  const registry = createRegistry({ clock })
    .register(journal.component(cache, [], { takesMs: 10 }))
    .register(journal.component(database, [], { takesMs: 40 }))
    .register(journal.component(server, [cache, database]));
  const starting = registry.start();
  await clock.advance(40);
  await starting;
  expect(describeScope(registry).components.at(-1)).toMatchObject({ waitedMs: 40, waitedFor: 'database' });
});

test('what never began waited for nothing, however late its dependencies were', async () => {
  const clock = fakeClock();
  const late = new Promise<string>((_, reject) => clock.after(30, () => reject(new TypeError('no'))));
  const registry = createRegistry({ clock })
    .register(component(database, { create: () => late }))
    .register(component(server, { dependencies: { database }, create: () => 'server' }));
  const ended = rejection(registry.start());
  await clock.advance(30);
  await ended;
  const of = describeScope(registry).components.find(({ name }) => name === 'server');
  expect(of).toEqual({
    name: 'server',
    state: 'idle',
    lazy: false,
    dependencies: ['database'],
    order: 0,
    durationMs: 0,
    waitedMs: 0,
  });
});

test('is in the order of starting, not of asking, and counts one component as one', async () => {
  const journal = createJournal();
  await using registry = createRegistry()
    .register(journal.component(config, [], { lazy: true }))
    .register(journal.component(database, [config], { lazy: true }))
    .register(journal.component(jobs));
  await registry.start();
  expect(bootTree(registry)).toMatch(/^app running, 1 component in \d+ ms\n/);
  await registry.load(database);
  expect(describeScope(registry).components.map(({ name }) => name)).toEqual(['jobs', 'config', 'database']);
});
