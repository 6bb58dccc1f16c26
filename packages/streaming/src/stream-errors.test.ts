import { expect, test } from 'vitest';
import { streamErrors } from './index.ts';

const samples = {
  EC_STREAM_RUN_NOT_FOUND: { runId: 'run-1' },
  EC_STREAM_RUN_ID_INVALID: {},
  EC_STREAM_RUN_ENDED: { runId: 'run-1' },
  EC_STREAM_FENCED: { runId: 'run-1', epoch: 2 },
  EC_STREAM_VERSION_UNSUPPORTED: { runId: 'run-1', found: 2, supported: 1 },
  EC_STREAM_LOG_CORRUPT: { runId: 'run-1', epoch: 1, offset: 77 },
  EC_STREAM_LOG_IO: { runId: 'run-1', operation: 'written', reason: 'ENOSPC' },
  EC_STREAM_LOG_CLOSED: {},
  EC_STREAM_EVENT_INVALID: { reason: 'it is not JSON' },
  EC_STREAM_EVENT_ID_INVALID: {},
  EC_STREAM_WIRE_MALFORMED: { reason: 'a message is not JSON' },
  EC_STREAM_STEP_CANCELLED: {},
  EC_STREAM_MODEL_UNFINISHED: {},
  EC_STREAM_EDITS_UNUSABLE: { problems: 1 },
  EC_STREAM_EDITS_REFUSED: { refused: 2 },
} as const;

test('there is a sample of every error', () => {
  expect(Object.keys(samples).sort()).toEqual(Object.keys(streamErrors.entries).sort());
});

test.for(Object.entries(samples))(
  '%s says what happened and what to do, with its details filled in',
  ([code, details]) => {
    const error = streamErrors.create(code as 'EC_STREAM_LOG_IO', details as never);
    expect(error.code).toBe(code);
    expect(error.message).not.toMatch(/[{}[\]]/);
    expect(error.hint).toMatch(/\.$/);
    for (const value of Object.values(details)) expect(error.message).toContain(String(value));
  },
);

test('a conflict, a refused edit and a cancelled step end a command line differently', () => {
  const exitCodeOf = (code: keyof typeof samples) => streamErrors.entries[code].exitCode;
  expect(exitCodeOf('EC_STREAM_FENCED')).toBe(7);
  expect(exitCodeOf('EC_STREAM_EDITS_REFUSED')).toBe(6);
  expect(exitCodeOf('EC_STREAM_STEP_CANCELLED')).toBe(130);
  expect(exitCodeOf('EC_STREAM_MODEL_UNFINISHED')).toBe(9);
});
