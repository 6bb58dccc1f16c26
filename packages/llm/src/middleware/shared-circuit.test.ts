import { setImmediate as turn } from 'node:timers/promises';
import { createCircuitBreaker } from '@enhanced-code/errors/recovery';
import { describe, expect, it } from 'vitest';
import { hello } from '../../test/models.ts';
import { type LanguageModel, llmErrors } from '../index.ts';
import { type ManualClock, manualClock, type ScriptedStep, scriptedModel } from '../testing/index.ts';
import { type CircuitStore, memoryCircuitStore, withCircuitBreaker } from './index.ts';

const fails: ScriptedStep = { error: { code: 'EC_LLM_OVERLOADED' } };
const well: ScriptedStep = { text: 'well' };
const KEY = 'openai/gpt';

/** A process of its own: its circuits know nothing of those of another, but for the store. */
function machine(store: CircuitStore, clock: ManualClock, ...steps: readonly ScriptedStep[]) {
  const model = scriptedModel(steps, { clock });
  const breaker = createCircuitBreaker({
    trip: { kind: 'consecutive', failures: 2 },
    openMs: 1000,
    clock,
  });
  const errors: unknown[] = [];
  const onStoreError = (error: unknown): void => void errors.push(error);
  const guarded = withCircuitBreaker(model, { breaker, key: KEY, store, probeMs: 500, clock, onStoreError });
  return { model, breaker, errors, ask: () => ask(guarded) };
}

async function ask(model: LanguageModel, signal?: AbortSignal): Promise<string> {
  const { state, error, text } = await model.stream(hello, signal ? { signal } : {}).result();
  await turn();
  if (error === undefined) return text;
  return `${state} ${error.code}${error.retryAfterMs === undefined ? '' : ` ${error.retryAfterMs}`}`;
}

const open = (ms: number): string => `failed EC_RECOVERY_CIRCUIT_OPEN ${ms}`;

describe('a circuit that machines share', () => {
  it('is open for all as soon as it is open for one, and for as long', async () => {
    const [store, clock] = [memoryCircuitStore(), manualClock()];
    const first = machine(store, clock, fails, fails, well);
    const second = machine(store, clock, well);
    await first.ask();
    expect(await store.read(KEY)).toBeUndefined();
    await first.ask();
    expect(await store.read(KEY)).toBe(1000);
    clock.advance(400);
    expect([await first.ask(), await second.ask()]).toEqual([open(600), open(600)]);
    expect(second.model.requests).toEqual([]);
    expect(second.breaker.view(KEY).phase).toBe('closed');
  });

  it('is probed by one, who closes it for all', async () => {
    const [store, clock] = [memoryCircuitStore(), manualClock()];
    const first = machine(store, clock, fails, fails, well);
    await first.ask();
    await first.ask();
    clock.advance(1000);
    const others = Array.from({ length: 5 }, () => machine(store, clock, { ...well, delayMs: 100 }));
    const probes = others.map((one) => one.ask());
    while (clock.pending === 0) await turn();
    clock.advance(100);
    const said = await Promise.all(probes);
    expect(said.filter((text) => text === 'well')).toHaveLength(1);
    expect(said.filter((text) => text === open(500))).toHaveLength(4);
    expect(await store.read(KEY)).toBeUndefined();
    expect(await machine(store, clock, well).ask()).toBe('well');
  });

  it('opens again for all where the probe fails, for as long as the circuit of the one who probed', async () => {
    const [store, clock] = [memoryCircuitStore(), manualClock()];
    const first = machine(store, clock, fails, fails, fails);
    await first.ask();
    await first.ask();
    clock.advance(1000);
    expect(await first.ask()).toBe('failed EC_LLM_OVERLOADED');
    const again = await store.read(KEY);
    expect(again).toBe(first.breaker.view(KEY).retryAt);
    expect(again).toBeGreaterThan(2000);
  });

  it('opens again for the time of a probe where the circuit of the one who probed was never open', async () => {
    const [store, clock] = [memoryCircuitStore(), manualClock(5000)];
    await store.replace(KEY, undefined, 4000);
    const other = machine(store, clock, fails);
    expect(await other.ask()).toBe('failed EC_LLM_OVERLOADED');
    expect(await store.read(KEY)).toBe(5500);
  });

  it('may be probed by the next one where a probe was cancelled, or its process is gone', async () => {
    const [store, clock] = [memoryCircuitStore(), manualClock(5000)];
    await store.replace(KEY, undefined, 4000);
    const abort = new AbortController();
    const hanging = withCircuitBreaker(scriptedModel([{ hang: true }], { clock }), {
      ...{ key: KEY, store, probeMs: 500, clock },
    });
    const cancelled = ask(hanging, abort.signal);
    await turn();
    expect(await machine(store, clock, well).ask()).toBe(open(500));
    abort.abort();
    expect(await cancelled).toBe('cancelled EC_LLM_CANCELLED');
    expect(await machine(store, clock, well).ask()).toBe('well');
    await store.replace(KEY, undefined, clock.now() + 500);
    clock.advance(500);
    expect(await machine(store, clock, well).ask()).toBe('well');
  });

  it('is told of a circuit that this process had opened before, and leaves the probe to others then', async () => {
    const [store, clock] = [memoryCircuitStore(), manualClock(5000)];
    const first = machine({ ...store, replace: async () => false }, clock, fails, fails);
    await first.ask();
    await first.ask();
    const model = withCircuitBreaker(scriptedModel([well]), {
      breaker: first.breaker,
      key: KEY,
      store,
      clock,
    });
    expect(await ask(model)).toBe(open(1000));
    expect(await store.read(KEY)).toBe(6000);
  });

  it('stays what this process knows where the store fails, which is told', async () => {
    const clock = manualClock();
    const lost = llmErrors.create('EC_LLM_NETWORK', { provider: 'p', modelId: 'm' });
    const broken: CircuitStore = {
      read: async () => Promise.reject(lost),
      replace: async () => Promise.reject(lost),
    };
    const alone = machine(broken, clock, fails, fails, well);
    await alone.ask();
    await alone.ask();
    expect(await alone.ask()).toBe(open(1000));
    expect(alone.errors).toEqual([lost, lost, lost]);
    const deaf = machine({ ...broken, read: async () => undefined }, clock, fails, fails);
    await deaf.ask();
    await deaf.ask();
    expect(deaf.errors).toEqual([lost]);
  });

  it('is written only where something changes', async () => {
    let writes = 0;
    const memory = memoryCircuitStore();
    const store: CircuitStore = {
      read: memory.read,
      replace: (...change) => {
        writes += 1;
        return memory.replace(...change);
      },
    };
    const one = machine(store, manualClock(), well, fails, well);
    for (const said of ['well', 'failed EC_LLM_OVERLOADED', 'well']) expect(await one.ask()).toBe(said);
    expect(writes).toBe(0);
  });
});

describe('the store of one process', () => {
  it('replaces only what is still there', async () => {
    const store = memoryCircuitStore();
    expect(await store.replace('a', 1, 2)).toBe(false);
    expect(await store.replace('a', undefined, 2)).toBe(true);
    expect(await store.replace('a', undefined, 3)).toBe(false);
    expect([await store.read('a'), await store.read('b')]).toEqual([2, undefined]);
    expect(await store.replace('a', 2, undefined)).toBe(true);
    expect(await store.read('a')).toBeUndefined();
  });
});
