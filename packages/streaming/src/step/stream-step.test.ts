import { defineErrors } from '@enhanced-code/errors';
import type { EditParser, EditRefusal, EditSet } from '@enhanced-code/file-management';
import { type LanguageModel, llmErrors, type StreamPart } from '@enhanced-code/llm';
import { manualClock, type ScriptStep, scriptedModel } from '@enhanced-code/llm/testing';
import { expect, test, vi } from 'vitest';
import {
  initialRunState,
  memoryEventLog,
  openRunWriter,
  type RunEvent,
  reduceRun,
  type StreamStepOptions,
  streamStep,
} from '../index.ts';
import { readAll } from '../testing/index.ts';

const testErrors = defineErrors('test', {
  EC_TEST_FAILED: {
    severity: 'error',
    class: 'internal',
    retryable: false,
    replaySafety: 'safe',
    exitCode: 1,
    httpStatus: 500,
    message: 'It failed.',
    hint: 'Do something else.',
  },
});

/** Edits of these tests are lines `edit <path>`, the end of a reply is `.`; `edit` without an end is unfinished. */
function lineParser(): EditParser {
  let text = '';
  let seen = 0;
  const edits = () =>
    [...text.matchAll(/^edit (\S+)\n/gm)].map(([, path = '']) => ({ kind: 'delete', path }) as const);
  return {
    format: 'search-replace',
    push(chunk) {
      text += chunk;
      const fresh = edits().slice(seen);
      seen += fresh.length;
      const first = seen - fresh.length;
      return fresh.map((edit, index) => ({ type: 'edit-end', editIndex: first + index, edit }) as const);
    },
    end(): EditSet {
      const complete = !/(^|\n)edit \S*$/.test(text);
      const problem = { kind: 'truncated', message: 'the last edit has no end' } as const;
      const problems = complete ? [] : [problem];
      return { format: 'search-replace', edits: edits(), complete, problems };
    },
  };
}

const receipt = {
  format: 'search-replace',
  editIndex: 0,
  hunkIndex: 0,
  level: 'exact',
  relaxations: [],
  hints: [],
  line: 1,
} as const;

/** A transaction that notes what is done with it. Paths with `bad` are refused. */
function fakeTransaction() {
  const done: string[] = [];
  return {
    done,
    async savepoint() {
      done.push('savepoint');
      return 'sp-1';
    },
    async rollbackTo(savepoint: string) {
      done.push(`rollback ${savepoint}`);
    },
    async apply({ edits }: EditSet, _options?: object) {
      const bad = edits.filter(({ path }) => path?.includes('bad'));
      done.push(bad.length > 0 ? 'refuse' : `apply ${edits.map(({ path }) => path).join(' ')}`);
      const refusals = bad.map(
        ({ path = '' }, editIndex): EditRefusal => ({
          code: 'EC_EDIT_NO_MATCH',
          path,
          editIndex,
          nearest: [{ line: 7, matching: 2, total: 3 }],
          positions: [],
          alreadyApplied: false,
        }),
      );
      const receipts = edits.map(({ path = '' }) => ({ ...receipt, path }));
      return { receipts: bad.length > 0 ? [] : receipts, refusals };
    },
  };
}

function selectionOf(budgetTokens: number) {
  const entry = { path: 'a.ts', tier: 'whole', passages: [], tokens: 5, score: 1, reasons: [] } as const;
  return { entries: [entry], leftOut: [], usedTokens: 5, budgetTokens, ranking: ['a.ts'], warnings: [] };
}

type Overrides = Partial<StreamStepOptions<ReturnType<typeof selectionOf>, string>>;

/** Runs one step with a scripted model, and gives its result, its events and what the transaction saw. */
async function runStep(model: LanguageModel | readonly ScriptStep[], overrides: Overrides = {}) {
  await using log = memoryEventLog();
  const writer = await openRunWriter(log, 'r', { coalesceMs: 0 });
  const transaction = fakeTransaction();
  const result = await streamStep({
    model: 'stream' in model ? model : scriptedModel(model),
    transaction,
    select: async ({ budgetTokens }) => selectionOf(budgetTokens),
    render: (_selection, { budgetTokens }) => ({
      messages: [{ role: 'user', content: `budget ${budgetTokens}` }],
      tokens: 9,
      sections: [],
    }),
    format: 'search-replace',
    createParser: lineParser,
    emit: writer.emit.bind(writer),
    budget: { contextTokens: 1000, promptTokens: 4001 },
    stepId: 'step-1',
    clock: manualClock(),
    ...overrides,
  });
  await writer.flush().catch(() => {});
  const events = await readAll(log, 'r').catch((): readonly RunEvent[] => []);
  return { result, events, types: events.map(({ type }) => type), done: transaction.done };
}

