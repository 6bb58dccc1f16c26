import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LoopbackAnswer, type LoopbackServer, loopbackServer } from '../../test/loopback-server.ts';
import { hello, type ProtocolName } from '../../test/models.ts';
import { anthropicText, chatText, events, responsesText } from '../../test/wire.ts';
import { anthropic, type ModelResult, openaiChat, openaiResponses } from '../index.ts';
import { manualClock } from '../testing/index.ts';

const texts: Readonly<Record<ProtocolName, string>> = {
  chat: chatText,
  responses: responsesText,
  anthropic: anthropicText,
};
const makers = { chat: openaiChat, responses: openaiResponses, anthropic };
const protocols = ['chat', 'responses', 'anthropic'] as const;

/** Limits in milliseconds of a clock that the test moves. */
const deadlines = { connectMs: 100, headerMs: 200, firstMs: 300, idleMs: 400, totalMs: 5000 };

/** Tool inputs that are cut at each byte are tested with the terminal states. */
interface Row {
  readonly name: string;
  readonly answer: (protocol: ProtocolName) => LoopbackAnswer;
  readonly state: ModelResult['state'];
  readonly code?: string;
  /** When it ends at the latest, by the clock. Default at once. */
  readonly withinMs?: number;
}

const json = { 'content-type': 'application/json' };
const html = { 'content-type': 'text/html' };

function refusal(
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): LoopbackAnswer {
  return {
    status,
    headers: { ...json, ...headers },
    chunks: [JSON.stringify({ error: { message, code, type: code } })],
  };
}

const half = (protocol: ProtocolName): string => {
  const list = texts[protocol].split('\n\n');
  return `${list.slice(0, Math.ceil(list.length / 2)).join('\n\n')}\n\n`;
};
const unknown = 'event: brand.new\ndata: {"type":"brand.new","value":1}\n\n';
const huge = (protocol: ProtocolName): string =>
  texts[protocol].replaceAll('Grüße, ', `Grüße, ${'x'.repeat(2_000_000)}`);

const rows: readonly Row[] = [
  {
    name: '401',
    answer: () => refusal(401, 'invalid_api_key', 'no'),
    state: 'failed',
    code: 'EC_LLM_AUTH',
  },
  { name: '403', answer: () => refusal(403, 'forbidden', 'no'), state: 'failed', code: 'EC_LLM_PERMISSION' },
  {
    name: '404',
    answer: () => refusal(404, 'model_not_found', 'no'),
    state: 'failed',
    code: 'EC_LLM_NOT_FOUND',
  },
  {
    name: '413',
    answer: () => refusal(413, 'request_too_large', 'no'),
    state: 'failed',
    code: 'EC_LLM_REQUEST_TOO_LARGE',
  },
  {
    name: '429 of the rate',
    answer: () => refusal(429, 'rate_limit_exceeded', 'slow down', { 'retry-after': '7' }),
    state: 'failed',
    code: 'EC_LLM_RATE_LIMIT',
  },
  {
    name: '429 of the quota',
    answer: () => refusal(429, 'insufficient_quota', 'You exceeded your current quota'),
    state: 'failed',
    code: 'EC_LLM_QUOTA',
  },
  {
    name: '429 of capacity',
    answer: () => refusal(429, 'engine_overloaded_error', 'The engine is currently overloaded'),
    state: 'failed',
    code: 'EC_LLM_OVERLOADED',
  },
  {
    name: '429 of one request',
    answer: () => refusal(429, 'rate_limit_exceeded', 'Request too large: Limit 10, Requested 20'),
    state: 'failed',
    code: 'EC_LLM_REQUEST_TOO_LARGE',
  },
  {
    name: '429 without a body',
    answer: () => ({ status: 429, headers: json }),
    state: 'failed',
    code: 'EC_LLM_RATE_LIMIT',
  },
  { name: '500', answer: () => refusal(500, 'oops', 'no'), state: 'failed', code: 'EC_LLM_SERVER' },
  {
    name: '529',
    answer: () => refusal(529, 'overloaded_error', 'no'),
    state: 'failed',
    code: 'EC_LLM_OVERLOADED',
  },
  {
    name: 'HTML with status 200',
    answer: () => ({ headers: html, chunks: ['<!doctype html><title>Welcome</title>'] }),
    state: 'failed',
    code: 'EC_LLM_NOT_AN_API',
  },
  {
    name: 'HTML with status 404',
    answer: () => ({ status: 404, headers: html, chunks: ['<html>nothing here</html>'] }),
    state: 'failed',
    code: 'EC_LLM_NOT_AN_API',
  },
  {
    name: 'a page of a gateway',
    answer: () => ({ status: 502, headers: html, chunks: ['<html>Bad Gateway</html>'] }),
    state: 'failed',
    code: 'EC_LLM_SERVER',
  },
  {
    name: 'no answer at all',
    answer: () => ({ ending: 'silent' }),
    state: 'failed',
    code: 'EC_LLM_HEADER_TIMEOUT',
    withinMs: deadlines.headerMs,
  },
  {
    name: 'headers and then nothing',
    answer: () => ({ ending: 'stall' }),
    state: 'failed',
    code: 'EC_LLM_FIRST_TIMEOUT',
    withinMs: deadlines.headerMs + deadlines.firstMs,
  },
  {
    name: 'a body that stalls',
    answer: (protocol) => ({ chunks: [half(protocol)], ending: 'stall' }),
    state: 'failed',
    code: 'EC_LLM_IDLE_TIMEOUT',
    withinMs: deadlines.headerMs + deadlines.firstMs + deadlines.idleMs,
  },
  {
    name: 'a reset',
    answer: (protocol) => ({ chunks: [half(protocol)], ending: 'reset' }),
    state: 'failed',
    code: 'EC_LLM_NETWORK',
  },
  {
    name: 'a clean early end',
    answer: (protocol) => ({ chunks: [half(protocol)] }),
    state: 'truncated',
    code: 'EC_LLM_TRUNCATED',
  },
  { name: 'an empty body', answer: () => ({}), state: 'truncated', code: 'EC_LLM_TRUNCATED' },
  { name: 'a huge event', answer: (protocol) => ({ chunks: [huge(protocol)] }), state: 'finished' },
  {
    name: 'invalid UTF-8',
    answer: (protocol) => ({ chunks: [half(protocol), new Uint8Array([0xff, 0xfe, 0x0a, 0x0a])] }),
    state: 'failed',
    code: 'EC_LLM_PROTOCOL',
  },
  {
    name: 'an event that nobody knows',
    answer: (protocol) => ({ chunks: [texts[protocol].replace('\n\n', `\n\n${unknown}`)] }),
    state: 'finished',
  },
  {
    name: 'an event that is no JSON',
    answer: (protocol) => ({ chunks: [half(protocol), 'data: {oops\n\n', half(protocol)] }),
    state: 'failed',
    code: 'EC_LLM_PROTOCOL',
  },
  {
    name: 'an answer from another model',
    answer: (protocol) => ({ chunks: [texts[protocol].replaceAll(/(gpt|claude)-test-1/g, 'another-model')] }),
    state: 'finished',
  },
];

