import { createServer } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import type { FakeAnswer } from '../../test/fake-fetch.ts';
import { hello, modelOf, type ProtocolName } from '../../test/models.ts';
import { anthropicText, chatChunk, chatText, events } from '../../test/wire.ts';
import { type Deadlines, type ModelResult, openaiChat } from '../index.ts';
import { type ManualClock, manualClock } from '../testing/index.ts';

const off: Required<Deadlines> = {
  connectMs: Number.POSITIVE_INFINITY,
  headerMs: Number.POSITIVE_INFINITY,
  firstMs: Number.POSITIVE_INFINITY,
  idleMs: Number.POSITIVE_INFINITY,
  totalMs: Number.POSITIVE_INFINITY,
};

/** Lets everything that waits for a promise go on. */
async function settle(): Promise<void> {
  for (let i = 0; i < 20; i += 1) await turn();
}

interface Running {
  readonly clock: ManualClock;
  readonly result: Promise<ModelResult>;
  state(): string;
}

async function start(
  deadlines: Deadlines,
  chunks: readonly string[],
  answer: FakeAnswer,
  protocol: ProtocolName = 'chat',
): Promise<Running> {
  const clock = manualClock();
  const model = modelOf(protocol, chunks, answer, { clock, deadlines: { ...off, ...deadlines } });
  let state = 'running';
  const result = model.stream(hello).result();
  void result.then((ended) => {
    state = ended.state;
  });
  await settle();
  return { clock, result, state: () => state };
}

const half = events([chatChunk({ content: 'Half' })]);
const ping = events([{ type: 'ping' }], true);

// The first import of an SDK takes longer than it takes to settle.
beforeAll(() => Promise.all([import('openai'), import('@anthropic-ai/sdk')]));

describe('deadlines', () => {
  it.each([
    ['header', { headerMs: 100 }, [], { silent: true }, 'EC_LLM_HEADER_TIMEOUT'],
    ['first', { firstMs: 100 }, [], { stall: true }, 'EC_LLM_FIRST_TIMEOUT'],
    [
      'first, in spite of keepalives',
      { firstMs: 100 },
      [': ka\n\n', ': ka\n\n'],
      { stall: true },
      'EC_LLM_FIRST_TIMEOUT',
    ],
    ['idle', { idleMs: 100 }, [half], { stall: true }, 'EC_LLM_IDLE_TIMEOUT'],
    ['total', { totalMs: 100 }, [half], { stall: true }, 'EC_LLM_TOTAL_TIMEOUT'],
    ['total, without headers', { totalMs: 100 }, [], { silent: true }, 'EC_LLM_TOTAL_TIMEOUT'],
  ] as const)('%s passes at its limit and not before', async (_name, deadlines, chunks, answer, code) => {
    const { clock, result, state } = await start(deadlines, chunks, answer);
    clock.advance(99);
    await settle();
    expect(state()).toBe('running');
    clock.advance(1);
    expect(await result).toMatchObject({
      state: 'failed',
      text: chunks.some((chunk) => chunk === half) ? 'Half' : '',
      error: { code, details: { limitMs: 100 } },
    });
    expect(clock.pending).toBe(0);
  });

  it('let content reset the idle one and keepalives not', async () => {
    const clock = manualClock();
    let send = (_chunk: string): void => {};
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        send = (chunk) => controller.enqueue(new TextEncoder().encode(chunk));
      },
    });
    const model = openaiChat({
      model: 'm',
      apiKey: 'k',
      clock,
      deadlines: { ...off, idleMs: 100 },
      fetch: async () => new Response(body),
    });
    const result = model.stream(hello).result();
    await settle();
    send(half);
    await settle();
    clock.advance(80);
    send(half);
    await settle();
    clock.advance(80);
    send(': keepalive\n\n');
    await settle();
    clock.advance(19);
    expect(clock.pending).toBeGreaterThan(0);
    clock.advance(1);
    expect(await result).toMatchObject({ text: 'HalfHalf', error: { code: 'EC_LLM_IDLE_TIMEOUT' } });
  });

  it('count Anthropic pings as keepalives', async () => {
    const { clock, result } = await start({ firstMs: 100 }, [ping, ping, ping], { stall: true }, 'anthropic');
    clock.advance(100);
    expect(await result).toMatchObject({ error: { code: 'EC_LLM_FIRST_TIMEOUT' } });
  });

  it('leave no timer behind where everything went well', async () => {
    for (const [protocol, wire] of [
      ['chat', chatText],
      ['anthropic', anthropicText],
    ] as const) {
      const { clock, result } = await start(
        { headerMs: 1, firstMs: 1, idleMs: 1, totalMs: 1 },
        [wire],
        {},
        protocol,
      );
      expect((await result).state).toBe('finished');
      await settle();
      expect(clock.pending).toBe(0);
    }
  });

  it('do not take a complete answer back where only the end of the body is late', async () => {
    const wire = events([chatChunk({ content: 'Whole' }), chatChunk({}, 'stop')]);
    const { clock, result } = await start({ idleMs: 100 }, [wire], { stall: true });
    clock.advance(100);
    expect(await result).toMatchObject({ state: 'finished', text: 'Whole' });
  });

  it('bound the connection on their own', async () => {
    // A full backlog lets no further connection stand; so does a TLS handshake that is never answered.
    const silent = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const address = silent.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const clock = manualClock();
    const model = openaiChat({
      model: 'm',
      baseURL: `https://127.0.0.1:${port}/v1`,
      clock,
      deadlines: { ...off, connectMs: 100 },
    });
    const result = model.stream(hello).result();
    const connected = new Promise((resolve) => silent.once('connection', resolve));
    await connected;
    await settle();
    clock.advance(100);
    expect(await result).toMatchObject({
      error: { code: 'EC_LLM_CONNECT_TIMEOUT', class: 'timeout.connect' },
    });
    silent.close();
  });
});