const overflow = () =>
  llmErrors.create('EC_LLM_CONTEXT_OVERFLOW', { provider: 'scripted', modelId: 'scripted' });

/** All stages that ended, with how. */
function stagesOf(events: readonly RunEvent[]): readonly string[] {
  return events.flatMap((event) => (event.type === 'stage-end' ? [`${event.stage} ${event.status}`] : []));
}

test('a clean reply is applied in one piece, and every stage says what it did', async () => {
  const text = 'I will.\nedit a.ts\nedit b.ts\n.';
  const { result, events, types, done } = await runStep([{ text, chunkSize: 7 }]);
  expect(result).toMatchObject({
    stepId: 'step-1',
    state: 'finished',
    text,
    receipts: [{ path: 'a.ts' }, { path: 'b.ts' }],
    refusals: [],
    attempts: [{ attemptId: 'attempt-1', state: 'finished' }],
    selection: { budgetTokens: 1000 },
  });
  expect(result.error).toBeUndefined();
  expect(done).toEqual(['savepoint', 'apply a.ts b.ts']);
  expect(stagesOf(events)).toEqual(['select done', 'prompt done', 'generate done', 'edit done']);
  expect(types.filter((type) => type === 'edit-applied')).toHaveLength(2);
  expect(types.at(0)).toBe('step-start');
  expect(types.at(-1)).toBe('step-end');
  expect(events.every(({ stepId }) => stepId === 'step-1')).toBe(true);
});

test('edits are told of while the model still writes', async () => {
  const { types, events } = await runStep([{ chunks: ['edit a.ts\n', 'edit b.ts\n', 'done'] }]);
  const firstEdit = types.indexOf('edit-parsed');
  const parsed = events.filter(({ type }) => type === 'edit-parsed');
  expect(parsed).toMatchObject([
    { index: 0, path: 'a.ts', attemptId: 'attempt-1' },
    { index: 1, path: 'b.ts' },
  ]);
  expect(firstEdit).toBeGreaterThan(0);
  expect(types.slice(firstEdit).filter((type) => type === 'text-delta')).toHaveLength(2);
});

test('what the model was shown is asked for each selection, and goes with its edits', async () => {
  const shown = new Map([['a.ts', 'hash']]);
  const asked: number[] = [];
  const seen: unknown[] = [];
  const transaction = fakeTransaction();
  const apply: typeof transaction.apply = (set, options) => {
    seen.push(options);
    return transaction.apply(set);
  };
  await runStep([{ error: overflow() }, { text: 'edit a.ts\n' }], {
    transaction: { ...transaction, apply },
    shownHashes: async ({ budgetTokens }) => {
      asked.push(budgetTokens);
      return shown;
    },
  });
  expect(asked).toEqual([1000, 500]);
  expect(seen).toEqual([{ shownHashes: shown }]);
});

test('a reply without edits is finished, and its edit stage is skipped with a reason', async () => {
  const { result, events, done } = await runStep([{ text: 'Nothing to change.' }]);
  expect(result).toMatchObject({ state: 'finished', receipts: [] });
  expect(done).toEqual(['savepoint']);
  expect(stagesOf(events).at(-1)).toBe('edit skipped');
});

test('a refused edit rolls the step back, and the model is told why', async () => {
  const { result, events, done } = await runStep([{ text: 'edit a.ts\nedit bad.ts\n' }]);
  expect(result).toMatchObject({
    state: 'not-applied',
    receipts: [],
    refusals: [{ path: 'bad.ts' }],
    error: { code: 'EC_STREAM_EDITS_REFUSED', exitCode: 6 },
  });
  expect(result.feedback).toContain('bad.ts');
  expect(result.feedback).toContain('line 7');
  expect(done).toEqual(['savepoint', 'refuse', 'rollback sp-1']);
  expect(stagesOf(events).at(-1)).toBe('edit failed');
  expect(events.find(({ type }) => type === 'edit-refused')).toMatchObject({ feedback: result.feedback });
});

test('a reply whose last edit has no end is never applied, though the model ended cleanly', async () => {
  const { result, done } = await runStep([{ text: 'edit a.ts\nedit b' }]);
  expect(result).toMatchObject({ state: 'not-applied', error: { code: 'EC_STREAM_EDITS_UNUSABLE' } });
  expect(result.feedback).toContain('the last edit has no end');
  expect(done.at(-1)).toBe('rollback sp-1');
});

