import { beforeAll, describe, expect, it, vi } from 'vitest';
import { after, CANCEL, content, ends, modelAt, partsOf, read, settled } from '../../test/background-call.ts';
import { backgroundServer } from '../../test/background-server.ts';
import { loopbackServer } from '../../test/loopback-server.ts';
import { hello } from '../../test/models.ts';
import { responsesText } from '../../test/wire.ts';
import { manualClock } from '../testing/index.ts';

const wire = responsesText;
const cutAt = ends(wire)[9] ?? 0;

// Its first import takes longer than a test waits.
beforeAll(() => import('openai'));

describe('deadlines of an answer in the background', () => {
  it('try another connection where one is silent, and give up with the last', async () => {
    const clock = manualClock();
    const server = backgroundServer(wire, [
      { cutAt, stall: true },
      { silent: true },
      { cutAt: 0, stall: true },
    ]);
    const options = { clock, maxResumes: 2, deadlines: { idleMs: 1000 } };
    const result = modelAt(server.fetch, options).stream(hello).result();
    for (const tries of [0, 1, 2]) {
      await vi.waitFor(() => expect(server.asked).toHaveLength(tries + 1));
      await settled();
      clock.advance(1000);
      if (tries === 1) await vi.waitFor(() => expect(clock.pending).toBe(3));
      if (tries === 1) clock.advance(500);
    }
    expect(await result).toMatchObject({ state: 'failed', error: { code: 'EC_LLM_IDLE_TIMEOUT' } });
    await vi.waitFor(() => expect(server.later).toEqual([after(9), after(9), CANCEL]));
  });

  it('go on with what a silent connection did not send', async () => {
    const clock = manualClock();
    const server = backgroundServer(wire, [{ cutAt, stall: true }]);
    const stream = modelAt(server.fetch, { clock, deadlines: { idleMs: 1000 } }).stream(hello);
    const result = partsOf(stream);
    await vi.waitFor(() => expect(server.asked).toHaveLength(1));
    await settled();
    clock.advance(1000);
    expect(content(await result)).toEqual(content((await read(wire, [])).parts));
  });

  it('pass while nobody reads as well, and name themselves where that was the end', async () => {
    const clock = manualClock();
    const server = backgroundServer(wire, [
      { cutAt, stall: true },
      { status: 404, text: '{}' },
    ]);
    const stream = modelAt(server.fetch, { clock, deadlines: { idleMs: 1000 } }).stream(hello);
    const reader = stream[Symbol.asyncIterator]();
    await reader.next();
    await reader.next();
    clock.advance(1000);
    expect(server.later).toEqual([]);
    expect(await stream.result()).toMatchObject({ state: 'failed', error: { code: 'EC_LLM_IDLE_TIMEOUT' } });
    await vi.waitFor(() => expect(server.later).toEqual([after(9), CANCEL]));
  });

  it('hold for the whole of it, and the server is told', async () => {
    const clock = manualClock();
    const server = backgroundServer(wire, [{ cutAt }, { silent: true }]);
    const deadlines = { totalMs: 5000, idleMs: Number.POSITIVE_INFINITY };
    const result = modelAt(server.fetch, { clock, deadlines }).stream(hello).result();
    await vi.waitFor(() => expect(server.later).toHaveLength(1));
    clock.advance(5000);
    expect(await result).toMatchObject({ state: 'failed', error: { code: 'EC_LLM_TOTAL_TIMEOUT' } });
    await vi.waitFor(() => expect(server.later).toEqual([after(9), CANCEL]));
    await vi.waitFor(() => expect(clock.pending).toBe(0));
  });
});

