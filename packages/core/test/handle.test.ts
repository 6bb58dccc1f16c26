import { component } from '@enhanced-code/registry';
import { memoryEventLog } from '@enhanced-code/streaming';
import { expect, test } from 'vitest';
import { createEnhancedCode, type Stages, tokens } from '../src/index.ts';
import { block, createFixture, eventsOf, subtract } from './fixture.ts';

const both = `${subtract}${block('config.json', '{ "retries": 3 }', '{ "retries": 5 }')}`;
const ask: Partial<Stages> = { review: (input) => input.ask('a person decides') };

test('an approved change is committed by a person', async () => {
  await using fixture = await createFixture([{ text: subtract }], { stages: ask });
  const handle = fixture.engine.run({ instruction: 'subtract' });
  for await (const event of handle) {
    if (event.type !== 'review-requested') continue;
    expect(fixture.files()['src/add.ts']).toContain('a + b');
    handle.decide({ candidateHash: event.candidateHash, decision: 'approved' });
  }
  const result = await handle.result;
  expect(result.outcome).toEqual({ kind: 'finished', result: 'committed' });
  expect(result.reviewed).toEqual({ status: 'passed' });
});

test('a rejected change is refused by the reviewer', async () => {
  await using fixture = await createFixture([{ text: subtract }], { stages: ask });
  const before = fixture.files();
  const handle = fixture.engine.run({ instruction: 'subtract' });
  for await (const event of handle) {
    if (event.type !== 'review-requested') continue;
    handle.decide({ candidateHash: event.candidateHash, decision: 'rejected', reason: 'too bold' });
  }
  const result = await handle.result;
  expect(result.outcome).toEqual({ kind: 'refused', by: 'reviewer' });
  expect(result.error).toMatchObject({ code: 'EC_CORE_REVIEW_REJECTED', details: { reason: 'too bold' } });
  expect(fixture.files()).toEqual(before);
});

test('a partly approved change keeps only the accepted blocks, checked again', async () => {
  await using fixture = await createFixture([{ text: both }], {
    stages: {
      review: async ({ transaction }) => {
        const blocks = await transaction.blocks();
        const accepted = blocks.filter(({ path }) => path === 'config.json').map(({ id }) => id);
        return { decision: 'partly-approved', by: 'person', accepted };
      },
    },
  });
  const handle = fixture.engine.run({ instruction: 'both' });
  const events = await eventsOf(handle);
  const result = await handle.result;
  expect(result.outcome).toEqual({ kind: 'finished', result: 'partly-accepted' });
  expect(result.files.map(({ path }) => path)).toEqual(['config.json']);
  expect(fixture.files()['config.json']).toBe('{ "retries": 5 }\n');
  expect(fixture.files()['src/add.ts']).toContain('a + b');
  expect(events.filter(({ type }) => type === 'check-result')).toHaveLength(2);
});

test('accepting no block at all is a rejection', async () => {
  await using fixture = await createFixture([{ text: both }], {
    stages: { review: async () => ({ decision: 'partly-approved', accepted: [] }) },
  });
  const before = fixture.files();
  const result = await fixture.engine.run({ instruction: 'both' }).result;
  expect(result.outcome).toEqual({ kind: 'refused', by: 'policy' });
  expect(fixture.files()).toEqual(before);
});

test('a decision on another change, or when nobody asks, is refused', async () => {
  await using fixture = await createFixture([{ text: subtract }], { stages: ask });
  const handle = fixture.engine.run({ instruction: 'subtract' });
  const decide = () => handle.decide({ candidateHash: 'another', decision: 'approved' });
  expect(decide).toThrow(expect.objectContaining({ code: 'EC_CORE_NO_REVIEW_OPEN' }));
  for await (const event of handle) {
    if (event.type !== 'review-requested') continue;
    expect(decide).toThrow(expect.objectContaining({ code: 'EC_CORE_NO_REVIEW_OPEN' }));
    handle.cancel();
  }
  expect((await handle.result).outcome).toEqual({ kind: 'cancelled' });
});

test('a message that is sent meanwhile is answered in one more step that sees the pending change', async () => {
  const more = block('src/add.ts', '  return a - b;', '  return b - a;');
  await using fixture = await createFixture([{ text: subtract }, { text: more }]);
  const handle = fixture.engine.run({ instruction: 'subtract' });
  for await (const event of handle) {
    if (event.type === 'attempt-start' && fixture.model.requests.length === 1)
      handle.send('the other way round');
  }
  const result = await handle.result;
  expect(result.steps).toBe(2);
  expect(fixture.files()['src/add.ts']).toContain('b - a');
  const second = JSON.stringify(fixture.model.requests[1]?.messages);
  expect(second).toContain('the other way round');
  expect(second).toContain('return a - b;');
});

test('stop takes no further step and commits what is valid by then', async () => {
  await using fixture = await createFixture([{ text: subtract }]);
  const handle = fixture.engine.run({ instruction: 'subtract' });
  for await (const event of handle) {
    if (event.type !== 'attempt-start') continue;
    handle.send('and once more');
    handle.stop();
  }
  const result = await handle.result;
  expect(result.steps).toBe(1);
  expect(result.outcome).toEqual({ kind: 'finished', result: 'committed' });
});

test('disposing of the engine cancels what runs and refuses what comes', async () => {
  const fixture = await createFixture([{ text: 'Wait', hang: true }]);
  const handle = fixture.engine.run({ instruction: 'subtract' });
  await fixture[Symbol.asyncDispose]();
  expect((await handle.result).outcome).toEqual({ kind: 'cancelled' });
  expect(() => fixture.engine.run({ instruction: 'again' })).toThrow(
    expect.objectContaining({ code: 'EC_CORE_DISPOSED' }),
  );
});

test('a component is replaced by its token in one line', async () => {
  await using fixture = await createFixture([{ text: subtract }]);
  await using mine = memoryEventLog();
  await using engine = createEnhancedCode({ model: fixture.model, workspace: fixture.workspace });
  engine.registry.override(component(tokens.log, { create: () => mine, stop: () => {} }));
  await engine.run({ instruction: 'subtract', runId: 'mine' }).result;
  expect((await mine.list()).map(({ runId }) => runId)).toEqual(['mine']);
});

test('without a log of the caller, events are kept in the state folder of the workspace', async () => {
  await using fixture = await createFixture([{ text: subtract }]);
  {
    await using engine = createEnhancedCode({ model: fixture.model, workspace: fixture.workspace });
    await engine.run({ instruction: 'subtract', runId: 'kept' }).result;
  }
  await using engine = createEnhancedCode({ model: fixture.model, workspace: fixture.workspace });
  await engine.registry.start();
  const runs = await engine.registry.resolve(tokens.log).list();
  expect(runs.map(({ runId, outcome }) => [runId, outcome])).toEqual([
    ['kept', { kind: 'finished', result: 'committed' }],
  ]);
});

test.each(['select', 'prompt', 'generate', 'check', 'verify', 'review', 'commit'] as const)(
  'the stage %s can be replaced',
  async (name) => {
    let called = 0;
    await using plain = await createFixture([{ text: subtract }]);
    await plain.engine.registry.start();
    const original = plain.engine.registry.resolve(tokens.stages)[name] as (input: never) => never;
    const replaced = (input: never) => {
      called += 1;
      return original(input);
    };
    await using engine = createEnhancedCode({
      model: plain.model,
      workspace: plain.workspace,
      stages: { [name]: replaced },
    });
    expect((await engine.run({ instruction: 'subtract' }).result).outcome.kind).toBe('finished');
    expect(called).toBeGreaterThan(0);
  },
);
