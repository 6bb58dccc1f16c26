import { expectTypeOf } from 'vitest';
import { z } from 'zod';
import { watchEvents } from './events/index.ts';
import {
  component,
  createRegistry,
  createToken,
  provide,
  type Resolved,
  type Scope,
  type Token,
} from './index.ts';

interface Animal {
  readonly name: string;
}
interface Dog extends Animal {
  bark(): string;
}

const animal = createToken<Animal>('animal');
const dog = createToken<Dog>('dog');
const rex: Dog = { name: 'Rex', bark: () => 'wuff' };
const registry = createRegistry();

// A token carries its type to whoever resolves it.
expectTypeOf(registry.resolve(dog)).toEqualTypeOf<Dog>();
expectTypeOf(registry.load(dog)).toEqualTypeOf<Promise<Dog>>();
expectTypeOf(registry.scope('run')).toEqualTypeOf<Scope>();
expectTypeOf<Resolved<typeof animal>>().toEqualTypeOf<Animal>();

// A token is neither a wider nor a narrower one.
expectTypeOf<Token<Dog>>().not.toExtend<Token<Animal>>();
expectTypeOf<Token<Animal>>().not.toExtend<Token<Dog>>();

// What is provided must be what the token says.
provide(animal, rex);
// @ts-expect-error: an animal is no dog
provide(dog, { name: 'Tom' });
// @ts-expect-error: an override is checked in the same way
registry.override(provide(dog, { name: 'Tom', bark: 7 }));

// Dependencies arrive under their names, with their types.
component(dog, {
  dependencies: { parent: animal, friend: dog },
  create(dependencies) {
    expectTypeOf(dependencies).toEqualTypeOf<{ readonly parent: Animal; readonly friend: Dog }>();
    return rex;
  },
});
// @ts-expect-error: there is no such dependency
component(dog, { dependencies: { parent: animal }, create: ({ mother }) => mother });
// @ts-expect-error: a factory must make what the token says
component(dog, { create: () => ({ name: 'Tom' }) });
// @ts-expect-error: also asynchronously
component(dog, { create: async () => ({ name: 'Tom' }) });
// @ts-expect-error: a dependency is named by a token, not by text
component(dog, { dependencies: { parent: 'animal' }, create: () => rex });
// @ts-expect-error: there are three scopes
component(dog, { scope: 'request', create: () => rex });

// Hooks see the instance, the context sees the configuration.
component(dog, {
  config: z.object({ volume: z.number().default(3) }),
  create: async (_, { config }) => {
    expectTypeOf(config).toEqualTypeOf<{ volume: number }>();
    return rex;
  },
  start(instance, context) {
    expectTypeOf(instance).toEqualTypeOf<Dog>();
    expectTypeOf(context.config.volume).toEqualTypeOf<number>();
    expectTypeOf(context.signal).toEqualTypeOf<AbortSignal>();
  },
  stop(instance) {
    expectTypeOf(instance).toEqualTypeOf<Dog>();
  },
  health: () => 'healthy',
});
component(dog, {
  create(_, { config }) {
    expectTypeOf(config).toEqualTypeOf<undefined>();
    return rex;
  },
});
// @ts-expect-error: there is no such status
component(dog, { create: () => rex, health: () => 'fine' });

// Events are known by name.
const events = watchEvents(registry);
events.on('component-failed', ({ component: name, error }) => {
  expectTypeOf(name).toEqualTypeOf<string>();
  expectTypeOf(error).toEqualTypeOf<unknown>();
});
// @ts-expect-error: there is no such event
events.on('component-exploded', () => {});
