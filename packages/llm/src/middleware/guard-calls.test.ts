import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hello } from '../../test/models.ts';
import { type LanguageModel, llmErrors, type StreamPart } from '../index.ts';
import { type ScriptedStep, scriptedModel } from '../testing/index.ts';
import { applyMiddleware, type CallGuard, guardCalls, mapRequests } from './index.ts';

const call = { provider: 'p', modelId: 'm' };
const refusal = llmErrors.create('EC_LLM_BUDGET_TOKENS', { budget: 'run', limit: 1, left: 0, needed: 2 });

async function parts(model: LanguageModel): Promise<StreamPart[]> {
  const seen: StreamPart[] = [];
  for await (const part of model.stream(hello)) seen.push(part);
  return seen;
}

describe('a guarded model', () => {
  it('gives every part unchanged and is described as the model itself', async () => {
    const step = { reasoning: 'Hm', text: 'Hello there', toolCalls: [{ toolName: 'list', input: {} }] };
    const plain = scriptedModel([step]);
    const guarded = guardCalls(scriptedModel([step]), () => ({}));
    expect(await parts(guarded)).toEqual(await parts(plain));
    expect(guarded).toMatchObject({
      provider: 'scripted',
      modelId: 'scripted',
      capabilities: plain.capabilities,
    });
  });

  it('asks the guard only when the stream is read', async () => {
    let asked = 0;
    const guarded = guardCalls(scriptedModel([{ text: 'a' }]), () => {
      asked += 1;
      return {};
    });
    const stream = guarded.stream(hello);
    await turn();
    expect(asked).toBe(0);
    await stream.result();
    expect(asked).toBe(1);
  });

  it.each([
    ['at once', () => Promise.reject(refusal)],
    [
      'by throwing',
      () => {
        throw refusal;
      },
    ],
  ] as [string, CallGuard][])('sends nothing where the guard refuses %s', async (_how, guard) => {
    const model = scriptedModel([{ text: 'a' }]);
    const result = await guardCalls(model, guard).stream(hello).result();
    expect(result).toMatchObject({ state: 'failed', error: { code: 'EC_LLM_BUDGET_TOKENS' } });
    expect(result.usage).toEqual({ inputTokens: 0, outputTokens: 0, source: 'measured' });
    expect(model.requests).toEqual([]);
  });

  it('ends as failed by contract where the guard throws something else', async () => {
    const guarded = guardCalls(scriptedModel([{ text: 'a' }]), () => {
      throw new TypeError('secret');
    });
    const { state, error } = await guarded.stream(hello).result();
    expect(state).toBe('failed');
    expect(error).toMatchObject({
      code: 'EC_LLM_INTERNAL',
      details: { reason: 'a guard of the call threw' },
    });
    expect(JSON.stringify(error)).not.toContain('secret');
  });

  it('ends as failed, and tells the guard, where watching throws', async () => {
    const ends: string[] = [];
    const guarded = guardCalls(scriptedModel([{ text: 'a' }]), () => ({
      onPart() {
        throw new TypeError('no');
      },
      onEnd: ({ state }) => void ends.push(state),
    }));
    expect((await guarded.stream(hello).result()).state).toBe('failed');
    expect(ends).toEqual(['failed']);
  });

  it('is cancelled while the guard waits', async () => {
    const abort = new AbortController();
    const guarded = guardCalls(
      scriptedModel([{ text: 'a' }]),
      ({ signal }) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    );
    const result = guarded.stream(hello, { signal: abort.signal }).result();
    await turn();
    abort.abort();
    expect(await result).toMatchObject({ state: 'cancelled', error: { code: 'EC_LLM_CANCELLED' } });
  });

  it('is cancelled before it starts where the signal is already aborted', async () => {
    const guarded = guardCalls(scriptedModel([{ text: 'a' }]), () => ({}));
    const { state } = await guarded.stream(hello, { signal: AbortSignal.abort() }).result();
    expect(state).toBe('cancelled');
  });

  it('tells the guard exactly one end, whatever happens', async () => {
    const steps: ScriptedStep[] = [
      { text: 'Hello' },
      { text: 'Hal', error: llmErrors.create('EC_LLM_OVERLOADED', call) },
      { text: 'x', cut: true },
      { finishReason: 'content-filter' },
      { text: 'abc', finishReason: 'length' },
    ];
    const step = fc.constantFrom(...steps);
    await fc.assert(
      fc.asyncProperty(step, fc.nat({ max: 8 }), async (chosen, readParts) => {
        const ends: string[] = [];
        const guarded = guardCalls(scriptedModel([chosen]), () => ({
          onEnd: (end) => void ends.push(end.state),
        }));
        const stream = guarded.stream(hello);
        let read = 0;
        for await (const _part of stream) {
          read += 1;
          if (read > readParts) break;
        }
        const { state } = await stream.result();
        expect(ends).toEqual([state]);
      }),
      { numRuns: 60 },
    );
  });

  it('leaves no listener on the signal of the caller', async () => {
    const abort = new AbortController();
    let listeners = 0;
    const { signal } = abort;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    Object.assign(signal, {
      addEventListener: (...given: Parameters<typeof add>) => {
        listeners += 1;
        add(...given);
      },
      removeEventListener: (...given: Parameters<typeof remove>) => {
        listeners -= 1;
        remove(...given);
      },
    });
    await guardCalls(scriptedModel([{ text: 'a' }]), () => ({}))
      .stream(hello, { signal })
      .result();
    expect(listeners).toBe(0);
  });

  it('can be ended by its guard, even where the model ignores its signal', async () => {
    const deaf: LanguageModel = {
      ...scriptedModel([]),
      stream: () => ({
        [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }),
        result: () => new Promise(() => {}),
      }),
    };
    let end: Parameters<CallGuard>[0]['end'] = () => {};
    const guarded = guardCalls(deaf, (given) => {
      end = given.end;
      return {};
    });
    const result = guarded.stream(hello).result();
    await turn();
    const usage = { inputTokens: 3, outputTokens: 4, source: 'estimated' } as const;
    end(llmErrors.create('EC_LLM_TOTAL_TIMEOUT', call), usage);
    end(refusal);
    expect(await result).toMatchObject({ state: 'failed', usage, error: { code: 'EC_LLM_TOTAL_TIMEOUT' } });
  });

  it('can give an answer that is already there', async () => {
    const model = scriptedModel([]);
    const answer = scriptedModel([{ text: 'from elsewhere' }]).stream(hello);
    expect(
      (
        await guardCalls(model, () => ({ answer }))
          .stream(hello)
          .result()
      ).text,
    ).toBe('from elsewhere');
    expect(model.requests).toEqual([]);
  });
});

describe('composing middlewares', () => {
  it('puts the first one outermost', async () => {
    const order: string[] = [];
    const note = (name: string) => (model: LanguageModel) =>
      guardCalls(model, () => {
        order.push(`${name} in`);
        return { onEnd: () => void order.push(`${name} out`) };
      });
    const model = applyMiddleware(scriptedModel([{ text: 'a' }]), note('a'), note('b'));
    await model.stream(hello).result();
    expect(order).toEqual(['a in', 'b in', 'b out', 'a out']);
  });

  it('changes requests before they are sent', async () => {
    const model = scriptedModel([{ text: 'a' }]);
    const shy = mapRequests(model, async (request) => ({ ...request, temperature: 0 }));
    await shy.stream(hello).result();
    expect(model.requests).toEqual([{ ...hello, temperature: 0 }]);
  });
});
