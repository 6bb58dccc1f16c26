import { anthropic } from '@enhanced-code/llm';
import { initialRunState, reduceRun } from '@enhanced-code/streaming';
import { expect, test } from 'vitest';
import type { Stages } from '../src/index.ts';
import { block, createFixture, eventsOf, subtract } from './fixture.ts';

test('an instruction becomes a committed change with receipts, and undo takes it back', async () => {
  await using fixture = await createFixture([
    { text: `Done.\n\n${subtract}${block('config.json', '{ "retries": 3 }', '{ "retries": 5 }')}` },
  ]);
  const before = fixture.files();
  const result = await fixture.engine.run({ instruction: 'subtract instead' }).result;
  expect(result.error).toBeUndefined();
  expect(result.outcome).toEqual({ kind: 'finished', result: 'committed' });
  expect(result.checked).toEqual({ status: 'passed' });
  expect(result.verified.status).toBe('skipped');
  expect(result.reviewed.status).toBe('skipped');
  expect(result.files.map(({ path, added, removed }) => [path, added, removed])).toEqual([
    ['config.json', 1, 1],
    ['src/add.ts', 1, 1],
  ]);
  expect(result.receipts.map(({ path }) => path)).toEqual(['src/add.ts', 'config.json']);
  expect(result.diff).toContain('-  return a + b;\n+  return a - b;\n');
  expect(fixture.files()['src/add.ts']).toContain('a - b');
  await fixture.workspace.undo();
  expect(fixture.files()).toEqual(before);
});

test('the events of a run have ids, no gaps, and fold to its result', async () => {
  await using fixture = await createFixture([{ text: subtract, chunkSize: 7 }]);
  const handle = fixture.engine.run({ instruction: 'subtract instead', runId: 'run-1' });
  const events = await eventsOf(handle);
  const result = await handle.result;
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  expect(new Set(events.map(({ runId }) => runId))).toEqual(new Set(['run-1']));
  for (const event of events.filter(({ type }) => type.startsWith('text-') || type === 'edit-parsed')) {
    expect(event.attemptId).toEqual(expect.any(String));
    expect(event.stepId).toEqual(expect.any(String));
  }
  const types = events.map(({ type }) => type);
  const order = [
    'run-start',
    'step-start',
    'context-selected',
    'prompt-rendered',
    'attempt-start',
    'edit-parsed',
  ];
  const rest = ['edit-applied', 'check-result', 'change', 'commit-intent', 'commit-done', 'run-end'];
  const positions = [...order, ...rest].map((type) => types.indexOf(type as never));
  expect(positions).not.toContain(-1);
  expect(positions).toEqual(positions.toSorted((a, b) => a - b));
  const state = events.reduce(reduceRun, initialRunState);
  expect(state.end?.outcome).toEqual(result.outcome);
});

test('events can be read again from any place after the run', async () => {
  await using fixture = await createFixture([{ text: subtract }]);
  const handle = fixture.engine.run({ instruction: 'subtract instead' });
  const all = await eventsOf(handle);
  const later: number[] = [];
  for await (const { seq } of handle.events(3)) later.push(seq);
  expect(later).toEqual(all.slice(3).map(({ seq }) => seq));
});

test('leaving the loop cancels nothing', async () => {
  await using fixture = await createFixture([{ text: subtract }]);
  const handle = fixture.engine.run({ instruction: 'subtract instead' });
  for await (const event of handle) if (event.type === 'run-start') break;
  expect((await handle.result).outcome.kind).toBe('finished');
});

test('a dry run shows the change and writes nothing', async () => {
  await using fixture = await createFixture([{ text: subtract }]);
  const before = fixture.files();
  const result = await fixture.engine.run({ instruction: 'subtract instead', dryRun: true }).result;
  expect(result.outcome).toEqual({ kind: 'finished', result: 'dry-run' });
  expect(result.diff).toContain('+  return a - b;');
  expect(result.transactionId).toBeUndefined();
  expect(fixture.files()).toEqual(before);
});

test('a model that says there is nothing to do ends the run without a change', async () => {
  await using fixture = await createFixture([{ text: 'NOTHING TO DO' }]);
  const result = await fixture.engine.run({ instruction: 'add numbers' }).result;
  expect(result.outcome).toEqual({ kind: 'finished', result: 'nothing-to-do' });
  expect(result.steps).toBe(1);
});

test('a file that somebody else changed elsewhere meanwhile is merged and checked again', async () => {
  const notes = 'one\ntwo\nthree\nfour\nfive\nsix\nseven\n';
  await using fixture = await createFixture([{ text: block('notes.txt', 'one', 'ONE') }], {
    stages: {
      review: async () => {
        fixture.write('notes.txt', notes.replace('seven', 'SEVEN'));
        return { decision: 'approved' };
      },
    },
  });
  fixture.write('notes.txt', notes);
  const handle = fixture.engine.run({ instruction: 'shout one' });
  const events = await eventsOf(handle);
  expect((await handle.result).outcome).toEqual({ kind: 'finished', result: 'committed' });
  expect(fixture.files()['notes.txt']).toBe('ONE\ntwo\nthree\nfour\nfive\nsix\nSEVEN\n');
  const candidates = events.filter(({ type }) => type === 'change');
  expect(candidates).toHaveLength(2);
});

