import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scenarioModel } from '../../test/answers.ts';
import type { LanguageModel, ModelRequest, StreamPart } from '../index.ts';
import {
  manualClock,
  readCassette,
  recordModel,
  replayModel,
  type ScriptStep,
  scriptedModel,
  writeCassette,
} from './index.ts';

const ask = (content: string): ModelRequest => ({ messages: [{ role: 'user', content }] });

async function partsOf(model: LanguageModel, request: ModelRequest): Promise<StreamPart[]> {
  const parts: StreamPart[] = [];
  for await (const part of model.stream(request)) parts.push(part);
  return parts;
}

async function recordingOf(
  steps: readonly ScriptStep[],
  requests: readonly ModelRequest[],
  secrets: readonly string[] = [],
) {
  const recorder = recordModel(scriptedModel(steps), { secrets });
  const seen: StreamPart[][] = [];
  for (const request of requests) seen.push(await partsOf(recorder, request));
  return { cassette: recorder.cassette(), seen };
}

const steps: readonly ScriptStep[] = [
  { reasoning: 'Hm', text: 'Grüße, 世界. What next?' },
  { text: 'Reading.', toolCalls: [{ toolName: 'read', input: { path: 'ä.ts' } }] },
  { chunks: ['Par', 'tly'], error: { code: 'EC_LLM_OVERLOADED', retryAfterMs: 500 } },
  { text: 'cut', cut: true },
];

describe('a recording', () => {
  it('plays what was streamed, part by part, errors included, after a way through a file', async () => {
    const requests = ['one', 'two', 'three', 'four'].map(ask);
    const { cassette, seen } = await recordingOf(steps, requests);
    const model = replayModel(readCassette(writeCassette(cassette)));
    expect(model).toMatchObject({ provider: 'scripted', modelId: 'scripted', capabilities: { tools: true } });
    // In another order: a request gets its own answer.
    for (const place of [2, 0, 3, 1]) {
      const played = await partsOf(model, requests[place] ?? ask(''));
      expect(JSON.stringify(played)).toBe(JSON.stringify(seen[place]));
    }
    const failed = seen[2]?.at(-1);
    expect(failed).toMatchObject({
      error: { code: 'EC_LLM_OVERLOADED', retryAfterMs: 500, retryable: true },
    });
  });

  it('records what a provider streams as it is', async () => {
    const scenario = { kind: 'tools', text: '', input: '{"path":"ä.ts"}' } as const;
    const recorder = recordModel(scenarioModel('messages', scenario) ?? scriptedModel([]));
    const tools = [{ name: 'read', description: 'Reads', inputSchema: { type: 'object' } }];
    const live = await recorder.stream({ ...ask('go'), tools }).result();
    const played = await replayModel(recorder.cassette())
      .stream({ ...ask('go'), tools })
      .result();
    expect(played).toEqual(live);
  });

  it('gives the nth answer to the nth request of the same kind, whatever the order of its names', async () => {
    const { cassette } = await recordingOf([{ text: 'first' }, { text: 'second' }], [ask('x'), ask('x')]);
    const model = replayModel(cassette);
    const same = {
      temperature: undefined,
      messages: [{ content: 'x', role: 'user' }],
    } as unknown as ModelRequest;
    expect((await model.stream(ask('x')).result()).text).toBe('first');
    expect((await model.stream(same).result()).text).toBe('second');
    expect((await model.stream(ask('x')).result()).error).toMatchObject({
      code: 'EC_LLM_CASSETTE_MISS',
      details: { reason: 'it was made less often' },
    });
    expect((await model.stream(ask('y')).result()).error).toMatchObject({
      code: 'EC_LLM_CASSETTE_MISS',
      details: { reason: 'it was never made' },
    });
  });

  it('leaves out a call that has not ended, and one that was cancelled is played as such', async () => {
    const recorder = recordModel(scriptedModel([{ text: 'a b c d', chunkSize: 2 }, { text: 'x' }]));
    const running = recorder.stream(ask('x'))[Symbol.asyncIterator]();
    await running.next();
    expect(recorder.cassette().calls).toEqual([]);
    await running.return?.();
    expect((await replayModel(recorder.cassette()).stream(ask('x')).result()).state).toBe('cancelled');
  });

  it('plays with delays of a clock, and is cancelled in between', async () => {
    const { cassette } = await recordingOf([{ text: 'abcdef', chunkSize: 2 }], [ask('x')]);
    const clock = manualClock();
    const model = replayModel(cassette, { clock, partDelayMs: 10 });
    const abort = new AbortController();
    const result = model.stream(ask('x'), { signal: abort.signal }).result();
    for (let turn = 0; turn < 4; turn += 1) {
      clock.advance(10);
      await new Promise((resolve) => setImmediate(resolve));
    }
    abort.abort();
    expect(await result).toMatchObject({ state: 'cancelled', text: 'abcd' });
    expect(clock.pending).toBe(0);
  });
});