describe('an answer in the background over real connections', () => {
  it('survives a reset and a silent connection, and leaves no request open', async () => {
    const sent = new TextEncoder().encode(wire);
    const asked: string[] = [];
    await using server = await loopbackServer((path) => {
      asked.push(path);
      const from = path.includes('starting_after=') ? (ends(wire)[Number(path.split('=').pop())] ?? 0) : 0;
      if (asked.length === 1) return { chunks: [sent.subarray(0, 900)], ending: 'stall' };
      if (asked.length === 2) return { chunks: [sent.subarray(from, from + 700)], ending: 'reset' };
      return { chunks: [sent.subarray(from)] };
    });
    const options = { baseURL: `${server.url}/v1`, deadlines: { idleMs: 50, firstMs: 50 } };
    const stream = modelAt(globalThis.fetch, options).stream(hello);
    const parts = await partsOf(stream);
    expect(content(parts)).toEqual(content((await read(wire, [])).parts));
    expect(asked.length).toBeGreaterThan(2);
    await vi.waitFor(() => expect(server.running()).toBe(0));
  });
});

describe('leaving an answer in the background', () => {
  it('cancels it on the server where the caller aborts', async () => {
    const server = backgroundServer(wire, [{ cutAt, stall: true }]);
    const abort = new AbortController();
    const stream = modelAt(server.fetch).stream(hello, { signal: abort.signal });
    for await (const part of stream) if (part.type === 'text-delta') abort.abort();
    expect((await stream.result()).state).toBe('cancelled');
    await vi.waitFor(() => expect(server.later).toEqual([CANCEL]));
  });

  it('cancels it though nobody reads on after the abort', async () => {
    const server = backgroundServer(wire, [{ cutAt, stall: true }]);
    const abort = new AbortController();
    const parts = modelAt(server.fetch).stream(hello, { signal: abort.signal })[Symbol.asyncIterator]();
    await parts.next();
    await parts.next();
    abort.abort();
    await vi.waitFor(() => expect(server.later).toEqual([CANCEL]));
  });

  it('cancels it where the reader leaves its loop, and while it is taken up', async () => {
    const left = backgroundServer(wire, [{ cutAt, stall: true }]);
    for await (const part of modelAt(left.fetch).stream(hello)) if (part.type === 'text-delta') break;
    await vi.waitFor(() => expect(left.later).toEqual([CANCEL]));

    const server = backgroundServer(wire, [{ cutAt }, { silent: true }]);
    const abort = new AbortController();
    const result = modelAt(server.fetch).stream(hello, { signal: abort.signal }).result();
    await vi.waitFor(() => expect(server.later).toEqual([after(9)]));
    abort.abort();
    expect((await result).state).toBe('cancelled');
    await vi.waitFor(() => expect(server.later).toEqual([after(9), CANCEL]));
  });

  it('ends at once though the request to cancel is never answered, and gives that up in time', async () => {
    const clock = manualClock();
    const server = backgroundServer(wire, [{ cutAt, stall: true }]);
    const signals: (AbortSignal | null | undefined)[] = [];
    const fetch: typeof globalThis.fetch = (input, init) => {
      if (!String(input).endsWith('/cancel')) return server.fetch(input, init);
      signals.push(init?.signal);
      return new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
      });
    };
    const stream = modelAt(fetch, { clock }).stream(hello);
    for await (const part of stream) if (part.type === 'text-delta') break;
    expect((await stream.result()).state).toBe('cancelled');
    await vi.waitFor(() => expect(signals).toHaveLength(1));
    clock.advance(15_000);
    expect(signals[0]?.aborted).toBe(true);
    await vi.waitFor(() => expect(clock.pending).toBe(0));
  });

  it('cancels nothing after the end, without the option, or before the answer has an id', async () => {
    const whole = await read(wire, []);
    const plain = backgroundServer(wire, [{ cutAt, stall: true }]);
    for await (const part of modelAt(plain.fetch, { background: false }).stream(hello))
      if (part.type === 'text-delta') break;
    const early = backgroundServer(wire, [{ cutAt: 20, stall: true }]);
    const abort = new AbortController();
    const result = modelAt(early.fetch).stream(hello, { signal: abort.signal }).result();
    await vi.waitFor(() => expect(early.asked).toHaveLength(1));
    abort.abort();
    expect((await result).state).toBe('cancelled');
    await settled();
    expect([whole.later, plain.later, early.later]).toEqual([[], [], []]);
  });
});
