import { waitFor } from './clock.ts';
import { readGraph } from './graph.ts';
import { registryErrors } from './registry-errors.ts';
import type { Shared } from './scope-node.ts';

/** Checks the graph and every configuration, and reports all problems in one error. */
export async function validate(shared: Shared): Promise<void> {
  const { problems, order } = readGraph(shared.components);
  const configured = order.some(({ definition }) => definition.config !== undefined);
  if (configured || Object.keys(shared.input).length > 0) {
    // What deals with configurations is only loaded by those who have some.
    const { configure } = await import('./configure.ts');
    problems.push(...(await configure(shared, waitFor)));
  }
  if (problems.length > 0) throw registryErrors.create('EC_REGISTRY_INVALID', { problems });
  shared.order = order;
}
