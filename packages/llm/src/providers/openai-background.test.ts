import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { backgroundServer, type Connection, eventsOf } from '../../test/background-server.ts';
import { loopbackServer } from '../../test/loopback-server.ts';
import { hello } from '../../test/models.ts';
import { events, responsesParts, responsesText, responsesTools } from '../../test/wire.ts';
import {
  type LanguageModel,
  type ModelStream,
  type OpenAIResponsesOptions,
  openaiResponses,
  type StreamPart,
} from '../index.ts';
import { withRetry } from '../middleware/index.ts';
import { manualClock } from '../testing/index.ts';

const { whole, textDelta } = responsesParts;

type Options = Partial<OpenAIResponsesOptions>;

function modelAt(fetch: typeof globalThis.fetch, options: Options = {}): LanguageModel {
  const own = { model: 'gpt-test', apiKey: 'k', newId: () => 'a1', background: true };
  return openaiResponses({ ...own, fetch, ...options });
}

async function partsOf(stream: ModelStream): Promise<StreamPart[]> {
  const parts: StreamPart[] = [];
  for await (const part of stream) parts.push(part);
  return parts;
}

/** The request to cancel is not waited for, so it comes a moment after the end. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** What reaches the reader, and what the server was asked for after the first request. */
async function read(
  wire: string,
  script: readonly Connection[],
  options: Options = {},
): Promise<{ parts: StreamPart[]; later: string[] }> {
  const server = backgroundServer(wire, script);
  const parts = await partsOf(modelAt(server.fetch, options).stream(hello));
  await settled();
  return { parts, later: server.later };
}

/** Deltas are told apart by their text, so that pieces of another size make no other list. */
function content(parts: readonly StreamPart[]): unknown[] {
  return parts.map((part) => (part.type === 'finish' ? { ...part, response: part.response?.id } : part));
}

const after = (number: number): string => `GET /responses/resp_1?stream=true&starting_after=${number}`;
const CANCEL = 'POST /responses/resp_1/cancel';
const broken = (): Error => Object.assign(new TypeError('terminated'), { cause: { code: 'UND_ERR_SOCKET' } });
const lengthOf = (text: string): number => new TextEncoder().encode(text).length;

/** Bytes up to the end of each event. */
function ends(wire: string): number[] {
  let at = 0;
  return eventsOf(wire).map(({ text }) => {
    at += lengthOf(text);
    return at;
  });
}

describe.each([
  ['text and a thought', responsesText, 1],
  ['tool calls', responsesTools, 7],
])('an answer in the background with %s', (_name, wire, step) => {
  const boundaries = ends(wire).slice(0, -1);

  it.each([
    ['ends', undefined],
    ['breaks', broken()],
  ])('gives the same parts where the connection %s after any event', async (_how, error) => {
    const { parts } = await read(wire, []);
    for (const [number, cutAt] of boundaries.entries()) {
      const lost = await read(wire, [{ cutAt, ...(error && { error }) }]);
      expect(content(lost.parts)).toEqual(content(parts));
      expect(lost.later).toEqual([after(number)]);
    }
  });

  it(`gives the same parts where the connection ends after any byte, in steps of ${step}`, async () => {
    const expected = JSON.stringify(content((await read(wire, [])).parts));
    let server = backgroundServer(wire);
    const model = modelAt((input, init) => server.fetch(input, init));
    // Before the first event nobody knows what to go on with; its blank line does not matter.
    const known = (boundaries[0] ?? 0) - 2;
    for (let cutAt = 0; cutAt < lengthOf(wire); cutAt += step) {
      server = backgroundServer(wire, [{ cutAt }]);
      const parts = await partsOf(model.stream(hello));
      if (cutAt >= known) expect(JSON.stringify(content(parts)), `cut at ${cutAt}`).toBe(expected);
      else expect([parts.at(-1), server.later]).toMatchObject([{ state: 'truncated' }, []]);
    }
  });

  it('gives the same parts whatever is cut, cut again, cut to pieces and sent twice', async () => {
    const { parts } = await read(wire, []);
    const connection = fc.record({
      cutAt: fc.nat(lengthOf(wire)),
      pieces: fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 4 }),
      repeats: fc.nat(3),
      error: fc.constantFrom(undefined, broken()),
    });
    const script = fc.array(connection, { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(script, async ([first, ...rest]) => {
        const began = { ...first, cutAt: Math.max(first?.cutAt ?? 0, boundaries[0] ?? 0) };
        const script = [began, ...rest].map(({ error, ...one }) => ({ ...one, ...(error && { error }) }));
        const lost = await read(wire, script, { clock: hastyClock() });
        expect(content(lost.parts)).toEqual(content(parts));
      }),
      { numRuns: 150 },
    );
  });
});

