import { fileErrors } from '@enhanced-code/file-management';
import { manualClock } from '@enhanced-code/llm/testing';
import { expect, test } from 'vitest';
import { coreErrors, createEnhancedCode } from '../src/index.ts';
import { block, createFixture, eventsOf, subtract } from './fixture.ts';

const wrong = block('src/add.ts', '  return a * b;', '  return a - b;');
const broken = block('src/add.ts', '  return a + b;', '  return (a - b;');

test('a refused edit goes back to the model with the reason, and nothing of the reply is applied', async () => {
  await using fixture = await createFixture([
    { text: block('config.json', '{ "retries": 3 }', '{ "retries": 4 }') + wrong },
    { text: subtract },
  ]);
  const result = await fixture.engine.run({ instruction: 'subtract instead' }).result;
  expect(result.outcome).toEqual({ kind: 'finished', result: 'committed' });
  expect(result.steps).toBe(2);
  expect(result.files.map(({ path }) => path)).toEqual(['src/add.ts']);
  const told = JSON.stringify(fixture.model.requests[1]?.messages);
  expect(told).toContain('return a + b;');
  expect(told).toContain('src/add.ts');
});

test('an edit that adds a syntax error goes back to the model', async () => {
  await using fixture = await createFixture([{ text: broken }, { text: subtract }]);
  const handle = fixture.engine.run({ instruction: 'subtract instead' });
  const events = await eventsOf(handle);
  const result = await handle.result;
  expect(result.outcome).toEqual({ kind: 'finished', result: 'committed' });
  expect(result.checked).toEqual({ status: 'passed' });
  const statuses = events.flatMap((event) => (event.type === 'check-result' ? [event.status] : []));
  expect(statuses).toEqual(['errors', 'ok']);
  expect(JSON.stringify(fixture.model.requests[1]?.messages)).toContain('src/add.ts:2');
});

test.each([
  ['refused edits', wrong, 'EC_CORE_EDITS_NOT_APPLIED'],
  ['syntax errors', broken, 'EC_CORE_CHECK_FAILED'],
  ['prose', 'I would rather not say.', 'EC_CORE_NO_EDITS'],
  ['an edit that never ends', subtract.slice(0, 60), 'EC_CORE_EDITS_NOT_APPLIED'],
])(
  'after the last step with %s the run is refused and the folder is as it was',
  async (_name, text, code) => {
    await using fixture = await createFixture([{ text }, { text }]);
    const before = fixture.files();
    const result = await fixture.engine.run({ instruction: 'subtract', limits: { maxSteps: 2 } }).result;
    expect(result.outcome).toEqual({ kind: 'refused', by: 'no-valid-edit' });
    expect(result.error?.code).toBe(code);
    expect(result.error?.exitCode).toBe(6);
    expect(result.steps).toBe(2);
    expect(fixture.files()).toEqual(before);
    expect(await fixture.workspace.history()).toEqual([]);
  },
);

test.each([
  ['a cut stream', { text: subtract, cut: 1 as const }, { kind: 'failed' }],
  ['a length stop', { text: subtract, finishReason: 'length' as const }, { kind: 'failed' }],
  ['a refusal', { text: 'No.', finishReason: 'content-filter' as const }, { kind: 'refused', by: 'model' }],
])('%s never counts as an answer', async (_name, step, outcome) => {
  await using fixture = await createFixture([step]);
  const before = fixture.files();
  const result = await fixture.engine.run({ instruction: 'subtract' }).result;
  expect(result.outcome).toEqual(outcome);
  expect(result.error).toBeDefined();
  expect(fixture.files()).toEqual(before);
});

test('an error of the model is the error of the run', async () => {
  const error = coreErrors.create('EC_CORE_INSTRUCTION_EMPTY', {});
  await using fixture = await createFixture([{ text: 'Hel', error }]);
  const result = await fixture.engine.run({ instruction: 'subtract' }).result;
  expect(result.outcome).toEqual({ kind: 'failed' });
  expect(result.error?.code).toBe(error.code);
});

test('cancelling while the model answers ends the run as cancelled', async () => {
  await using fixture = await createFixture([{ text: 'Wait', hang: true }]);
  const handle = fixture.engine.run({ instruction: 'subtract' });
  for await (const event of handle) if (event.type === 'text-delta') handle.cancel();
  const result = await handle.result;
  expect(result.outcome).toEqual({ kind: 'cancelled' });
  expect(result.error?.exitCode).toBe(130);
});

test('a signal of the caller cancels, also one that is aborted already', async () => {
  await using fixture = await createFixture([{ text: 'Wait', hang: true }]);
  const result = await fixture.engine.run({ instruction: 'subtract', signal: AbortSignal.abort() }).result;
  expect(result.outcome).toEqual({ kind: 'cancelled' });
});

test('the time limit is a failure that keeps the transaction and names the limit', async () => {
  const clock = manualClock();
  await using fixture = await createFixture([{ text: 'Wait', hang: true }], { clock });
  const handle = fixture.engine.run({ instruction: 'subtract', limits: { maxDurationMs: 1000 } });
  for await (const event of handle) if (event.type === 'text-start') clock.advance(1000);
  const result = await handle.result;
  expect(result.outcome).toEqual({ kind: 'failed' });
  expect(result.error).toMatchObject({
    code: 'EC_CORE_LIMIT_REACHED',
    details: { limit: 'maxDurationMs', value: 1000 },
  });
  const kept = await fixture.workspace.resume(result.transactionId ?? '');
  await kept.discard();
});

