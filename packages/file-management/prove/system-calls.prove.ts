// Tampers with the real system calls of commits by strace: each call in turn fails or kills the process. It is a
// second opinion on the proof of crashes, which injects the same at the driver. Every 5th point is
// taken, each fault beginning at another one; `STRIDE=1` takes all of them, which takes about an hour.
import { canTrace, countSystemCalls, tamper } from '../src/testing/system-calls.ts';

const stride = Number(process.env.STRIDE ?? 5);
const FAULTS = ['KILL', 'EIO', 'ENOSPC', 'EACCES', 'EROFS', 'EMFILE'];
let failures = 0;

if (!canTrace()) process.stdout.write('strace is not here, or may not trace: nothing was tried.\n');
else for (const files of [1, 3]) await prove(files);

async function prove(files: number): Promise<void> {
  const calls = await countSystemCalls(files);
  process.stdout.write(
    `commit of ${files} files: ${[...calls].map(([call, n]) => `${call} ${n}`).join(', ')}\n`,
  );
  const points = [...calls].flatMap(([call, count]) =>
    Array.from({ length: count }, (_, n) => ({ call, at: n + 1 })),
  );
  for (const [index, fault] of FAULTS.entries()) {
    const counts = { old: 0, new: 0, wrong: 0, 'not reached': 0 };
    for (let at = index % stride; at < points.length; at += stride) {
      const point = { ...(points[at] ?? { call: 'fsync', at: 1 }), fault };
      const { state, happened, detail } = await tamper(files, point);
      counts[state]++;
      if (!happened) counts['not reached']++;
      if (state === 'wrong') process.stdout.write(`  WRONG at ${JSON.stringify(point)}: ${detail}\n`);
    }
    failures += counts.wrong;
    const shown = Object.entries(counts).map(([name, n]) => `${name} ${n}`);
    process.stdout.write(`  ${fault.padEnd(8)} ${shown.join(', ')}\n`);
  }
}

process.exitCode = failures === 0 ? 0 : 1;
