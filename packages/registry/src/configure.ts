import type { waitFor } from './clock.ts';
import type { Component } from './component.ts';
import { readConfig } from './config-schema.ts';
import type { Shared } from './scope-node.ts';

/** How to wait; handed in, so that this part can be loaded by itself. */
export type WaitFor = typeof waitFor;

/** Validates and keeps the configurations of all components; returns what is wrong with them. */
export async function configure(shared: Shared, wait: WaitFor): Promise<string[]> {
  const components = [...shared.components.values()];
  const names = new Set(components.map(({ token }) => token.name));
  const strange = Object.keys(shared.input).filter((name) => !names.has(name));
  const problems = await Promise.all(components.map((component) => configureOne(shared, wait, component)));
  return [...strange.map((name) => `configuration for ${name}, which is not registered`), ...problems.flat()];
}

async function configureOne(
  shared: Shared,
  wait: WaitFor,
  { token, definition }: Component,
): Promise<string[]> {
  const { config, startTimeoutMs: ms = shared.timeouts.startTimeoutMs } = definition;
  if (config === undefined) return [];
  const how = await wait(shared.clock, ms, readConfig(config, shared.input[token.name])).ending;
  const late = { value: undefined, problems: [`was not read within ${ms} ms`] };
  const { value, problems } = how.kind === 'done' ? how.value : late;
  shared.configs.set(token, value);
  return problems.map((text) => `configuration of ${token.name} ${text}`);
}
