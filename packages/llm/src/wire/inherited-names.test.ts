import { describe, expect, it } from 'vitest';
import { hello, modelOf } from '../../test/models.ts';
import { anthropicParts, chatChunk, events } from '../../test/wire.ts';
import { estimateTokens } from '../index.ts';

describe('names that every object has', () => {
  const names = ['constructor', 'toString', 'valueOf', '__proto__', 'hasOwnProperty'];

  it.each(names)('%s as the code of an error is one that nobody knows', async (code) => {
    for (const protocol of ['chat', 'responses', 'anthropic'] as const) {
      const refused = JSON.stringify({ error: { type: code, code, message: 'no' } });
      const json = { 'content-type': 'application/json' };
      const { error } = await modelOf(protocol, [refused], { status: 400, headers: json })
        .stream(hello)
        .result();
      expect(error?.code).toBe('EC_LLM_INVALID_REQUEST');
    }
  });

  it.each(names)('%s as a reason to stop is one that nobody knows', async (reason) => {
    const { messageStart, messageDelta } = anthropicParts;
    const claude = events([messageStart, messageDelta(reason), { type: 'message_stop' }], true);
    const answers = [
      await modelOf('anthropic', [claude]).stream(hello).result(),
      await modelOf('chat', [events([chatChunk({ content: 'Hi' }), chatChunk({}, reason)])])
        .stream(hello)
        .result(),
    ];
    for (const { finishReason } of answers) expect(finishReason).toEqual({ unified: 'other', raw: reason });
  });

  it.each(names)('%s as a language has the factor of none', (language) => {
    expect(estimateTokens('const a = 1;\n', language)).toBe(estimateTokens('const a = 1;\n'));
  });
});
