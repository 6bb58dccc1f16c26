// Resolving and booting beside two containers: the same graph, asynchronous factories where they have them.
import 'reflect-metadata';
import { asFunction, createContainer } from 'awilix';
import { Container } from 'inversify';
import { component, createRegistry, createToken, type Token } from '../../packages/registry/src/index.ts';

const COMPONENTS = 500;
const RESOLVES = 1_000_000;
const BOOTS = 30;
const names = Array.from({ length: COMPONENTS }, (_, index) => `component${index}`);
/** Each component needs up to three of those before it. */
const needs = names.map((_, index) => [1, 7, 50].map((back) => index - back).filter((at) => at >= 0));

interface Subject {
  /** Makes every instance once; returns how to get one of them. */
  boot(): Promise<(index: number) => unknown>;
}

const subjects: Readonly<Record<string, Subject>> = {
  'enhanced-code': {
    async boot() {
      const tokens = names.map((name) => createToken<object>(name)) as [Token<object>, ...Token<object>[]];
      const registry = createRegistry();
      names.forEach((name, index) => {
        const dependencies = Object.fromEntries(
          (needs[index] ?? []).map((at) => [names[at] ?? '', tokens[at] ?? tokens[0]]),
        );
        registry.register(
          component(tokens[index] ?? tokens[0], { dependencies, create: async (given) => ({ name, given }) }),
        );
      });
      await registry.start();
      return (index) => registry.resolve(tokens[index] ?? tokens[0]);
    },
  },
  awilix: {
    async boot() {
      const container = createContainer();
      names.forEach((name, index) => {
        const own = (needs[index] ?? []).map((at) => names[at] ?? '');
        const make = (cradle: Record<string, unknown>) => ({ name, given: own.map((key) => cradle[key]) });
        container.register(name, asFunction(make).singleton());
      });
      for (const name of names) container.resolve(name);
      return (index) => container.resolve(names[index] ?? '');
    },
  },
  inversify: {
    async boot() {
      const container = new Container();
      const keys = names.map((name) => Symbol(name));
      names.forEach((name, index) => {
        const own = (needs[index] ?? []).map((at) => keys[at] ?? Symbol());
        container
          .bind(keys[index] ?? Symbol())
          .toResolvedValue(async (...given: unknown[]) => ({ name, given }), own)
          .inSingletonScope();
      });
      for (const key of keys) await container.getAsync(key);
      return (index) => container.get(keys[index] ?? Symbol());
    },
  },
};

const results: { name: string; bootMs: number; resolveNs: number }[] = [];
for (const [name, { boot }] of Object.entries(subjects)) {
  let bootMs = Number.POSITIVE_INFINITY;
  for (let round = 0; round < BOOTS; round++) {
    const start = performance.now();
    await boot();
    bootMs = Math.min(bootMs, performance.now() - start);
  }
  const get = await boot();
  let resolveNs = Number.POSITIVE_INFINITY;
  let last: unknown;
  for (let round = 0; round < 5; round++) {
    const start = performance.now();
    try {
      for (let index = 0; index < RESOLVES; index++) last = get(index % COMPONENTS);
    } catch (error) {
      process.stdout.write(`${name} cannot resolve synchronously: ${String(error).slice(0, 80)}\n`);
      break;
    }
    resolveNs = Math.min(resolveNs, ((performance.now() - start) / RESOLVES) * 1e6);
  }
  if (last === undefined) resolveNs = Number.NaN;
  results.push({ name, bootMs, resolveNs });
}
const [own] = results;
process.stdout.write(`${COMPONENTS} components; ours also runs life cycle, deadlines, events and metrics\n`);
for (const { name, bootMs, resolveNs } of results) {
  const ratio = (value: number, base = 1) => `${(value / base).toFixed(2)} x ours`;
  process.stdout.write(
    `${name.padEnd(14)} boot ${bootMs.toFixed(2)} ms (${ratio(bootMs, own?.bootMs)})  resolve ${resolveNs.toFixed(0)} ns (${ratio(resolveNs, own?.resolveNs)})\n`,
  );
}