test('the token limit ends the run after the step that passed it', async () => {
  const usage = { inputTokens: 90, outputTokens: 20, source: 'measured' } as const;
  await using fixture = await createFixture([{ text: subtract, usage }]);
  const result = await fixture.engine.run({ instruction: 'subtract', limits: { maxTokens: 100 } }).result;
  expect(result.error).toMatchObject({ code: 'EC_CORE_LIMIT_REACHED', details: { limit: 'maxTokens' } });
  expect(fixture.files()['src/add.ts']).toContain('a + b');
});

test.each([
  ['../outside.txt', 'EC_FILE_PATH_REFUSED'],
  ['/etc/passwd', 'EC_FILE_PATH_REFUSED'],
  ['absent.ts', 'EC_FILE_NOT_FOUND'],
  ['picture.bin', 'EC_FILE_BINARY'],
])('a path such as %s in the options is refused before the model is asked', async (path, code) => {
  await using fixture = await createFixture([]);
  fixture.write('picture.bin', 'a\0b');
  const result = await fixture.engine.run({ instruction: 'subtract', paths: [path] }).result;
  expect(result.error?.code).toBe(code);
  expect(fixture.model.requests).toEqual([]);
});

test('an edit outside of the folder is refused', async () => {
  await using fixture = await createFixture([{ text: block('../evil.txt', '', 'x') }]);
  const before = fixture.files();
  const result = await fixture.engine.run({ instruction: 'escape', limits: { maxSteps: 1 } }).result;
  expect(result.outcome.kind).not.toBe('finished');
  expect(fixture.files()).toEqual(before);
});

test('an empty instruction is refused without a call', async () => {
  await using fixture = await createFixture([]);
  const result = await fixture.engine.run({ instruction: ' \n' }).result;
  expect(result.error?.code).toBe('EC_CORE_INSTRUCTION_EMPTY');
});

test('a folder that cannot be opened is a result, not a throw', async () => {
  await using fixture = await createFixture([]);
  await using engine = createEnhancedCode({ model: fixture.model, workspace: `${fixture.folder}/absent` });
  const handle = engine.run({ instruction: 'subtract' });
  const result = await handle.result;
  expect(result.outcome).toEqual({ kind: 'failed' });
  expect(JSON.stringify(result.error)).toContain('EC_FILE_FOLDER_UNUSABLE');
  await expect(eventsOf(handle)).rejects.toMatchObject({ code: expect.stringMatching(/^EC_/) });
});

test('an error of a stage that is not catalogued is wrapped and the change is dropped', async () => {
  await using fixture = await createFixture([{ text: subtract }], {
    stages: {
      verify: async () => {
        throw new TypeError('secret words');
      },
    },
  });
  const before = fixture.files();
  const result = await fixture.engine.run({ instruction: 'subtract' }).result;
  expect(result.error).toMatchObject({
    code: 'EC_CORE_INTERNAL',
    details: { stage: 'verify', name: 'TypeError' },
  });
  expect(JSON.stringify(result.error)).not.toContain('secret words');
  expect(fixture.files()).toEqual(before);
});

test('a failed verification writes nothing', async () => {
  await using fixture = await createFixture([{ text: subtract }], {
    stages: { verify: async () => ({ status: 'failed' }) },
  });
  const before = fixture.files();
  const result = await fixture.engine.run({ instruction: 'subtract' }).result;
  expect(result.error?.code).toBe('EC_CORE_VERIFY_FAILED');
  expect(fixture.files()).toEqual(before);
});

test('a log that fails after the commit does not turn the commit into a failure', async () => {
  await using fixture = await createFixture([{ text: subtract }], {
    stages: {
      commit: async ({ transaction, candidateHash }) => {
        const result = await transaction.commit({ candidateHash });
        await fixture.log[Symbol.asyncDispose]();
        return result;
      },
    },
  });
  const result = await fixture.engine.run({ instruction: 'subtract' }).result;
  expect(result.outcome).toEqual({ kind: 'finished', result: 'committed' });
  expect(result.error?.code).toMatch(/^EC_STREAM_/);
  expect(fixture.files()['src/add.ts']).toContain('a - b');
});

test('protected files need an approval', async () => {
  const workflow = '.github/workflows/ci.yml';
  const edit = block(workflow, 'on: push', 'on: pull_request');
  await using fixture = await createFixture([{ text: edit }, { text: edit }]);
  fixture.write(workflow, 'on: push\n');
  const refused = await fixture.engine.run({ instruction: 'change the trigger', paths: [workflow] }).result;
  expect(fileErrors.is(refused.error, 'EC_FILE_APPROVAL_NEEDED')).toBe(true);
  expect(fixture.files()[workflow]).toBe('on: push\n');
  const approved = await fixture.engine.run({
    instruction: 'change the trigger',
    paths: [workflow],
    approvedPaths: [workflow],
  }).result;
  expect(approved.outcome).toEqual({ kind: 'finished', result: 'committed' });
});

test.each(['contextTokens', 'promptTokens', 'maxOutputTokens'])(
  '%s must be a whole number above 0',
  async (option) => {
    await using fixture = await createFixture([]);
    const options = { model: fixture.model, workspace: fixture.workspace, [option]: 0.5 };
    expect(() => createEnhancedCode(options)).toThrow(
      expect.objectContaining({ code: 'EC_CORE_OPTION_INVALID' }),
    );
  },
);
