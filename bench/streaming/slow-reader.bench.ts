// Memory of a process that writes a long run to its file log while readers hardly read: the log on the disk is the
// only buffer, so memory must not grow with the run.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeSse, fileEventLog, openRunWriter } from '../../packages/streaming/src/index.ts';

const MEGABYTES = Number(process.env.MEGABYTES ?? 500);
const READERS = 4;
/** Events before the first measurement, so that the engine's own heap has its working size: 64 MB. */
const WARM_UP = 16_000;
const TEXT = 'x'.repeat(4096);
const step = { stepId: 's' };
const place = { attemptId: 'a', partId: 'p', ...step };

const rss = () => {
  globalThis.gc?.();
  return process.memoryUsage().rss / 2 ** 20;
};

const folder = await mkdtemp(join(tmpdir(), 'bench-slow-'));
try {
  await using log = fileEventLog(folder);
  const writer = await openRunWriter(log, 'r');
  await writer.emit({ type: 'step-start', index: 1, ...step });
  const readers = Array.from({ length: READERS }, () => encodeSse(log.read('r')));
  for (const reader of readers) await reader.next();
  const pieces = Math.ceil((MEGABYTES * 2 ** 20) / TEXT.length);
  let before = 0;
  let most = 0;
  for (let piece = 0; piece < pieces; piece += 1) {
    await writer.emit({ type: 'text-delta', text: TEXT, ...place });
    // About 1 kB/s each: one event of 4 kB for every thousand that are written.
    if (piece % 1000 === 0) for (const reader of readers) await reader.next();
    if (piece === WARM_UP) before = rss();
    if (piece > WARM_UP && piece % 4000 === 0) most = Math.max(most, rss());
  }
  for (const reader of readers) await reader.return(undefined);
  console.log(`${MEGABYTES} MB written, ${READERS} readers that hardly read`);
  console.log(`resident memory after 64 MB: ${before.toFixed(1)} MB; most afterwards: ${most.toFixed(1)} MB`);
  console.log(`growth: ${(most - before).toFixed(1)} MB (limit 16 MB)`);
  process.exitCode = most - before <= 16 ? 0 : 1;
} finally {
  await rm(folder, { recursive: true });
}
