// Opens 10,000 streams against a server on this machine, gives each up (before it starts, in silence, at the headers,
// in the middle, by leaving the loop, by a deadline) and counts what is left. `STREAMS` sets another number.
import { abortStreams } from '../test/aborted-streams.ts';
import { printTable } from '../test/print-table.ts';

const { states, ...figures } = await abortStreams(Number(process.env.STREAMS ?? 10_000), {
  width: 50,
  poolMs: 20_000,
});
const ends = Object.entries(states).map(([state, count]) => `${count} ${state}`);
printTable([{ ...figures, ends: ends.join(', ') }]);
const { streams, ...left } = figures;
const unsound = Object.keys(states).some((state) => state !== 'cancelled' && state !== 'failed');
if (unsound || Object.values(left).some((count) => count !== 0)) process.exitCode = 1;
else process.stdout.write(`\n${streams} streams left nothing behind.\n`);
