import { describe, expect, it } from 'vitest';
import { modelWith, type WireName, wires } from '../../test/answers.ts';
import { fakeFetch } from '../../test/fake-fetch.ts';
import { refusals } from '../../test/provider-rules.ts';
import type { AssistantPart, JsonObject, Message, OpaqueBlock } from '../index.ts';
import { checkHistory, repairHistory } from './index.ts';

const user = (content = 'go'): Message => ({ role: 'user', content });
const said = (...content: AssistantPart[]): Message => ({ role: 'assistant', content });
const text = (value: string): AssistantPart => ({ type: 'text', text: value });
const call = (toolCallId: string, extra: object = {}): AssistantPart => ({
  type: 'tool-call',
  toolCallId,
  toolName: 'read',
  inputText: '{"a":1}',
  ...extra,
});
const results = (...ids: string[]): Message => ({
  role: 'tool',
  content: ids.map((toolCallId) => ({ toolCallId, toolName: 'read', output: 'x' })),
});
const system: Message = { role: 'system', content: 'rules' };

/** The models of the conversation: what each would have put into its blocks. */
const owners: Readonly<Record<WireName, { provider: string; thought: JsonObject }>> = {
  chat: { provider: 'openai', thought: {} },
  responses: {
    provider: 'openai',
    thought: { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'enc' },
  },
  messages: { provider: 'anthropic', thought: { type: 'thinking', thinking: 'Hm', signature: 'sig' } },
  generateContent: { provider: 'google', thought: { text: '', thoughtSignature: 'sig' } },
};

/** A thought of a model, marked so that it is found where another one gets it. */
function thought(of: WireName, model = 'm', mark = 'FOREIGN'): AssistantPart {
  const { provider, thought: data } = owners[of];
  const opaque: OpaqueBlock = { provider, modelId: model, data: { ...data, mark } };
  return { type: 'reasoning', text: 'Hm', opaque };
}

/** Conversations that were begun well or badly, interrupted, or led by another model. */
const corpus: Readonly<Record<string, (other: WireName) => Message[]>> = {
  'a plain exchange': () => [system, user(), said(text('ok')), user()],
  'parallel calls with results in another order': () => [
    user(),
    said(call('a'), call('b')),
    results('b', 'a'),
    user(),
  ],
  'results in two messages': () => [user(), said(call('a'), call('b')), results('a'), results('b'), user()],
  'a turn that was interrupted before its tools ran': () => [
    user(),
    said(text('Let me see'), call('a')),
    user('never mind'),
  ],
  'one of two tools that did not run': () => [user(), said(call('a'), call('b')), results('b'), user()],
  'a conversation that ends with a call': () => [user(), said(call('a'))],
  'a result without its call': () => [user(), results('z'), user()],
  'a result that came too late': () => [user(), said(call('a')), user(), results('a')],
  'a call with the id of another open one': () => [user(), said(call('a'), call('a')), results('a'), user()],
  'ids that begin again with each turn': () => [
    user(),
    said(call('call_0')),
    results('call_0'),
    said(call('call_0')),
    results('call_0'),
    user(),
  ],
  'ids that only another provider takes': () => [
    user(),
    said(call('a1b2.call-1|fc:7'), call('x'.repeat(90))),
    results('a1b2.call-1|fc:7', 'x'.repeat(90)),
    user(),
  ],
  'a name that a model invented': () => [
    user(),
    said(call('a', { toolName: 'read file(s)!' })),
    {
      role: 'tool',
      content: [{ toolCallId: 'a', toolName: 'read file(s)!', output: 'no such tool', isError: true }],
    },
    user(),
  ],
  'a call whose input was cut': () => [
    user(),
    said(text('Hm'), call('a', { inputText: '{"a":' })),
    results('a'),
    user(),
  ],
  'a call whose input is a list': () => [user(), said(call('a', { inputText: '[1]' })), results('a'), user()],
  'rules between a call and its result': () => [user(), said(call('a')), system, results('a'), user()],
  'a thought of another model in the middle of its tool loop': (other) => [
    user(),
    said(
      thought(other),
      text('Hm'),
      call('a', { opaque: (thought(other) as { opaque?: OpaqueBlock }).opaque }),
    ),
    results('a'),
  ],
  'a thought of the same provider and another model': (own) => [
    user(),
    said(thought(own, 'm-old'), text('Hm')),
    user(),
  ],
  'a turn that was cut in its thoughts': () => [
    user(),
    said(thought('messages', 'm', 'own'), thought('responses', 'm', 'own')),
    user(),
  ],
  'a text that was cut inside of a character': () => [user('cut \ud83d'), said(text('half \udc4d')), user()],
  'an empty answer': () => [user(), said(text('')), user('again')],
};

const names = Object.keys(wires) as WireName[];
const cases = Object.entries(corpus).flatMap(([name, make]) =>
  names.map((target, index) => [name, target, make(names[(index + 1) % names.length] ?? 'chat')] as const),
);

async function bodyFor(target: WireName, messages: readonly Message[]): Promise<JsonObject> {
  const sent = fakeFetch(['data: {}\n\n']);
  const { error } = await modelWith(target, sent.fetch).stream({ messages }).result();
  expect(error?.code).not.toBe('EC_LLM_HISTORY_INVALID');
  return (sent.requests[0]?.body ?? {}) as JsonObject;
}

describe('conversations of all kinds, handed to each provider', () => {
  it('are more than sixty', () => {
    expect(cases.length).toBeGreaterThanOrEqual(60);
  });

  it.each(cases)('%s → %s: nothing that it would refuse', async (_name, target, messages) => {
    const body = await bodyFor(target, repairHistory(messages));
    expect(Object.keys(body).length).toBeGreaterThan(0);
    expect(refusals(target, body)).toEqual([]);
  });

  it('would be refused without the repair', async () => {
    const broken = cases.filter(([, , messages]) => checkHistory(messages).length > 0);
    expect(broken.length).toBeGreaterThanOrEqual(32);
    for (const [, target, messages] of broken) {
      const sent = fakeFetch(['data: {}\n\n']);
      const { error } = await modelWith(target, sent.fetch).stream({ messages }).result();
      expect(error?.code).toBe('EC_LLM_HISTORY_INVALID');
      expect(sent.requests).toEqual([]);
    }
  });

  it('are the same bytes each time, and are not changed themselves', async () => {
    for (const [, target, messages] of cases) {
      const before = structuredClone(messages);
      const repaired = repairHistory(messages);
      const [one, two] = [await bodyFor(target, repaired), await bodyFor(target, repaired)];
      expect(JSON.stringify(one)).toBe(JSON.stringify(two));
      expect(messages).toEqual(before);
    }
  });

  it('keep the blocks of the model itself byte for byte, in their places', async () => {
    for (const target of ['responses', 'messages', 'generateContent'] as const) {
      const own = thought(target, 'm', 'own');
      const body = await bodyFor(target, [user(), said(text('first'), own, text('second')), user()]);
      const written = JSON.stringify(body);
      const block = JSON.stringify({ ...owners[target].thought, mark: 'own' });
      expect(written.indexOf(block)).toBeGreaterThan(written.indexOf('first'));
      expect(written.indexOf(block)).toBeLessThan(written.indexOf('second'));
    }
  });
});
