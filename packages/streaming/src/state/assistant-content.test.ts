import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryWorkspace } from '@enhanced-code/file-management/testing';
import { anthropic, type LanguageModel, type Message, openaiResponses } from '@enhanced-code/llm';
import { expect, onTestFinished, test } from 'vitest';
import {
  assistantContent,
  decodeNdjson,
  encodeNdjson,
  fileEventLog,
  initialRunState,
  openRunWriter,
  type RunEvent,
  reduceRun,
  streamStep,
} from '../index.ts';
import { readAll, sampleRun } from '../testing/index.ts';

type Json = Readonly<Record<string, unknown>>;

/** A model on a faked connection that answers with these events, and the requests that it was sent. */
function wired(make: typeof anthropic | typeof openaiResponses, events: readonly Json[]) {
  const sent: Json[] = [];
  const body = events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
  const fetch: typeof globalThis.fetch = async (_url, init) => {
    sent.push(JSON.parse(String(init?.body)));
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  };
  return { sent, model: make({ model: 'm', apiKey: 'k', baseURL: 'http://127.0.0.1:9', fetch }) };
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'enhanced-code-said-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs one step into a log on disk, closes the log, and reads the events with another one. */
async function stepAndReopen(model: LanguageModel) {
  const folder = await temporaryFolder();
  const { workspace } = await memoryWorkspace({ 'a.txt': 'a\n' });
  await using _workspace = workspace;
  await using log = fileEventLog(folder);
  const writer = await openRunWriter(log, 'r');
  const result = await streamStep({
    model,
    transaction: await workspace.begin(),
    format: 'search-replace',
    budget: { contextTokens: 100, promptTokens: 1000 },
    emit: (draft) => writer.emit(draft),
    select: async () => ({
      entries: [],
      leftOut: [],
      usedTokens: 0,
      budgetTokens: 100,
      ranking: [],
      warnings: [],
    }),
    render: () => ({ messages: [{ role: 'user', content: 'go' }], tokens: 1, sections: [] }),
  });
  await writer.flush();
  await log[Symbol.asyncDispose]();
  await using reopened = fileEventLog(folder);
  return { result, events: await readAll(reopened, 'r') };
}

function lastSaid(events: readonly RunEvent[]) {
  const [step] = events.reduce(reduceRun, initialRunState).steps;
  return step === undefined ? [] : assistantContent(step);
}

async function sendOn(model: LanguageModel, content: ReturnType<typeof lastSaid>): Promise<void> {
  const results = content
    .filter((part) => part.type === 'tool-call')
    .map(({ toolCallId, toolName }) => ({ toolCallId, toolName, output: 'done' }));
  const messages: Message[] = [
    { role: 'user', content: 'go' },
    { role: 'assistant', content },
  ];
  const next: Message =
    results.length > 0 ? { role: 'tool', content: results } : { role: 'user', content: 'on' };
  await model.stream({ messages: [...messages, next] }).result();
}

const thinking = { type: 'thinking', thinking: 'I see "it"', signature: 'c2lnbmF0dXJl/+==' };
const redacted = { type: 'redacted_thinking', data: 'ZW5jcnlwdGVk' };
const usage = { input_tokens: 1, output_tokens: 1 };

const thoughtful = [
  { type: 'message_start', message: { id: 'x', model: 'm', usage } },
  { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '', signature: '' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'I see ' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: '"it"' } },
  {
    type: 'content_block_delta',
    index: 0,
    delta: { type: 'signature_delta', signature: thinking.signature },
  },
  { type: 'content_block_stop', index: 0 },
  { type: 'content_block_start', index: 1, content_block: redacted },
  { type: 'content_block_stop', index: 1 },
  { type: 'content_block_start', index: 2, content_block: { type: 'text', text: '' } },
  { type: 'content_block_delta', index: 2, delta: { type: 'text_delta', text: 'Nothing to do.' } },
  { type: 'content_block_stop', index: 2 },
  {
    type: 'content_block_start',
    index: 3,
    content_block: { type: 'tool_use', id: 't1', name: 'look', input: {} },
  },
  { type: 'content_block_delta', index: 3, delta: { type: 'input_json_delta', partial_json: '{"at":1}' } },
  { type: 'content_block_stop', index: 3 },
  { type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage },
  { type: 'message_stop' },
];