const CANARY = 'canary"7\\Zq/9=+secret';
const keys = {
  openai: 'sk-proj-abcdefghijklmnopqrstuvwx',
  google: `AIza${'a'.repeat(35)}`,
  github: `ghp_${'b'.repeat(36)}`,
  aws: 'AKIAABCDEFGHIJKLMNOP',
  jwt: 'eyJhbGciOiJI.eyJzdWIiOiIx.SflKxwRJSMeKKF2Q',
  bearer: 'Bearer abcdefghijklmnop1234',
  pem: '-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----',
};
const planted = [CANARY, ...Object.values(keys)];

describe('secrets in a recording', () => {
  it.each(planted)('%s is nowhere in it, wherever it was and however it was cut', async (secret) => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 7 }),
        fc.constantFrom('', ' ', '"', '\n', 'key=', '\t(', '\\'),
        async (chunkSize, around) => {
          const text = `${around}${secret} ${around}`;
          const request: ModelRequest = {
            messages: [
              { role: 'system', content: text },
              { role: 'user', content: [{ type: 'text', text }] },
              {
                role: 'assistant',
                content: [
                  { type: 'tool-call', toolCallId: 'c', toolName: 't', inputText: JSON.stringify({ text }) },
                ],
              },
              { role: 'tool', content: [{ toolCallId: 'c', toolName: 't', output: text }] },
            ],
            providerOptions: { p: { [`x ${secret} `]: text } },
          };
          const answer = {
            reasoning: text,
            text,
            chunkSize,
            toolCalls: [{ toolName: 't', input: { text } }],
            inputChunkSize: chunkSize,
          };
          const { cassette } = await recordingOf([answer], [request], [CANARY]);
          const written = writeCassette(cassette);
          for (const form of [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])
            expect(written).not.toContain(form);
          expect(JSON.stringify(JSON.stringify(cassette))).not.toContain(
            JSON.stringify(JSON.stringify(secret)).slice(3, -3),
          );
          expect(written).toContain('[secret]');
          const played = await replayModel(readCassette(written), { secrets: [CANARY] })
            .stream(request)
            .result();
          expect(played.state).toBe('finished');
          expect(played.text).toContain('[secret]');
        },
      ),
      { numRuns: 15 },
    );
  });

  it('do not change what the caller gets, and text without any stays in its pieces', async () => {
    const { cassette, seen } = await recordingOf(
      [{ chunks: ['a ', keys.openai], reasoning: 'fine' }],
      [ask('x')],
    );
    expect(JSON.stringify(seen)).toContain(keys.openai);
    expect(JSON.stringify(cassette)).toContain('fine');
    const plain = await recordingOf([{ chunks: ['one ', 'two ', 'three'] }], [ask('x')]);
    const deltas = plain.cassette.calls[0]?.parts.filter(({ type }) => type === 'text-delta');
    expect(deltas).toMatchObject([{ text: 'one ' }, { text: 'two ' }, { text: 'three' }]);
  });

  it('may be found by a function of the caller too', async () => {
    const recorder = recordModel(scriptedModel([{ text: 'order 4711', chunkSize: 3 }]), {
      scrub: (text) => text.replace(/\d+/, 'N'),
    });
    await recorder.stream(ask('order 12')).result();
    expect(writeCassette(recorder.cassette())).toMatch(/order N.*order N/s);
  });
});

describe('the form of recordings', () => {
  it('of version 1 is read as it was written', async () => {
    const text = readFileSync(join(import.meta.dirname, 'golden', 'cassette-v1.cassette'), 'utf8');
    const cassette = readCassette(text);
    expect(writeCassette(cassette)).toBe(text);
    expect(await replayModel(cassette).stream(ask('Say hello.')).result()).toMatchObject({
      state: 'finished',
      text: 'Hello, world.',
    });
    expect(await replayModel(cassette).stream(ask('Fail.')).result()).toMatchObject({
      state: 'failed',
      error: { code: 'EC_LLM_RATE_LIMIT', retryAfterMs: 7000 },
    });
  });

  it.each([
    ['{', 'it is not JSON'],
    ['[]', 'it is no recording'],
    ['{"format":"other","version":1}', 'it is no recording'],
    ['{"format":"enhanced-code/cassette","version":2,"calls":[]}', 'its version 2 is not known here'],
    ['{"format":"enhanced-code/cassette","version":1}', 'a call in it is not whole'],
    [
      '{"format":"enhanced-code/cassette","version":1,"calls":[{"key":"k","parts":[]}]}',
      'a call in it is not whole',
    ],
    [
      '{"format":"enhanced-code/cassette","version":1,"calls":[{"key":"k","parts":[{"type":"finish"},{"type":"text-end"}]}]}',
      'a call in it is not whole',
    ],
  ])('is refused where it is damaged or newer: %s', (text, reason) => {
    expect(() => readCassette(text)).toThrow(
      expect.objectContaining({ code: 'EC_LLM_CASSETTE_INVALID', details: { reason } }),
    );
  });
});
