import fc from 'fast-check';
import { expect, test } from 'vitest';
import { initialRunState, type RunEvent, type RunEventDraft, type RunState, reduceRun } from '../index.ts';
import { sampleEnd, sampleRun, sampleStart, sampleText } from '../testing/index.ts';

const step = { stepId: 's' };
const usage = { inputTokens: 10, outputTokens: 2, source: 'measured' } as const;

function stamp(drafts: readonly RunEventDraft[]): readonly RunEvent[] {
  return drafts.map((draft, index) => ({
    seq: index + 1,
    runId: 'r',
    epoch: 1,
    at: '2026-01-01T00:00:00.000Z',
    visibility: 'public',
    ...draft,
  }));
}

function fold(drafts: readonly RunEventDraft[]): RunState {
  return stamp(drafts).reduce(reduceRun, initialRunState);
}

/** What a reader shows: the text of all parts that were not taken back. */
function shownText(state: RunState): string {
  const attempts = state.steps.flatMap((view) => view.attempts);
  const parts = attempts.flatMap(({ parts }) => parts).filter(({ kind }) => kind === 'text');
  return parts.map(({ text }) => text).join('');
}

test('a whole run folds to what it shows', () => {
  const state = fold(sampleRun());
  expect(shownText(state)).toBe(sampleText);
  expect(state).toMatchObject({
    phase: 'ended',
    unknownTypes: [],
    start: { instruction: 'Rename total to sum' },
    stages: [{ stage: 'select', status: 'done' }],
    change: { files: [{ path: 'src/total.ts' }] },
    check: { status: 'ok' },
    commit: { type: 'commit-done', transactionId: 'tx-1' },
    end: { outcome: { kind: 'finished', result: 'committed' } },
    usage: { inputTokens: 120, outputTokens: 8 },
  });
  expect(state.steps).toHaveLength(1);
  expect(state.steps[0]?.attempts.map((attempt) => attempt.state)).toEqual(['reset', 'finished']);
  expect(state.steps[0]?.attempts[1]?.edits).toEqual([{ index: 0, path: 'src/total.ts' }]);
});

test('no state that was handed out is changed later', () => {
  const states: RunState[] = [initialRunState];
  const copies: string[] = [JSON.stringify(initialRunState)];
  for (const event of stamp(sampleRun())) {
    states.push(reduceRun(states.at(-1) ?? initialRunState, event));
    copies.push(JSON.stringify(states.at(-1)));
  }
  expect(states.map((state) => JSON.stringify(state))).toEqual(copies);
});

/** A model call in pieces: attempts that are reset after some deltas, then one that stays. */
const attemptsArbitrary = fc.array(
  fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { maxLength: 6 }),
  {
    minLength: 1,
    maxLength: 6,
  },
);

function attemptDrafts(texts: readonly string[], index: number, isLast: boolean): readonly RunEventDraft[] {
  const place = { attemptId: `a${index}`, partId: 'text', ...step };
  const { attemptId } = place;
  const deltas = texts.map((text): RunEventDraft => ({ type: 'text-delta', text, ...place }));
  return [
    { type: 'attempt-start', provider: 'p', modelId: 'm', attemptId, ...step },
    { type: 'text-start', ...place },
    ...deltas,
    ...(isLast
      ? []
      : [{ type: 'attempt-reset', attemptId, retract: ['text'], rolledBack: true, ...step } as const]),
  ];
}

test('a reader that follows resets, and reconnects anywhere, shows each byte once', () => {
  fc.assert(
    fc.property(attemptsArbitrary, fc.infiniteStream(fc.nat()), (attempts, random) => {
      const drafts = attempts.flatMap((texts, index) =>
        attemptDrafts(texts, index, index === attempts.length - 1),
      );
      const events = stamp([
        sampleStart(),
        { type: 'step-start', index: 1, ...step },
        ...drafts,
        sampleEnd(),
      ]);
      let state = initialRunState;
      for (let next = 0; next < events.length; ) {
        // A reconnection sends some of the last events again.
        next = Math.max(0, next - ((random.next().value ?? 0) % 4));
        const until = Math.min(events.length, next + 1 + ((random.next().value ?? 0) % 8));
        for (const event of events.slice(next, until)) state = reduceRun(state, event);
        next = until;
      }
      expect(shownText(state)).toBe((attempts.at(-1) ?? []).join(''));
      expect(state).toEqual(events.reduce(reduceRun, initialRunState));
    }),
    { numRuns: 300 },
  );
});

