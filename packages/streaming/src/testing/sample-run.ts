import type { RunEventDraft } from '../events/run-event.ts';

const usage = { inputTokens: 120, outputTokens: 8, source: 'measured' } as const;

/** The first event of a run, for tests. */
export function sampleStart(instruction = 'Rename total to sum'): RunEventDraft {
  return {
    type: 'run-start',
    instruction,
    model: { provider: 'scripted', modelId: 'scripted' },
    workspace: 'sample',
    options: {},
  };
}

/** The last event of a run, for tests. */
export function sampleEnd(): RunEventDraft {
  const skipped = { status: 'skipped', reason: 'not configured' } as const;
  return {
    type: 'run-end',
    outcome: { kind: 'finished', result: 'committed' },
    checked: { status: 'passed' },
    verified: skipped,
    reviewed: skipped,
    usage,
    transactionId: 'tx-1',
  };
}

/** A whole run of one step with a reset in it, for tests: every kind of event that a reader must understand. */
export function sampleRun(): readonly RunEventDraft[] {
  return [sampleStart(), ...sampleStep(), ...sampleCommit(), sampleEnd()];
}

/** What `sampleRun` shows in the end. */
export const sampleText = 'Renamed. Ünïcödé 👩‍💻 done.';

function sampleStep(): readonly RunEventDraft[] {
  const stepId = 'step-1';
  return [
    { type: 'step-start', stepId, index: 1 },
    { type: 'stage-start', stage: 'select', stepId },
    {
      type: 'context-selected',
      stepId,
      entries: [
        {
          path: 'src/total.ts',
          tier: 'whole',
          tokens: 40,
          reasons: [{ signal: 'path', detail: 'total', score: 2 }],
        },
      ],
      usedTokens: 40,
      budgetTokens: 1000,
      leftOut: 3,
    },
    { type: 'stage-end', stage: 'select', status: 'done', durationMs: 2, stepId },
    ...sampleAttempt('attempt-1', ['Renamed. Ün', 'lost']),
    { type: 'attempt-reset', attemptId: 'attempt-1', retract: ['text'], rolledBack: false, stepId },
    ...sampleAttempt('attempt-2', ['Renamed. Ünï', 'cödé ', '👩‍💻 do', 'ne.']),
    { type: 'edit-parsed', attemptId: 'attempt-2', index: 0, path: 'src/total.ts', stepId },
    {
      type: 'attempt-end',
      attemptId: 'attempt-2',
      state: 'finished',
      finishReason: { unified: 'stop' },
      usage,
      stepId,
    },
    { type: 'step-end', stepId, state: 'finished' },
  ];
}

function sampleAttempt(attemptId: string, texts: readonly string[]): readonly RunEventDraft[] {
  const place = { attemptId, partId: 'text', stepId: 'step-1' };
  return [
    { type: 'attempt-start', attemptId, provider: 'scripted', modelId: 'scripted', stepId: 'step-1' },
    { type: 'text-start', ...place },
    ...texts.map((text): RunEventDraft => ({ type: 'text-delta', text, ...place })),
    { type: 'text-end', ...place },
  ];
}

function sampleCommit(): readonly RunEventDraft[] {
  const candidateHash = 'c'.repeat(64);
  return [
    {
      type: 'change',
      candidateHash,
      files: [{ path: 'src/total.ts', kind: 'modify', added: 1, removed: 1 }],
      patch: '-total\n+sum\n',
    },
    { type: 'check-result', status: 'ok', added: [], candidateHash },
    { type: 'custom', name: 'acme/lint', data: { warnings: 0 }, ignorable: true, visibility: 'internal' },
    {
      type: 'commit-intent',
      transactionId: 'tx-1',
      candidateHash,
      files: [{ path: 'src/total.ts', beforeHash: 'a', afterHash: 'b' }],
    },
    { type: 'commit-done', transactionId: 'tx-1', candidateHash },
  ];
}
