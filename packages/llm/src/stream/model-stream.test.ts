import { getEventListeners } from 'node:events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hello, modelOf } from '../../test/models.ts';
import { chatChunk, chatText, events } from '../../test/wire.ts';
import { createModelStream, type PartSource } from '../custom.ts';
import type { ModelStream, StreamPart } from '../index.ts';
import { manualClock, scriptedModel } from '../testing/index.ts';

async function collect(stream: ModelStream): Promise<StreamPart[]> {
  const parts: StreamPart[] = [];
  for await (const part of stream) parts.push(part);
  return parts;
}

function textOf(parts: readonly StreamPart[]): string {
  return parts.map((part) => (part.type === 'text-delta' ? part.text : '')).join('');
}

const letters = 'abcdefghijklmnopqrstuvwxyz';
const spell = (): ModelStream => scriptedModel([{ text: letters, chunkSize: 1 }]).stream(hello);

describe('a model stream', () => {
  it('gives the same to its reader and to its result, asked for in any order', async () => {
    const before = spell();
    const early = before.result();
    expect(textOf(await collect(before))).toBe(letters);
    expect((await early).text).toBe(letters);
    const after = spell();
    expect(textOf(await collect(after))).toBe(letters);
    expect((await after.result()).text).toBe(letters);
  });

  it('can be asked for its result inside of its own loop', async () => {
    const stream = spell();
    const seen: StreamPart[] = [];
    for await (const part of stream) {
      seen.push(part);
      expect((await stream.result()).text).toBe(letters);
    }
    expect(textOf(seen)).toBe(letters);
    expect(seen.filter(({ type }) => type === 'finish')).toHaveLength(1);
  });

  it('joins the deltas that nobody read yet', async () => {
    const stream = spell();
    await stream.result();
    const parts = await collect(stream);
    expect(textOf(parts)).toBe(letters);
    expect(parts.filter(({ type }) => type === 'text-delta')).toHaveLength(1);
  });

  it('is cancelled when its reader leaves early, and holds nothing then', async () => {
    const abort = new AbortController();
    const clock = manualClock();
    const wire = events([chatChunk({ content: 'Half' })]);
    const stream = modelOf('chat', [wire], { stall: true }, { clock }).stream(hello, {
      signal: abort.signal,
    });
    for await (const part of stream) if (part.type === 'text-delta') break;
    expect(await stream.result()).toMatchObject({ state: 'cancelled', text: 'Half' });
    expect(getEventListeners(abort.signal, 'abort')).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it('is cancelled by a signal at any time, with what had arrived, and leaves no listener', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 12 }), async (stopAfter) => {
        const abort = new AbortController();
        if (stopAfter === 0) abort.abort(new Error('enough'));
        const wire = 'abcdefgh'.split('').map((content) => events([chatChunk({ content })]));
        const stream = modelOf('chat', wire, { stall: true }).stream(hello, { signal: abort.signal });
        let seen = 0;
        for await (const _part of stream) {
          seen += 1;
          if (seen >= Math.min(stopAfter, 8)) abort.abort();
        }
        const result = await stream.result();
        expect(result).toMatchObject({
          state: 'cancelled',
          error: { code: 'EC_LLM_CANCELLED', exitCode: 130 },
        });
        expect('abcdefgh'.startsWith(result.text)).toBe(true);
        expect(getEventListeners(abort.signal, 'abort')).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  it('never asks before it is read', async () => {
    let calls = 0;
    const fetch = async (): Promise<Response> => {
      calls += 1;
      return new Response(chatText);
    };
    const stream = modelOf('chat', [], {}, { fetch }).stream(hello);
    expect(calls).toBe(0);
    await stream.result();
    expect(calls).toBe(1);
  });

  it('turns a source that throws into a failed end', async () => {
    const source: PartSource = {
      provider: 'p',
      modelId: 'm',
      pull: () => Promise.reject(new TypeError('oops')),
      cancel: () => {},
    };
    const parts = await collect(createModelStream(source));
    expect(parts).toMatchObject([{ type: 'finish', state: 'failed', error: { code: 'EC_LLM_INTERNAL' } }]);
  });

  it('forgets in its result what an attempt took back', async () => {
    const error = (await scriptedModel([]).stream(hello).result()).error;
    if (error === undefined) expect.unreachable();
    const batch: StreamPart[] = [
      { type: 'text-start', partId: 'a.1' },
      { type: 'text-delta', partId: 'a.1', text: 'wrong' },
      { type: 'attempt-reset', attemptId: 'a', retract: ['a.1'], error },
      { type: 'text-start', partId: 'b.1' },
      { type: 'text-delta', partId: 'b.1', text: 'right' },
      {
        type: 'finish',
        state: 'finished',
        finishReason: { unified: 'stop' },
        usage: { inputTokens: 1, outputTokens: 1, source: 'estimated' },
      },
    ];
    const stream = createModelStream({
      provider: 'p',
      modelId: 'm',
      pull: async () => batch,
      cancel: () => {},
    });
    expect((await stream.result()).text).toBe('right');
  });
});
