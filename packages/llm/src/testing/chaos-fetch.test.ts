import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerOf, modelWith, type WireName, wires } from '../../test/answers.ts';
import { type FakeAnswer, fakeFetch } from '../../test/fake-fetch.ts';
import { hello } from '../../test/models.ts';
import type { ModelResult } from '../index.ts';
import { chaosFetch, type Fault, type FaultPlan } from './index.ts';

const text = 'Grüße, 世界 👩‍💻';
const names = Object.keys(wires) as WireName[];
const bodyOf = (name: WireName): string => answerOf(name, { kind: 'text', text, input: '{}' })?.[0] ?? '';

function run(name: WireName, plan: FaultPlan, answer: FakeAnswer = {}): Promise<ModelResult> {
  return modelWith(name, chaosFetch(plan, fakeFetch([bodyOf(name)], answer).fetch))
    .stream(hello)
    .result();
}

async function received(
  fault: Fault,
  chunks: readonly string[] = ['data: 1\n\n', 'data: 2\n\ndata: 3\n\n'],
): Promise<string> {
  const { fetch } = fakeFetch(chunks);
  const response = await chaosFetch([fault], fetch)('http://x', { method: 'POST', body: '{}' });
  return response.text();
}

describe('a fetch with faults', () => {
  it.each<[Fault, string]>([
    [{}, 'data: 1\n\ndata: 2\n\ndata: 3\n\n'],
    [{ cutAt: 3 }, 'dat'],
    [{ cutAt: 0 }, ''],
    [{ cutAt: 12 }, 'data: 1\n\ndat'],
    [{ cutAt: 1000, pieces: [1, 2] }, 'data: 1\n\ndata: 2\n\ndata: 3\n\n'],
    [{ repeatEvent: 0 }, 'data: 1\n\ndata: 1\n\ndata: 2\n\ndata: 3\n\n'],
    [{ repeatEvent: 1 }, 'data: 1\n\ndata: 2\n\ndata: 2\n\ndata: 3\n\n'],
    [{ repeatEvent: 2, pieces: [4] }, 'data: 1\n\ndata: 2\n\ndata: 3\n\ndata: 3\n\n'],
    [{ repeatEvent: 7 }, 'data: 1\n\ndata: 2\n\ndata: 3\n\n'],
    [{ answer: { status: 529, body: 'busy' } }, 'busy'],
  ])('%o gives %s', async (fault, body) => {
    expect(await received(fault)).toBe(body);
  });

  it('cuts into exactly these pieces, even inside of a character', async () => {
    const { fetch } = fakeFetch(['aä世']);
    const response = await chaosFetch([{ pieces: [1, 1, 2] }], fetch)('http://x', { body: '{}' });
    const lengths: number[] = [];
    for await (const piece of response.body ?? []) lengths.push(piece.length);
    expect(lengths).toEqual([1, 1, 2, 1, 1]);
  });

  it('breaks where it is told to, and refuses', async () => {
    await expect(received({ resetAt: 9 })).rejects.toMatchObject({ message: 'terminated' });
    await expect(received({ refuse: true })).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  });

  it('stalls until the request is given up', async () => {
    const abort = new AbortController();
    const { fetch } = fakeFetch(['data: 1\n\n']);
    const response = await chaosFetch([{ stallAt: 4 }], fetch)('http://x', {
      body: '{}',
      signal: abort.signal,
    });
    const reader = response.body?.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('data');
    const stalled = reader?.read();
    abort.abort(new RangeError('given up'));
    await expect(stalled).rejects.toThrow('given up');
  });

  it('chooses the fault by the number of the request, from a list or a function', async () => {
    const { fetch } = fakeFetch(['ok']);
    const listed = chaosFetch([undefined, { refuse: true }], fetch);
    const init = { method: 'POST', body: '{}' };
    expect(await (await listed('http://x', init)).text()).toBe('ok');
    await expect(listed('http://x', init)).rejects.toThrow('fetch failed');
    expect(await (await listed('http://x', init)).text()).toBe('ok');
    const counted = chaosFetch((request) => (request === 0 ? { cutAt: 1 } : undefined), fetch);
    expect(await (await counted('http://x', init)).text()).toBe('o');
    expect(await (await counted('http://x', init)).text()).toBe('ok');
  });
});

describe.each(names)('a call by %s under faults', (name) => {
  const bytes = new TextEncoder().encode(bodyOf(name));
  const pieces = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 4 });

  it('is the same in any pieces', async () => {
    await fc.assert(
      fc.asyncProperty(pieces, async (lengths) => {
        expect(await run(name, [{ pieces: lengths }])).toMatchObject({ state: 'finished', text });
      }),
      { numRuns: 40 },
    );
  });

  it('is never finished with less than the whole text, wherever it is cut or breaks', async () => {
    const place = fc.integer({ min: 0, max: bytes.length });
    await fc.assert(
      fc.asyncProperty(place, pieces, fc.constantFrom('cutAt', 'resetAt'), async (at, lengths, kind) => {
        const result = await run(name, [{ [kind]: at, pieces: lengths }]);
        expect(text.startsWith(result.text)).toBe(true);
        if (result.state === 'finished') expect(result.text).toBe(text);
        else expect(result.state).toBe(kind === 'cutAt' ? 'truncated' : 'failed');
      }),
      { numRuns: 120 },
    );
  });

  it('is refused, or answered with an error, as the catalogue has it', async () => {
    expect(await run(name, [{ refuse: true }])).toMatchObject({
      state: 'failed',
      error: { code: 'EC_LLM_NETWORK' },
    });
    expect(await run(name, [{ answer: { status: 503, body: '<html>' } }])).toMatchObject({
      error: { code: 'EC_LLM_OVERLOADED' },
    });
  });
});

describe('an event that comes twice', () => {
  it('is told by its number where the protocol has one', async () => {
    const numbered = bodyOf('responses')
      .split('\n\n')
      .filter(Boolean)
      .map((event, index) => event.replace(/\}$/, `,"sequence_number":${index}}`))
      .join('\n\n');
    for (let repeatEvent = 0; repeatEvent < 7; repeatEvent += 1) {
      const fetch = chaosFetch([{ repeatEvent }], fakeFetch([`${numbered}\n\n`]).fetch);
      expect(await modelWith('responses', fetch).stream(hello).result()).toMatchObject({
        state: 'finished',
        text,
      });
    }
  });

  it('is found by the final answer where it has none', async () => {
    expect(await run('responses', [{ repeatEvent: 3 }])).toMatchObject({
      state: 'failed',
      error: { code: 'EC_LLM_PROTOCOL' },
    });
  });
});
