import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import {
  after,
  broken,
  CANCEL,
  content,
  ends,
  hastyClock,
  lengthOf,
  modelAt,
  partsOf,
  read,
} from '../../test/background-call.ts';
import { backgroundServer } from '../../test/background-server.ts';
import { hello } from '../../test/models.ts';
import { events, responsesParts, responsesText, responsesTools } from '../../test/wire.ts';
import { withRetry } from '../middleware/index.ts';
import { manualClock } from '../testing/index.ts';

const { whole, textDelta } = responsesParts;

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