const text = 'edit a.ts\nedit b.ts\n';
const unclean: readonly { name: string; step: ScriptStep; state: string }[] = [
  { name: 'a cut stream', step: { text, cut: true }, state: 'truncated' },
  { name: 'a reached limit of output', step: { text, finishReason: 'length' }, state: 'truncated' },
  { name: 'a refusal', step: { text, finishReason: 'content-filter' }, state: 'refused' },
  { name: 'an error', step: { text, error: testErrors.create('EC_TEST_FAILED', {}) }, state: 'failed' },
];

test.for(unclean)('$name applies nothing, and runs no tool', async ({ step, state }) => {
  const { result, events, done } = await runStep([step]);
  expect(result).toMatchObject({ state, receipts: [], toolCalls: [], attempts: [{ state }] });
  expect(result.error?.code).toMatch(/^EC_/);
  expect(done).toEqual(['savepoint', 'rollback sp-1']);
  expect(stagesOf(events)).toEqual(['select done', 'prompt done', 'generate failed']);
  expect(events.at(-1)).toMatchObject({ type: 'step-end', state, error: { code: result.error?.code } });
});

test('a prompt that is too large is sent once more with half the room, and the first attempt is taken back', async () => {
  const model = scriptedModel([{ text: 'lost', error: overflow() }, { text: 'edit a.ts\n' }]);
  const { result, events } = await runStep(model);
  expect(model.requests.map(({ messages }) => messages[0]?.content)).toEqual(['budget 4001', 'budget 2000']);
  expect(result).toMatchObject({
    state: 'finished',
    text: 'edit a.ts\n',
    selection: { budgetTokens: 500 },
    attempts: [
      { attemptId: 'attempt-1', state: 'reset' },
      { attemptId: 'attempt-2', state: 'finished' },
    ],
  });
  const attempts = events.reduce(reduceRun, initialRunState).steps[0]?.attempts;
  expect(attempts?.map(({ state, parts }) => [state, parts.map((part) => part.text).join('')])).toEqual([
    ['reset', ''],
    ['finished', 'edit a.ts\n'],
  ]);
});

test('a prompt that is too large twice fails, and is not sent a third time', async () => {
  const model = scriptedModel([{ error: overflow() }, { error: overflow() }]);
  const { result, done } = await runStep(model);
  expect(model.requests).toHaveLength(2);
  expect(result).toMatchObject({ state: 'failed', error: { code: 'EC_LLM_CONTEXT_OVERFLOW' } });
  expect(done.at(-1)).toBe('rollback sp-1');
});

test('attempts of one step never share an id, whatever the provider counts', async () => {
  const model = scriptedModel([{ error: overflow() }, { text: '.' }], { newId: () => 'same' });
  const { result } = await runStep(model);
  expect(result.attempts.map(({ attemptId }) => attemptId)).toEqual(['same', 'same.2']);
});

test('usage is that of all attempts', async () => {
  const usage = { inputTokens: 10, outputTokens: 1, source: 'measured' } as const;
  const { result } = await runStep([
    { error: overflow(), usage },
    { text: '.', usage },
  ]);
  expect(result.usage).toEqual({ inputTokens: 20, outputTokens: 2, source: 'measured' });
});

test('a model that repeats its request itself is read anew, so that no edit counts twice', async () => {
  const parts: readonly StreamPart[] = [
    { type: 'attempt-start', attemptId: 'a', provider: 'p', modelId: 'm' },
    ...textParts('one', 'edit a.ts\nedit lo'),
    {
      type: 'attempt-reset',
      attemptId: 'a',
      retract: ['one'],
      error: testErrors.create('EC_TEST_FAILED', {}),
    },
    { type: 'attempt-start', attemptId: 'b', provider: 'p', modelId: 'm' },
    ...textParts('two', 'edit b.ts\n'),
    finish,
  ];
  const { result, events, done } = await runStep(modelOf(parts));
  expect(done).toEqual(['savepoint', 'apply b.ts']);
  expect(result.attempts).toEqual([
    { attemptId: 'a', state: 'reset' },
    { attemptId: 'b', state: 'finished' },
  ]);
  const attempts = events.reduce(reduceRun, initialRunState).steps[0]?.attempts;
  expect(attempts?.map(({ parts, edits }) => [parts.length, edits.length])).toEqual([
    [0, 0],
    [1, 1],
  ]);
});

test('a model that breaks its contract is not believed', async () => {
  const start: StreamPart = { type: 'attempt-start', attemptId: 'a', provider: 'p', modelId: 'm' };
  const { result, done } = await runStep(modelOf([start, ...textParts('t', 'edit a.ts\n')]));
  expect(result).toMatchObject({ state: 'truncated', error: { code: 'EC_STREAM_MODEL_UNFINISHED' } });
  expect(done).toEqual(['savepoint', 'rollback sp-1']);
});