let server: LoopbackServer;
beforeAll(async () => {
  server = await loopbackServer((path) => {
    const [, row = '0', protocol = 'chat'] = path.split('/');
    return rows[Number(row)]?.answer(protocol as ProtocolName) ?? {};
  });
});
afterAll(() => server[Symbol.asyncDispose]());

/** Asks, and moves the clock on in steps while nothing happens. */
async function ask(row: number, protocol: ProtocolName): Promise<{ result: ModelResult; tookMs: number }> {
  const clock = manualClock();
  const baseURL = `${server.url}/${row}/${protocol}`;
  const model = makers[protocol]({ model: 'm', apiKey: 'k', baseURL, clock, deadlines });
  let ended: number | undefined;
  const running = model.stream(hello).result();
  void running.then(() => {
    ended = clock.now();
  });
  const patient = rows[row]?.withinMs !== undefined;
  while (ended === undefined) {
    // The other side is a real one: it needs some turns before its silence means anything.
    for (let count = 0; count < 40 && ended === undefined; count += 1) await turn();
    if (patient && ended === undefined && server.running() > 0) clock.advance(10);
  }
  const result = await running;
  expect(clock.pending).toBe(0);
  return { result, tookMs: ended };
}

describe.each(protocols)('a bad provider behind %s', (protocol) => {
  it.each(rows.map((row, index) => ({ ...row, index })))(
    '$name',
    async ({ index, state, code, withinMs = 0 }) => {
      const { result, tookMs } = await ask(index, protocol);
      expect(result.state).toBe(state);
      expect(result.error?.code).toBe(code);
      expect(tookMs).toBeLessThanOrEqual(withinMs);
      if (state !== 'finished') expect(result.toolCalls).toEqual([]);
    },
  );

  it('says which model answered where it is another one', async () => {
    const { result } = await ask(
      rows.findIndex(({ name }) => name.includes('another model')),
      protocol,
    );
    expect(result.response?.modelId).toBe('another-model');
  });
});

function resultOf(protocol: ProtocolName, body: Uint8Array): Promise<ModelResult> {
  const fetch: typeof globalThis.fetch = async () =>
    new Response(new Uint8Array(body), { headers: { 'content-type': 'text/event-stream' } });
  return makers[protocol]({ model: 'm', apiKey: 'k', fetch }).stream(hello).result();
}

describe('an error in a stream that had begun', () => {
  it('is that of its cause, and what was said before it is kept', async () => {
    const said = events([{ choices: [{ index: 0, delta: { content: 'Half' } }] }]);
    const wire = said + events([{ error: { message: 'overloaded', code: 503 } }]);
    const result = await resultOf('chat', new TextEncoder().encode(wire));
    expect(result).toMatchObject({ state: 'failed', text: 'Half', error: { code: 'EC_LLM_OVERLOADED' } });
  });
});
