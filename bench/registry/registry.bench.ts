// Resolving and booting beside two containers: the same graph, with factories that return at once and, where
// a container waits for them, with factories that return promises. Prints ratios to the registry's own times.
import 'reflect-metadata';
import { asFunction, createContainer } from 'awilix';
import { Container } from 'inversify';
import { component, createRegistry, createToken, type Token } from '../../packages/registry/src/index.ts';

const COMPONENTS = 500;
const RESOLVES = 1_000_000;
const BOOTS = 200;
const names = Array.from({ length: COMPONENTS }, (_, index) => `component${index}`);
/** Each component needs up to three of those before it. */
const needs = names.map((_, index) => [1, 7, 50].map((back) => index - back).filter((at) => at >= 0));

/** Gives one of the instances. */
type Get = (index: number) => unknown;

interface Subject {
  readonly name: string;
  /** Makes a container, registers everything and makes every instance once. */
  boot(): Promise<Get>;
}

function registry(create: (name: string, given: object) => object | Promise<object>) {
  return async (): Promise<Get> => {
    const tokens = names.map((name) => createToken<object>(name));
    const tokenAt = (index: number) => tokens[index] as Token<object>;
    const registry = createRegistry();
    names.forEach((name, index) => {
      const dependencies: Record<string, Token<object>> = {};
      for (const at of needs[index] ?? []) dependencies[names[at] as string] = tokenAt(at);
      registry.register(component(tokenAt(index), { dependencies, create: (given) => create(name, given) }));
    });
    await registry.start();
    return (index) => registry.resolve(tokenAt(index));
  };
}

async function awilix(): Promise<Get> {
  const container = createContainer();
  names.forEach((name, index) => {
    const own = (needs[index] ?? []).map((at) => names[at] as string);
    const make = (cradle: Record<string, unknown>) => ({ name, given: own.map((key) => cradle[key]) });
    container.register(name, asFunction(make).singleton());
  });
  for (const name of names) container.resolve(name);
  return (index) => container.resolve(names[index] as string);
}

function inversify(create: (name: string, given: unknown[]) => object | Promise<object>, waits: boolean) {
  return async (): Promise<Get> => {
    const container = new Container();
    const keys = names.map((name) => Symbol(name));
    names.forEach((name, index) => {
      const own = (needs[index] ?? []).map((at) => keys[at] as symbol);
      const make = (...given: unknown[]) => create(name, given);
      container
        .bind(keys[index] as symbol)
        .toResolvedValue(make, own)
        .inSingletonScope();
    });
    for (const key of keys) waits ? await container.getAsync(key) : container.get(key);
    return (index) => container.get(keys[index] as symbol);
  };
}

const atOnce = (name: string, given: unknown) => ({ name, given });
const later = async (name: string, given: unknown) => ({ name, given });
const groups: Readonly<Record<string, readonly Subject[]>> = {
  'factories that return at once': [
    { name: 'enhanced-code', boot: registry(atOnce) },
    { name: 'awilix', boot: awilix },
    { name: 'inversify', boot: inversify(atOnce, false) },
  ],
  'factories that return promises (awilix waits for none)': [
    { name: 'enhanced-code', boot: registry(later) },
    { name: 'inversify', boot: inversify(later, true) },
  ],
};

/** Milliseconds of the fastest of many boots; the subjects take turns, so that all meet the same machine. */
async function bootTimes(subjects: readonly Subject[]): Promise<number[]> {
  const best = subjects.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < BOOTS; round++) {
    for (const [at, { boot }] of subjects.entries()) {
      const start = performance.now();
      await boot();
      best[at] = Math.min(best[at] as number, performance.now() - start);
    }
  }
  return best;
}

/** Nanoseconds of one resolve, in the fastest of five rounds. */
function resolveTime(get: Get): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 5; round++) {
    const start = performance.now();
    for (let index = 0; index < RESOLVES; index++) get(index % COMPONENTS);
    best = Math.min(best, ((performance.now() - start) / RESOLVES) * 1e6);
  }
  return best;
}

console.log(`${COMPONENTS} components; ours also checks the graph and keeps deadlines`);
for (const [title, subjects] of Object.entries(groups)) {
  console.log(`\n${title}`);
  const boots = await bootTimes(subjects);
  const resolves: number[] = [];
  for (const { boot } of subjects) resolves.push(resolveTime(await boot()));
  const ratio = (values: readonly number[], at: number) =>
    `${((values[0] as number) / (values[at] as number)).toFixed(2)}`;
  subjects.forEach(({ name }, at) => {
    const boot = `boot ${(boots[at] as number).toFixed(2)} ms`;
    const resolve = `resolve ${(resolves[at] as number).toFixed(0)} ns`;
    const ours = at === 0 ? '' : `  ours takes ${ratio(boots, at)} and ${ratio(resolves, at)} times as long`;
    console.log(`${name.padEnd(14)} ${boot}  ${resolve}${ours}`);
  });
}