test('a stage that throws fails the step with its own error', async () => {
  const error = testErrors.create('EC_TEST_FAILED', {});
  const failing: Overrides[] = [
    { select: () => Promise.reject(error) },
    {
      render: () => {
        throw error;
      },
    },
    { transaction: { ...fakeTransaction(), apply: () => Promise.reject(error) } },
    { transaction: { ...fakeTransaction(), savepoint: () => Promise.reject(error) } },
  ];
  for (const overrides of failing) {
    const { result, types } = await runStep([{ text: 'edit a.ts\n' }], overrides);
    expect(result).toMatchObject({ state: 'failed', error: { code: 'EC_TEST_FAILED' }, receipts: [] });
    expect(types.at(-1)).toBe('step-end');
  }
});

test('what was thrown without a code gets one, with its cause', async () => {
  const { result } = await runStep([], {
    select: () => Promise.reject(new TypeError('x is not a function')),
  });
  expect(result).toMatchObject({ state: 'failed', error: { code: 'EC_ERRORS_UNEXPECTED' } });
});

test('a log that fails ends the step, rolled back, without an exception', async () => {
  const lost = testErrors.create('EC_TEST_FAILED', {});
  for (let failAt = 1; failAt < 14; failAt += 1) {
    const transaction = fakeTransaction();
    let calls = 0;
    const emit = () => (++calls >= failAt ? Promise.reject(lost) : undefined);
    const { result } = await runStep([{ text: 'edit a.ts\n' }], { emit, transaction });
    expect(result).toMatchObject({ state: 'failed', error: { code: 'EC_TEST_FAILED' } });
    expect(transaction.done.at(-1) ?? 'rollback sp-1').toBe('rollback sp-1');
  }
});

test('cancelling at any event leaves nothing applied, no listener and no timer', async () => {
  const clean = await runStep([{ text, chunkSize: 5 }]);
  for (let cancelAt = 1; cancelAt < clean.events.length; cancelAt += 1) {
    const controller = new AbortController();
    const add = vi.spyOn(controller.signal, 'addEventListener');
    const remove = vi.spyOn(controller.signal, 'removeEventListener');
    const clock = manualClock();
    const transaction = fakeTransaction();
    let calls = 0;
    const emit = () => {
      calls += 1;
      if (calls === cancelAt) controller.abort();
    };
    const model = scriptedModel([{ text, chunkSize: 5 }], { clock });
    const { result } = await runStep(model, { emit, signal: controller.signal, transaction, clock });
    expect([cancelAt, result.state]).toEqual([cancelAt, 'cancelled']);
    expect(result.error?.class).toBe('aborted');
    expect(transaction.done.at(-1)).toBe('rollback sp-1');
    expect(clock.pending).toBe(0);
    const left = add.mock.calls.length - remove.mock.calls.length;
    expect(left).toBeLessThanOrEqual(1);
  }
});

test('a model that hangs is left at once when the step is cancelled', async () => {
  const controller = new AbortController();
  const emit = ({ type }: { type: string }) => {
    if (type === 'text-delta') queueMicrotask(() => controller.abort());
  };
  const { result } = await runStep([{ text: 'edit a.ts\n', hang: true }], {
    emit,
    signal: controller.signal,
  });
  expect(result).toMatchObject({ state: 'cancelled', receipts: [] });
});

test('the log holds the model back: a slow one is never more than one piece behind', async () => {
  let pending = 0;
  let most = 0;
  const emit = async () => {
    pending += 1;
    most = Math.max(most, pending);
    await new Promise(setImmediate);
    pending -= 1;
  };
  await runStep([{ text: 'x'.repeat(500), chunkSize: 5 }], { emit });
  expect(most).toBe(1);
});

const finish: StreamPart = {
  type: 'finish',
  state: 'finished',
  finishReason: { unified: 'stop' },
  usage: { inputTokens: 1, outputTokens: 1, source: 'measured' },
};

function textParts(partId: string, text: string): readonly StreamPart[] {
  return [
    { type: 'text-start', partId },
    { type: 'text-delta', partId, text },
    { type: 'text-end', partId },
  ];
}

/** A model that sends exactly these parts, also against its contract. */
function modelOf(parts: readonly StreamPart[]): LanguageModel {
  return {
    provider: 'p',
    modelId: 'm',
    capabilities: { tools: false, images: false, files: false },
    stream: () => ({
      async *[Symbol.asyncIterator]() {
        yield* parts;
      },
      result: async () => ({
        state: 'finished',
        text: '',
        reasoning: '',
        toolCalls: [],
        content: [],
        ...ending,
      }),
    }),
  };
}

const ending = {
  finishReason: { unified: 'stop' },
  usage: { inputTokens: 1, outputTokens: 1, source: 'measured' },
} as const;
