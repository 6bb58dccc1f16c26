import { describe, expect, test } from 'vitest';
import { fakeClock } from '../test/fake-clock.ts';
import { createJournal, rejection, token } from '../test/sample.ts';
import { component, createRegistry, createToken, provide, registryErrors } from './index.ts';
import { bootTree } from './inspect/index.ts';

interface Greeter {
  greet(name: string): string;
}
const greeter = createToken<Greeter>('greeter');
const punctuation = createToken<string>('punctuation');

function greeting() {
  return createRegistry()
    .register(provide(punctuation, '!'))
    .register(
      component(greeter, {
        dependencies: { mark: punctuation },
        create: ({ mark }) => ({ greet: (name) => `Hello ${name}${mark}` }),
      }),
    );
}

test('components receive what they depend on and are resolved by token', async () => {
  await using registry = greeting();
  await registry.start();
  expect(registry.resolve(greeter).greet('Ada')).toBe('Hello Ada!');
  expect(registry.resolve(greeter)).toBe(registry.resolve(greeter));
  expect(registry.kind).toBe('app');
});

test('values that are falsy are values', async () => {
  const [nothing, zero] = [createToken<undefined>('nothing'), createToken<number>('zero')];
  await using registry = createRegistry().register(provide(nothing, undefined)).register(provide(zero, 0));
  await registry.start();
  expect(registry.resolve(nothing)).toBeUndefined();
  expect(registry.resolve(zero)).toBe(0);
});

test('a token knows its name and cannot be changed', () => {
  expect(greeter.name).toBe('greeter');
  expect(Object.isFrozen(greeter)).toBe(true);
});

describe('override', () => {
  test('one line replaces a component for everything that depends on it', async () => {
    await using registry = greeting().override(provide(punctuation, '?'));
    await registry.start();
    expect(registry.resolve(greeter).greet('Ada')).toBe('Hello Ada?');
  });

  test('what is not registered cannot be overridden', () => {
    expect(() => createRegistry().override(provide(punctuation, '?'))).toThrow(
      expect.objectContaining({ code: 'EC_REGISTRY_UNKNOWN', details: { component: 'punctuation' } }),
    );
  });

  test('is refused from start to stop and allowed afterwards', async () => {
    const registry = greeting();
    const override = () => registry.override(provide(punctuation, '?'));
    const starting = registry.start();
    expect(override).toThrow(
      expect.objectContaining({
        code: 'EC_REGISTRY_SEALED',
        details: { component: 'punctuation', state: 'starting' },
      }),
    );
    await starting;
    expect(override).toThrow(/while the registry is running/);
    const stopping = registry.stop();
    expect(override).toThrow(/while the registry is stopping/);
    await stopping;
    override();
    await registry.start();
    expect(registry.resolve(greeter).greet('Ada')).toBe('Hello Ada?');
    await registry.stop();
  });
});

describe('register', () => {
  test('refuses a token or a name that is taken', () => {
    const registry = greeting();
    const again = { code: 'EC_REGISTRY_DUPLICATE', details: { component: 'greeter' } };
    const other = provide(createToken<number>('greeter'), 1);
    expect(() => registry.register(other)).toThrow(expect.objectContaining(again));
    expect(() => registry.register(provide(punctuation, '.'))).toThrow(/punctuation is registered already/);
  });

  test('is refused after the start', async () => {
    await using registry = greeting();
    await registry.start();
    expect(() => registry.register(provide(token('late'), 'x'))).toThrow(
      expect.objectContaining({ code: 'EC_REGISTRY_SEALED', exitCode: 2 }),
    );
  });
});

describe('resolve', () => {
  test('says that nothing has started', async () => {
    const registry = greeting();
    expect(() => registry.resolve(greeter)).toThrow(
      expect.objectContaining({ code: 'EC_REGISTRY_NOT_STARTED' }),
    );
    await registry.start();
    await registry.stop();
    expect(() => registry.resolve(greeter)).toThrow(/greeter has not started/);
  });

  test('says that a token is unknown, also one of the same name', async () => {
    await using registry = greeting();
    await registry.start();
    const stranger = createToken<Greeter>('greeter');
    expect(() => registry.resolve(stranger)).toThrow(
      expect.objectContaining({ code: 'EC_REGISTRY_UNKNOWN' }),
    );
    expect(registryErrors.is(await rejection(registry.load(stranger)), 'EC_REGISTRY_UNKNOWN')).toBe(true);
  });
});

describe('state', () => {
  test('follows the life of the registry', async () => {
    const registry = greeting();
    const seen = [registry.state];
    const starting = registry.start();
    seen.push(registry.state);
    await starting;
    seen.push(registry.state);
    const stopping = registry.stop();
    seen.push(registry.state);
    await stopping;
    seen.push(registry.state);
    expect(seen).toEqual(['idle', 'starting', 'running', 'stopping', 'stopped']);
  });

  test('starting or stopping twice does it once', async () => {
    const journal = createJournal();
    const registry = createRegistry().register(journal.component(token('a')));
    await Promise.all([registry.start(), registry.start()]);
    await registry.start();
    await Promise.all([registry.stop(), registry.stop()]);
    await registry.stop();
    expect(journal.lines).toEqual(['create a', 'start a', 'stop a']);
  });

  test('a registry starts anew after a stop, also one that is still under way', async () => {
    const clock = fakeClock();
    const journal = createJournal(clock);
    const registry = createRegistry({ clock }).register(journal.component(token('a'), [], { takesMs: 5 }));
    const first = registry.start();
    await clock.advance(5);
    await first;
    const stopping = registry.stop();
    const again = Promise.all([registry.start(), registry.start()]);
    await clock.advance(20);
    await Promise.all([stopping, again]);
    expect(journal.lines).toEqual(['create a', 'start a', 'stop a', 'create a', 'start a']);
    const end = registry.stop();
    await clock.advance(5);
    await end;
  });

  test('stopping what never started does nothing', async () => {
    const journal = createJournal();
    const registry = createRegistry().register(journal.component(token('a')));
    await registry.stop();
    expect(registry.state).toBe('idle');
    expect(journal.lines).toEqual([]);
  });

  test('an empty registry starts and stops', async () => {
    await using registry = createRegistry({ clock: fakeClock() });
    await registry.start();
    expect(registry.state).toBe('running');
    expect(bootTree(registry)).toBe('app running, 0 components in 0 ms');
  });
});
