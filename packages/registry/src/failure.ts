import type { Ending } from './clock.ts';
import { registryErrors } from './registry-errors.ts';
import { limitOf, nameOf, type Slot } from './slot.ts';

/** An ending without a result. */
export type Failure = Exclude<Ending<unknown>, { kind: 'done' }>;

/** The error of a component that did not get through one of its phases. */
export function failureOf(slot: Slot, phase: 'start' | 'stop', how: Failure): unknown {
  const component = nameOf(slot);
  if (how.kind === 'threw') {
    return registryErrors.create('EC_REGISTRY_COMPONENT', { component, phase }, { cause: how.error });
  }
  const code = phase === 'start' ? 'EC_REGISTRY_START_TIMEOUT' : 'EC_REGISTRY_STOP_TIMEOUT';
  return registryErrors.create(code, {
    component,
    timeoutMs: limitOf(slot, `${phase}TimeoutMs`),
  });
}