test('an event of an unknown type makes the state incomplete, unless it may be skipped', () => {
  const [known] = stamp([sampleStart()]);
  const unknown = (seq: number, fields: object) =>
    ({ ...known, seq, type: 'teleport', ...fields }) as unknown as RunEvent;
  const skipped = reduceRun(initialRunState, unknown(1, { ignorable: true }));
  expect(skipped).toMatchObject({ lastSeq: 1, unknownTypes: [] });
  const incomplete = [unknown(2, {}), unknown(3, {})].reduce(reduceRun, skipped);
  expect(incomplete).toMatchObject({ lastSeq: 3, unknownTypes: ['teleport'] });
  expect(reduceRun(initialRunState, unknown(1, { type: 'constructor' })).unknownTypes).toEqual([
    'constructor',
  ]);
});

test('a rolled back attempt takes its receipts along, and a step that did not finish too', () => {
  const receipt = receiptOf('a.ts');
  const start: RunEventDraft[] = [
    { type: 'step-start', index: 1, ...step },
    ...attemptDrafts(['x'], 0, true),
  ];
  const applied: RunEventDraft = { type: 'edit-applied', receipt, ...step };
  const receiptsAfter = (draft: RunEventDraft) => fold([...start, applied, draft]).steps[0]?.receipts;
  const reset = { type: 'attempt-reset', attemptId: 'a0', retract: [], ...step } as const;
  expect(receiptsAfter({ ...reset, rolledBack: false })).toEqual([receipt]);
  expect(receiptsAfter({ ...reset, rolledBack: true })).toEqual([]);
  expect(receiptsAfter({ type: 'step-end', state: 'finished', ...step })).toEqual([receipt]);
  expect(receiptsAfter({ type: 'step-end', state: 'failed', ...step })).toEqual([]);
});

test('usage is summed over attempts, and is an estimate as soon as one is', () => {
  const end = (
    attemptId: string,
    source: 'measured' | 'estimated',
    cachedInputTokens?: number,
  ): RunEventDraft => ({
    type: 'attempt-end',
    attemptId,
    state: 'finished',
    finishReason: { unified: 'stop' },
    usage: { ...usage, source, ...(cachedInputTokens === undefined ? {} : { cachedInputTokens }) },
    ...step,
  });
  expect(fold([end('a', 'measured')]).usage).toEqual(usage);
  expect(fold([end('a', 'measured', 4), end('b', 'estimated')]).usage).toEqual({
    inputTokens: 20,
    outputTokens: 4,
    cachedInputTokens: 4,
    source: 'estimated',
  });
});

test('a tool call shows its whole input at its end, and one entry for what became of it', () => {
  const place = { attemptId: 'a0', partId: 't', ...step };
  const call = { toolCallId: 'c', toolName: 'read' };
  const state = fold([
    { type: 'step-start', index: 1, ...step },
    ...attemptDrafts([], 0, true),
    { type: 'tool-call-start', ...place, ...call },
    { type: 'tool-call-delta', ...place, inputText: '{"pa' },
    { type: 'tool-call-end', ...place, ...call, inputText: '{"path":1}' },
    { type: 'tool-intent', ...call, effect: 'none' },
    { type: 'tool-result', ...call, status: 'ok', output: 'x' },
  ]);
  expect(state.steps[0]?.attempts[0]?.parts[1]).toMatchObject({
    kind: 'tool-call',
    text: '{"path":1}',
    open: false,
  });
  expect(state.tools).toMatchObject([{ type: 'tool-result', status: 'ok' }]);
});

test('a review is waited for, and decided', () => {
  const candidateHash = 'h';
  const asked: RunEventDraft[] = [
    sampleStart(),
    { type: 'review-requested', candidateHash, reason: 'policy' },
  ];
  expect(fold(asked).phase).toBe('waiting');
  const decision = { type: 'review-decision', candidateHash, decision: 'approved', by: 'person' } as const;
  expect(fold([...asked, decision])).toMatchObject({ phase: 'running', review: { decision: 'approved' } });
});

test('stages that were skipped stand beside those that ran', () => {
  const state = fold([
    { type: 'stage-start', stage: 'generate' },
    { type: 'stage-end', stage: 'generate', status: 'failed', reason: 'overloaded' },
    { type: 'stage-end', stage: 'verify', status: 'skipped', reason: 'no sandbox' },
  ]);
  expect(state.stages).toEqual([
    { stage: 'generate', status: 'failed', reason: 'overloaded' },
    { stage: 'verify', status: 'skipped', reason: 'no sandbox' },
  ]);
});

test('an event whose start was left out of a view changes nothing but the place', () => {
  const place = { attemptId: 'a', partId: 'p', stepId: 'missing' };
  const state = fold([
    { type: 'text-delta', text: 'x', ...place },
    { type: 'text-end', ...place },
  ]);
  expect(state).toMatchObject({ lastSeq: 2, phase: 'running', steps: [] });
});

function receiptOf(path: string) {
  return {
    format: 'search-replace',
    path,
    editIndex: 0,
    hunkIndex: 0,
    level: 'exact',
    relaxations: [],
    hints: [],
    line: 1,
  } as const;
}
