import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { fileEventLog, memoryEventLog } from '../index.ts';
import { eventLogCases } from '../testing/index.ts';

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'event-log-'));
});
afterAll(() => rm(scratch, { recursive: true }));

describe('the log in memory', () => {
  test.for(eventLogCases)('$name', ({ run }) => run({ open: () => memoryEventLog() }));
});

describe('the log in a folder', () => {
  test.for(eventLogCases)('$name', async ({ run }) => {
    const folder = await mkdtemp(join(scratch, 'case-'));
    await run({ open: () => fileEventLog(folder) });
  });
});