test('a file that somebody else changed in the same place is a conflict, and theirs stays', async () => {
  await using fixture = await createFixture([{ text: subtract }], {
    stages: {
      review: async () => {
        fixture.write('src/add.ts', fixture.files()['src/add.ts']?.replace('a + b', 'b + a') ?? '');
        return { decision: 'approved' };
      },
    },
  });
  const result = await fixture.engine.run({ instruction: 'subtract instead' }).result;
  expect(result.outcome).toEqual({ kind: 'failed' });
  expect(result.error?.code).toBe('EC_FILE_CONFLICT');
  expect(fixture.files()['src/add.ts']).toContain('b + a');
});

const thinking = { type: 'thinking', thinking: 'It adds.', signature: 'c2lnbmF0dXJl/+==' };

/** A Messages answer with a signed thought before its text. */
function thoughtfulAnswer(text: string): Response {
  const events = [
    { type: 'message_start', message: { id: 'x', model: 'm', usage: { input_tokens: 1, output_tokens: 1 } } },
    { type: 'content_block_start', index: 0, content_block: thinking },
    { type: 'content_block_stop', index: 0 },
    { type: 'content_block_start', index: 1, content_block: { type: 'text', text } },
    { type: 'content_block_stop', index: 1 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 1 } },
    { type: 'message_stop' },
  ];
  const body = events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
}

test('a signed thought goes back with its text in each further step of a run', async () => {
  const replies = ['I would do nothing.', 'Still nothing.', subtract];
  const sent: string[] = [];
  const model = anthropic({
    model: 'm',
    apiKey: 'k',
    baseURL: 'http://127.0.0.1:9',
    fetch: async (_url, init) => {
      sent.push(String(init?.body));
      return thoughtfulAnswer(replies[sent.length - 1] ?? '');
    },
  });
  await using fixture = await createFixture([], { model });
  const result = await fixture.engine.run({ instruction: 'subtract instead' }).result;
  expect(result.outcome).toEqual({ kind: 'finished', result: 'committed' });
  const said = sent.map((body) =>
    JSON.parse(body).messages.flatMap((message: { role: string; content: unknown }) =>
      message.role === 'assistant' ? message.content : [],
    ),
  );
  const turn = (index: number) => [thinking, { type: 'text', text: replies[index] }];
  expect(said).toEqual([[], turn(0), [...turn(0), ...turn(1)]]);
});

const wholeAdd = 'src/add.ts\n```\nexport const add = (a: number, b: number): number => a + b;\n```\n';

test('a whole file takes the place of one that the model was shown', async () => {
  await using fixture = await createFixture([{ text: wholeAdd }], { format: 'whole-file' });
  const { outcome } = await fixture.engine.run({ instruction: 'make src/add.ts an arrow function' }).result;
  expect(outcome).toEqual({ kind: 'finished', result: 'committed' });
  expect(fixture.files()['src/add.ts']).toContain('=>');
});

test('a whole file never takes the place of one that the model was not shown', async () => {
  const nothing = { entries: [], leftOut: [], ranking: [], usedTokens: 0, budgetTokens: 1, warnings: [] };
  await using fixture = await createFixture([{ text: wholeAdd }], {
    format: 'whole-file',
    limits: { maxSteps: 1 },
    stages: { select: async () => nothing },
  });
  const before = fixture.files();
  const { outcome, refusals } = await fixture.engine.run({ instruction: 'an arrow function' }).result;
  expect(outcome.kind).toBe('refused');
  expect(refusals.map(({ code }) => code)).toEqual(['EC_EDIT_HASH_REQUIRED']);
  expect(fixture.files()).toEqual(before);
});

test('a whole file is refused where another version was shown, and the next step shows the present one', async () => {
  await using fixture = await createFixture([{ text: wholeAdd }, { text: wholeAdd }], {
    format: 'whole-file',
    stages: { select: staleOnce() },
  });
  const handle = fixture.engine.run({ instruction: 'an arrow function', paths: ['src/add.ts'] });
  const events = await eventsOf(handle);
  expect(events.filter(({ type }) => type === 'edit-refused')).toHaveLength(1);
  expect((await handle.result).outcome).toEqual({ kind: 'finished', result: 'committed' });
  expect((await handle.result).steps).toBe(2);
});

/** Shows the file as it is not the first time, and as it is from then on. */
function staleOnce(): Stages['select'] {
  let calls = 0;
  return async ({ paths: [path = ''], transaction, budgetTokens }) => {
    const text = calls++ === 0 ? 'export {};\n' : ((await transaction.readText(path)) ?? '');
    const passages = [{ startLine: 1, endLine: text.split('\n').length - 1, text }];
    const entry = { path, tier: 'whole', passages, tokens: 1, score: 1, reasons: [] } as const;
    return { entries: [entry], leftOut: [], ranking: [path], usedTokens: 1, budgetTokens, warnings: [] };
  };
}
