import { createRetry } from '@enhanced-code/errors/recovery';
import { describe, expect, it } from 'vitest';
import { llmErrors, type ModelRequest } from '../index.ts';
import { manualClock, scriptedModel } from '../testing/index.ts';
import { type CallLogEntry, withLogging, withRetry } from './index.ts';

const SECRET = 'sk-canary-7f3a';
const call = { provider: 'p', modelId: 'm' };

const request: ModelRequest = {
  messages: [
    { role: 'system', content: `rules ${SECRET}` },
    { role: 'user', content: [{ type: 'text', text: `ask ${SECRET}` }] },
    {
      role: 'assistant',
      content: [{ type: 'tool-call', toolCallId: 't1', toolName: 'x', inputText: `{"a":"${SECRET}"}` }],
    },
    { role: 'tool', content: [{ toolCallId: 't1', toolName: 'x', output: `out ${SECRET}` }] },
  ],
  tools: [{ name: 'x', description: SECRET, inputSchema: { type: 'object' } }],
};

async function logOf(
  steps: Parameters<typeof scriptedModel>[0],
  content?: (text: string) => string,
): Promise<CallLogEntry[]> {
  const entries: CallLogEntry[] = [];
  const clock = manualClock(1000);
  const model = withLogging(scriptedModel(steps, { clock }), {
    log: (entry) => void entries.push(entry),
    clock,
    ...(content === undefined ? {} : { content }),
  });
  await model.stream(request).result();
  return entries;
}

describe('logging', () => {
  it('tells sizes, times, tokens and codes, and not one byte of any text', async () => {
    const usage = { inputTokens: 9, outputTokens: 2, source: 'measured', raw: { note: SECRET } } as const;
    const entries = await logOf([{ text: `answer ${SECRET}`, usage }]);
    expect(entries).toEqual([
      { type: 'call-start', call: 1, provider: 'scripted', modelId: 'scripted', messages: 4, tools: 1 },
      {
        type: 'attempt-end',
        call: 1,
        attempt: {
          attemptId: 'attempt-1',
          provider: 'scripted',
          modelId: 'scripted',
          startedAt: 1000,
          firstContentAt: 1000,
          endedAt: 1000,
          state: 'finished',
          finishReason: { unified: 'stop' },
          usage: { inputTokens: 9, outputTokens: 2, source: 'measured' },
        },
      },
      {
        type: 'call-end',
        call: 1,
        state: 'finished',
        durationMs: 0,
        usage: { inputTokens: 9, outputTokens: 2, source: 'measured' },
      },
    ]);
    expect(JSON.stringify(entries)).not.toContain(SECRET);
  });

  it('names the code of an error and none of its private data', async () => {
    const error = llmErrors.create('EC_LLM_SERVER', call, { unsafe: SECRET, cause: new TypeError(SECRET) });
    const entries = await logOf([{ text: 'Hal', error }]);
    expect(entries.at(-1)).toMatchObject({ type: 'call-end', state: 'failed', errorCode: 'EC_LLM_SERVER' });
    expect(JSON.stringify(entries)).not.toContain(SECRET);
  });

  it('puts every text through the redaction where texts are asked for', async () => {
    const entries = await logOf([{ text: `answer ${SECRET}` }], (text) => text.replaceAll(SECRET, '***'));
    const log = JSON.stringify(entries);
    expect(log).not.toContain(SECRET);
    expect(entries[0]).toMatchObject({ request: [{ content: 'rules ***' }, {}, {}, {}] });
    expect(log).toContain('out ***');
    expect(entries.at(-1)).toMatchObject({ answer: 'answer ***' });
  });

  it('tells each attempt of a call that was tried again', async () => {
    const entries: CallLogEntry[] = [];
    const overloaded = llmErrors.create('EC_LLM_OVERLOADED', call);
    const retry = createRetry({ maxRetries: 2, random: () => 0 });
    const model = withLogging(
      withRetry(scriptedModel([{ text: 'Hal', error: overloaded }, { cut: true }, { text: 'Hello' }]), {
        retry,
      }),
      { log: (entry) => void entries.push(entry) },
    );
    await model.stream(request).result();
    const attempts = entries.flatMap((entry) => (entry.type === 'attempt-end' ? [entry.attempt] : []));
    expect(attempts.map(({ state, errorCode }) => [state, errorCode])).toEqual([
      ['failed', 'EC_LLM_OVERLOADED'],
      ['truncated', 'EC_LLM_TRUNCATED'],
      ['finished', undefined],
    ]);
  });

  it('counts calls, and a call whose log throws ends as failed instead of unseen', async () => {
    const numbers: number[] = [];
    const model = withLogging(scriptedModel([{ text: 'a' }, { text: 'b' }]), {
      log: (entry) => void numbers.push(entry.call),
    });
    await model.stream(request).result();
    await model.stream(request).result();
    expect(new Set(numbers)).toEqual(new Set([1, 2]));
    const deaf = withLogging(scriptedModel([{ text: 'a' }]), {
      log: () => {
        throw new TypeError('no log');
      },
    });
    expect((await deaf.stream(request).result()).error?.code).toBe('EC_LLM_INTERNAL');
  });
});
