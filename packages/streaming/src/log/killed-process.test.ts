import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fileEventLog, initialRunState, reduceRun } from '../index.ts';
import { readAll, sampleEnd } from '../testing/index.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'killed-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Writes deltas until it is killed (bounded, in case the killer gets no processor), and prints the place of each that was acknowledged. */
const program = `
  import { fileEventLog, openRunWriter } from ${JSON.stringify(join(import.meta.dirname, '..', 'index.ts'))};
  const writer = await openRunWriter(fileEventLog(process.argv[1]), 'r', { coalesceMs: 0 });
  const step = { stepId: 's' };
  const place = { attemptId: 'a', partId: 'p', ...step };
  await writer.emit({ type: 'step-start', index: 1, ...step });
  await writer.emit({ type: 'attempt-start', attemptId: 'a', provider: 'p', modelId: 'm', ...step });
  await writer.emit({ type: 'text-start', ...place });
  for (let count = 0; count < 20_000; count += 1) {
    await writer.emit({ type: 'text-delta', text: count + ' ', ...place });
    process.stdout.write(count + '\\n');
  }
`;

async function killAfter(acknowledgements: number): Promise<number> {
  const args = ['--conditions=@enhanced-code/source', '--input-type=module', '-e', program, folder];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let last = -1;
  for await (const line of createInterface({ input: child.stdout })) {
    last = Number(line);
    if (last >= acknowledgements) child.kill('SIGKILL');
  }
  return last;
}

test('what a killed process had acknowledged is there, and the next writer goes on behind it', {
  timeout: 60_000,
}, async () => {
  const last = await killAfter(40);
  expect(last).toBeGreaterThanOrEqual(40);
  await using log = fileEventLog(folder);
  const { epoch, lastSeq } = await log.open('r');
  expect(epoch).toBe(2);
  await log.append('r', [sampleEnd()]);
  const events = await readAll(log, 'r');
  expect(events).toHaveLength(lastSeq + 1);
  const state = events.reduce(reduceRun, initialRunState);
  const text = state.steps[0]?.attempts[0]?.parts[0]?.text ?? '';
  const counted = text.trim().split(' ').map(Number);
  expect(counted).toEqual(counted.map((_, index) => index));
  expect(counted.length).toBeGreaterThan(last);
});
