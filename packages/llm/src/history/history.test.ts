import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fakeFetch } from '../../test/fake-fetch.ts';
import { chatText } from '../../test/wire.ts';
import { type AssistantPart, type Message, openaiChat } from '../index.ts';
import { checkHistory, repairHistory } from '../tools/index.ts';

const call = (toolCallId: string, inputText = '{}'): AssistantPart => ({
  type: 'tool-call',
  toolCallId,
  toolName: 'list',
  inputText,
});
const said = (...content: AssistantPart[]): Message => ({ role: 'assistant', content });
const results = (...ids: string[]): Message => ({
  role: 'tool',
  content: ids.map((toolCallId) => ({ toolCallId, toolName: 'list', output: 'x' })),
});
const user: Message = { role: 'user', content: 'go' };

const id = fc.constantFrom('a', 'b', 'c');
const anyPart = fc.oneof(
  fc.constant<AssistantPart>({ type: 'text', text: 'hm' }),
  fc.tuple(id, fc.constantFrom('{}', '{"x":1}', '{"x":', '7')).map(([name, input]) => call(name, input)),
);
const anyMessage = fc.oneof(
  fc.constant(user),
  fc.constant<Message>({ role: 'system', content: 's' }),
  fc.constant<Message>({ role: 'assistant', content: 'plain' }),
  fc.array(anyPart, { minLength: 1, maxLength: 3 }).map((parts) => said(...parts)),
  fc.array(id, { minLength: 1, maxLength: 3 }).map((ids) => results(...ids)),
);

describe('a conversation', () => {
  it.each([
    [[user, said(call('a')), results('a'), said({ type: 'text', text: 'ok' })], []],
    [[user, said(call('a'), call('b')), results('b'), results('a'), user], []],
    [[said(call('a')), user], [{ index: 1, reason: 'a tool call has no result before the next turn' }]],
    [[said(call('a'))], [{ index: 1, reason: 'a tool call has no result before the next turn' }]],
    [
      [said(call('a')), { role: 'system', content: 's' }, results('a')],
      [{ index: 1, reason: 'a system message stands between a tool call and its result' }],
    ],
    [[user, results('a')], [{ index: 1, reason: 'a result has no tool call' }]],
    [[said(call('a')), results('a', 'a')], [{ index: 1, reason: 'a result has no tool call' }]],
    [[said(call('a'), call('a')), results('a')], [{ index: 0, reason: 'two tool calls have one id' }]],
    [
      [said(call('a', '{"x"')), results('a')],
      [{ index: 0, reason: 'the input of a tool call is not a JSON object' }],
    ],
  ] as [Message[], object[]][])('%# is checked for what providers refuse', (messages, problems) => {
    expect(checkHistory(messages)).toEqual(problems);
  });

  it('is valid after its repair, whatever it was, and stays as it is where it was valid', () => {
    fc.assert(
      fc.property(fc.array(anyMessage, { maxLength: 8 }), (messages) => {
        const repaired = repairHistory(messages);
        expect(checkHistory(repaired)).toEqual([]);
        if (checkHistory(messages).length === 0) expect(repaired).toBe(messages);
        expect(repaired.filter(({ role }) => role === 'user')).toEqual(
          messages.filter(({ role }) => role === 'user'),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('gets a result that says so for a tool that was not run', () => {
    expect(repairHistory([user, said(call('a')), user], 'stopped')).toEqual([
      user,
      said(call('a')),
      { role: 'tool', content: [{ toolCallId: 'a', toolName: 'list', output: 'stopped', isError: true }] },
      user,
    ]);
  });

  it('is checked before each call, and an invalid one is never sent', async () => {
    const sent = fakeFetch([chatText]);
    const model = openaiChat({ model: 'm', apiKey: 'k', fetch: sent.fetch });
    expect(await model.stream({ messages: [said(call('a')), user] }).result()).toMatchObject({
      state: 'failed',
      error: { code: 'EC_LLM_HISTORY_INVALID', details: { index: 1 } },
    });
    expect(sent.requests).toEqual([]);
  });
});
