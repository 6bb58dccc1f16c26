import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutBytes } from '../../test/fake-fetch.ts';
import { hello, modelOf, type ProtocolName } from '../../test/models.ts';
import {
  anthropicText,
  anthropicTools,
  chatText,
  chatTools,
  responsesText,
  responsesTools,
} from '../../test/wire.ts';
import type { ModelResult, StreamPart } from '../index.ts';

const text = 'Grüße, 世界 👩‍💻\nline "two"';
const done = '"type":"response.completed"';
const wires: readonly {
  name: string;
  protocol: ProtocolName;
  wire: string;
  end: string;
  text: string;
  calls: string[];
}[] = [
  { name: 'chat text', protocol: 'chat', wire: chatText, end: '"finish_reason":"stop"', text, calls: [] },
  {
    name: 'chat tools',
    protocol: 'chat',
    wire: chatTools,
    end: '"finish_reason":"tool_calls"',
    text: 'Reading.',
    calls: ['{"path":"ä.ts"}', '{"deep":true}'],
  },
  { name: 'responses text', protocol: 'responses', wire: responsesText, end: done, text, calls: [] },
  {
    name: 'responses tools',
    protocol: 'responses',
    wire: responsesTools,
    end: done,
    text: 'Reading.',
    calls: ['{"path":"ä.ts"}', '{}'],
  },
  {
    name: 'anthropic text',
    protocol: 'anthropic',
    wire: anthropicText,
    end: '"type":"message_stop"',
    text,
    calls: [],
  },
  {
    name: 'anthropic tools',
    protocol: 'anthropic',
    wire: anthropicTools,
    end: '"type":"message_stop"',
    text: 'Reading.',
    calls: ['{"path":"ä.ts"}', '{}'],
  },
];

async function run(
  protocol: ProtocolName,
  chunks: readonly Uint8Array[],
  error?: Error,
): Promise<ModelResult> {
  return modelOf(protocol, chunks, error === undefined ? {} : { error })
    .stream(hello)
    .result();
}

async function parts(protocol: ProtocolName, chunks: readonly Uint8Array[]): Promise<StreamPart[]> {
  const seen: StreamPart[] = [];
  for await (const part of modelOf(protocol, chunks).stream(hello)) seen.push(part);
  return seen;
}

/** From this byte on, everything that the protocol's end needs has been received. */
function completeAt(bytes: Uint8Array, end: string): number {
  const wire = new TextDecoder().decode(bytes);
  const eventEnd = wire.indexOf('}\n\n', wire.indexOf(end)) + 1;
  return new TextEncoder().encode(wire.slice(0, eventEnd)).length;
}

describe.each(wires)('the terminal state of $name', ({ protocol, wire, end, text: expectedText, calls }) => {
  const bytes = new TextEncoder().encode(wire);

  it('is finished for the whole body, however it is cut into chunks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), async (lengths) => {
        const result = await run(protocol, cutBytes(bytes, lengths));
        expect(result).toMatchObject({ state: 'finished', text: expectedText });
        expect(result.toolCalls.map(({ inputText }) => inputText)).toEqual(calls);
        expect(result.error).toBeUndefined();
        expect(result.usage).toMatchObject({ inputTokens: 20, outputTokens: 7, source: 'measured' });
      }),
      { numRuns: 60 },
    );
  });

  it('is never finished where the body ends before the end of the protocol', async () => {
    const complete = completeAt(bytes, end);
    for (let cut = 0; cut < bytes.length; cut += cut < 80 ? 1 : 13) {
      const result = await run(protocol, [bytes.subarray(0, cut)]);
      expect(result.state, `cut at ${cut} of ${bytes.length}`).toBe(
        cut < complete ? 'truncated' : 'finished',
      );
      if (cut < complete) expect(result.error?.code).toBe('EC_LLM_TRUNCATED');
      expect(expectedText.startsWith(result.text)).toBe(true);
    }
  });

  it('is failed with what had arrived where the connection breaks before the end', async () => {
    const complete = completeAt(bytes, end);
    const reset = Object.assign(new TypeError('terminated'), { cause: { code: 'UND_ERR_SOCKET' } });
    for (let cut = 0; cut < bytes.length; cut += 53) {
      const result = await run(protocol, [bytes.subarray(0, cut)], reset);
      expect(result.state).toBe(cut < complete ? 'failed' : 'finished');
      if (cut < complete) expect(result.error?.code).toBe('EC_LLM_NETWORK');
      expect(expectedText.startsWith(result.text)).toBe(true);
      if (cut < complete / 2) expect(result.usage.source).toBe('estimated');
    }
  });

  it('keeps the contract of the parts at every cut', async () => {
    for (let cut = 0; cut <= bytes.length; cut += 23) {
      const seen = await parts(protocol, [bytes.subarray(0, cut)]);
      expect(seen.filter(({ type }) => type === 'finish')).toHaveLength(1);
      expect(seen[seen.length - 1]?.type).toBe('finish');
      const idsOf = (type: StreamPart['type']): string[] =>
        seen.flatMap((part) => (part.type === type && 'partId' in part ? [part.partId] : []));
      expect(idsOf('text-end')).toEqual(idsOf('text-start'));
      expect(idsOf('reasoning-end')).toEqual(idsOf('reasoning-start'));
      expect(idsOf('tool-call-start')).toEqual(expect.arrayContaining(idsOf('tool-call-end')));
    }
  });
});