test('signed and redacted thoughts go back byte for byte in a request that is made from the log', async () => {
  const { model, sent } = wired(anthropic, thoughtful);
  const { result, events } = await stepAndReopen(model);
  const said = lastSaid(events);
  expect(said).toEqual(result.content);
  await sendOn(model, said);
  const [, assistant] = (sent[1]?.messages ?? []) as readonly Json[];
  expect(assistant?.content).toEqual([
    thinking,
    redacted,
    { type: 'text', text: 'Nothing to do.' },
    { type: 'tool_use', id: 't1', name: 'look', input: { at: 1 } },
  ]);
});

const reasoning = {
  type: 'reasoning',
  id: 'rs_1',
  summary: [{ type: 'summary_text', text: 'Hm' }],
  encrypted_content: 'ZW5j',
};
const content = [{ type: 'output_text', text: 'Nothing.' }];
const answer = { type: 'message', id: 'msg_1', role: 'assistant', phase: 'final_answer', content };

const phased = [
  { type: 'response.created', response: { id: 'r', model: 'm', output: [] } },
  { type: 'response.reasoning_summary_text.delta', output_index: 0, summary_index: 0, delta: 'Hm' },
  { type: 'response.output_item.done', output_index: 0, item: reasoning },
  { type: 'response.output_text.delta', output_index: 1, content_index: 0, delta: 'Nothing.' },
  { type: 'response.output_item.done', output_index: 1, item: answer },
  { type: 'response.completed', response: { id: 'r', model: 'm', output: [reasoning, answer], usage } },
];

test('the phase of a text and an encrypted thought go back in a request that is made from the log', async () => {
  const { model, sent } = wired(openaiResponses, phased);
  const { result, events } = await stepAndReopen(model);
  const said = lastSaid(events);
  expect(said).toEqual(result.content);
  await sendOn(model, said);
  const input = (sent[1]?.input ?? []) as readonly Json[];
  expect(input.find(({ type }) => type === 'reasoning')).toMatchObject({ encrypted_content: 'ZW5j' });
  expect(input.find(({ role }) => role === 'assistant')).toMatchObject({ phase: 'final_answer' });
});

const place = { attemptId: 'a', partId: 'call', stepId: 's' } as const;
const opaque = { provider: 'p', modelId: 'm', data: { thoughtSignature: 'c2ln' } } as const;
const call = { ...place, toolCallId: 't', toolName: 'look' } as const;

/** Events of a step with one tool call, up to the given one. */
function callEvents(count: number): RunEvent[] {
  const drafts = [
    { type: 'step-start', stepId: 's', index: 1 },
    { type: 'attempt-start', attemptId: 'a', provider: 'p', modelId: 'm', stepId: 's' },
    { type: 'tool-call-start', ...call },
    { type: 'tool-call-delta', ...place, inputText: '{}' },
    { type: 'tool-call-end', ...call, inputText: '{}', opaque },
  ] as const;
  const base = { runId: 'r', epoch: 1, at: '2001-09-09T01:46:40.000Z', visibility: 'public' } as const;
  return drafts.slice(0, count).map((draft, index) => ({ ...base, seq: index + 1, ...draft }));
}

test('the signature of a tool call stays with it; a call that was cut is left out, whole as it may look', () => {
  const whole = { type: 'tool-call', toolCallId: 't', toolName: 'look', inputText: '{}', opaque };
  expect(lastSaid(callEvents(5))).toEqual([whole]);
  expect(lastSaid(callEvents(4))).toEqual([]);
  expect(lastSaid([])).toEqual([]);
});

test('an attempt that was taken back says nothing, the one after it all', () => {
  const base = { runId: 'r', epoch: 1, at: '2001-09-09T01:46:40.000Z', visibility: 'public' } as const;
  const events = sampleRun().map((draft, index): RunEvent => ({ ...base, seq: index + 1, ...draft }));
  expect(lastSaid(events)).toEqual([{ type: 'text', text: 'Renamed. Ünïcödé 👩‍💻 done.' }]);
});

test('views for the public hold no opaque block, all others do', async () => {
  const events = callEvents(5);
  async function* source() {
    yield* events;
  }
  const last = async (publicOnly: boolean) =>
    (await Array.fromAsync(decodeNdjson(encodeNdjson(source(), { publicOnly })))).at(-1);
  expect(await last(false)).toEqual(events[4]);
  expect(await last(true)).not.toHaveProperty('opaque');
  expect(await last(true)).toMatchObject({ type: 'tool-call-end', inputText: '{}' });
});