/** A clock whose pauses are over at once, but whose deadlines never come. */
function hastyClock(): ReturnType<typeof manualClock> {
  const clock = manualClock();
  return {
    ...clock,
    get pending() {
      return clock.pending;
    },
    after(ms, callback) {
      if (ms > 8000) return clock.after(ms, callback);
      queueMicrotask(callback);
      return () => {};
    },
  };
}

const wire = responsesText;
const cutAt = ends(wire)[9] ?? 0;

describe('taking up an answer in the background', () => {
  it('asks for background and store, and only then', async () => {
    const server = backgroundServer(wire);
    await modelAt(server.fetch).stream(hello).result();
    await modelAt(server.fetch, { background: false }).stream(hello).result();
    expect(server.asked.map(({ body }) => [body.background, body.store])).toEqual([
      [true, true],
      [undefined, false],
    ]);
  });

  it.each(['openai', 'mine'])('may be asked for by a single request as options of %s', async (name) => {
    const server = backgroundServer(wire, [{ cutAt }]);
    const model = modelAt(server.fetch, { background: false, provider: 'mine' });
    const providerOptions = { [name]: { background: true, include: ['reasoning.encrypted_content'] } };
    const result = await model.stream({ ...hello, providerOptions }).result();
    expect(result.state).toBe('finished');
    expect(server.asked[0]?.body).toMatchObject({ background: true, store: true });
    expect(decodeURIComponent(server.later[0] ?? '')).toContain('include[]=reasoning.encrypted_content');
  });

  it('is refused before anything is sent where the answer must not be stored', async () => {
    const server = backgroundServer(wire);
    const result = await modelAt(server.fetch, { store: false }).stream(hello).result();
    expect(result).toMatchObject({ state: 'failed', error: { code: 'EC_LLM_INVALID_OPTION' } });
    expect(server.asked).toEqual([]);
  });

  it.each([
    [{}, 'truncated', 'EC_LLM_TRUNCATED'],
    [{ error: broken() }, 'failed', 'EC_LLM_NETWORK'],
  ])('is not done where nobody asked for it', async (how, state, code) => {
    const { parts, later } = await read(wire, [{ cutAt, ...how }], { background: false });
    expect(parts.at(-1)).toMatchObject({ type: 'finish', state, error: { code } });
    expect(later).toEqual([]);
  });

  it('is not done after the last event, though the body stays open', async () => {
    const { parts, later } = await read(wire, [{ stall: true }]);
    expect([parts.at(-1), later]).toMatchObject([{ state: 'finished' }, []]);
  });

  it('is not done where the provider itself says that it failed', async () => {
    const failed = events([
      { ...whole('created'), sequence_number: 0 },
      { ...whole('failed', { error: { code: 'server_error', message: 'no' } }), sequence_number: 1 },
    ]);
    const { parts, later } = await read(failed, []);
    expect(parts.at(-1)).toMatchObject({ state: 'failed', error: { code: 'EC_LLM_SERVER' } });
    expect(later).toEqual([]);
  });

  it.each([404, 400, 401, 403])('leaves the answer truncated where it is refused with %i', async (status) => {
    const { parts, later } = await read(wire, [{ cutAt }, { status, text: '{"error":{"message":"no"}}' }]);
    expect(parts.at(-1)).toMatchObject({ state: 'truncated', error: { code: 'EC_LLM_TRUNCATED' } });
    expect(parts.filter(({ type }) => type === 'attempt-start')).toHaveLength(1);
    expect(later).toEqual([after(9), CANCEL]);
  });

  it('keeps the error of a broken connection where it is refused', async () => {
    const { parts } = await read(wire, [
      { cutAt, error: broken() },
      { status: 404, text: '{}' },
    ]);
    expect(parts.at(-1)).toMatchObject({ state: 'failed', error: { code: 'EC_LLM_NETWORK' } });
  });

  it.each([429, 500, 503])('tries again after status %i', async (status) => {
    const clock = hastyClock();
    const { parts, later } = await read(wire, [{ cutAt }, { status, text: '{}' }], { clock });
    expect(parts.at(-1)).toMatchObject({ state: 'finished' });
    expect(later).toEqual([after(9), after(9)]);
  });

  it('does not wait for a server that asks for minutes', async () => {
    const headers = { 'retry-after': '120' };
    const { parts, later } = await read(wire, [{ cutAt }, { status: 429, headers, text: '{}' }]);
    expect(parts.at(-1)).toMatchObject({ state: 'truncated' });
    expect(later).toEqual([after(9), CANCEL]);
  });

  it.each([
    [0, 0],
    [2, 2],
    [undefined, 5],
  ])('ends after too many tries: maxResumes %s', async (maxResumes, tries) => {
    const script = Array.from({ length: 9 }, (_, index) => (index === 0 ? { cutAt } : { cutAt: 0 }));
    const options = maxResumes === undefined ? {} : { maxResumes };
    const { parts, later } = await read(wire, script, { clock: hastyClock(), ...options });
    expect(parts.at(-1)).toMatchObject({ state: 'truncated' });
    expect(later).toEqual([...Array.from({ length: tries }, () => after(9)), CANCEL]);
  });

  it('waits longer each time that brought nothing', async () => {
    const clock = manualClock();
    const server = backgroundServer(wire, [{ cutAt }, { cutAt: 0 }, { cutAt: 0 }]);
    const result = modelAt(server.fetch, { clock }).stream(hello).result();
    for (const [tries, ms] of [
      [1, 500],
      [2, 1000],
    ] as const) {
      await vi.waitFor(() => expect(server.later).toHaveLength(tries));
      await vi.waitFor(() => expect(clock.pending).toBe(3));
      clock.advance(ms - 1);
      await Promise.resolve();
      expect(server.later).toHaveLength(tries);
      clock.advance(1);
    }
    expect((await result).state).toBe('finished');
  });

  it('passes over events that come again', async () => {
    const { parts } = await read(wire, []);
    const again = await read(wire, [{ cutAt }, { repeats: 99 }]);
    expect(content(again.parts)).toEqual(content(parts));
  });

  it('fetches an event that is missing', async () => {
    const { parts } = await read(wire, []);
    const missing = await read(wire, [{ without: [8] }]);
    expect(content(missing.parts)).toEqual(content(parts));
    expect(missing.later).toEqual([after(7)]);
  });

  it('is truncated where an event stays missing, even with the last event', async () => {
    const { parts, later } = await read(wire, [{ without: [8] }, { without: [8] }]);
    expect(parts.at(-1)).toMatchObject({ state: 'truncated', error: { code: 'EC_LLM_TRUNCATED' } });
    expect(later).toEqual([after(7), CANCEL]);
  });

  it('cannot be done where an event has no number, since it could come twice', async () => {
    const numbers = [whole('created'), textDelta(0, 'Hi')].map((event, index) =>
      index === 0 ? { ...event, sequence_number: 0 } : event,
    );
    const { parts, later } = await read(events(numbers), []);
    expect(parts.at(-1)).toMatchObject({ state: 'truncated' });
    expect(later).toEqual([CANCEL]);
  });

  it('is not hindered by events that a gateway adds without a number', async () => {
    const added = events([{ type: 'keepalive' }]);
    const { parts } = await read(wire, []);
    const lost = await read(added + wire, [{ cutAt: cutAt + lengthOf(added) }]);
    expect([content(lost.parts), lost.later]).toEqual([content(parts), [after(9)]]);
  });

  it('never ends well where all events have the same number', async () => {
    const same = wire.replaceAll(/"sequence_number":\d+/g, '"sequence_number":0');
    expect((await read(same, [])).parts.at(-1)).toMatchObject({ state: 'finished' });
    const { parts, later } = await read(same, [{ cutAt }, { repeats: 1 }], { maxResumes: 1 });
    expect(parts.at(-1)).toMatchObject({ state: 'truncated' });
    expect(later).toEqual([after(0), CANCEL]);
  });

  it('begins a new attempt only where it failed, and what was begun is cancelled', async () => {
    const server = backgroundServer(wire, [{ cutAt }, { status: 404, text: '{}' }, { cutAt }]);
    let attempts = 0;
    const model = withRetry(modelAt(server.fetch, { newId: () => `a${++attempts}` }), {
      clock: hastyClock(),
    });
    const parts = await partsOf(model.stream(hello));
    expect(parts.filter(({ type }) => type === 'attempt-reset')).toHaveLength(1);
    expect(parts.at(-1)).toMatchObject({ state: 'finished' });
    expect(server.later).toEqual([after(9), CANCEL, 'POST /responses', after(9)]);
  });

  it('is never a success where the server answers with the whole in one piece', async () => {
    const { response } = whole('completed');
    const text = JSON.stringify(response);
    const { parts } = await read(wire, [{ cutAt }, { text }], { maxResumes: 1 });
    expect(parts.at(-1)).toMatchObject({ state: 'truncated' });
  });
});

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
      await vi.waitFor(() => expect(server.later).toHaveLength(tries));
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
