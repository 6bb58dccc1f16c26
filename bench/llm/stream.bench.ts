// CPU per delta and growth of memory, each client in a process of its own, beside the floor: fetch, split lines,
// JSON.parse. `EVENTS` sets the number of deltas (default 20,000), `CLIENTS` the clients.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type WireName, wireNames } from './wires.ts';

interface Measured {
  readonly cpuUs: number;
  readonly events: number;
  readonly rssMb: number;
}

const EVENTS = Number(process.env.EVENTS ?? 20_000);
const clients = (process.env.CLIENTS ?? 'raw,ours,sdk,ai').split(',');
const ROUNDS = 2;

function start(...args: string[]): ChildProcess {
  const execArgv = ['--expose-gc', '--conditions=@enhanced-code/source'];
  return fork(join(import.meta.dirname, 'stream-worker.ts'), args, { execArgv });
}

async function answerOf(child: ChildProcess): Promise<unknown> {
  const [answer] = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => [undefined])]);
  return answer;
}

async function measure(client: string, wire: WireName, port: number): Promise<Measured | undefined> {
  return (await answerOf(start(client, wire, String(port), String(EVENTS)))) as Measured | undefined;
}

/** The better of the rounds: a loaded machine only ever makes a run slower. */
async function best(client: string, wire: WireName, port: number): Promise<Measured | undefined> {
  const runs: Measured[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const run = await measure(client, wire, port);
    if (run !== undefined) runs.push(run);
  }
  return runs.sort((a, b) => a.cpuUs - b.cpuUs)[0];
}

const server = start('server');
const port = Number(await answerOf(server));
process.stdout.write(`${EVENTS} deltas; CPU µs per delta (times raw), growth of RSS in MB\n`);
for (const wire of wireNames) {
  let floor = 0;
  for (const client of clients) {
    // It checks fields of Responses events that these short ones leave out.
    if (client === 'ai' && wire.startsWith('responses')) continue;
    const run = await best(client, wire, port);
    if (client === 'raw') floor = run?.cpuUs ?? 0;
    const cells = run
      ? `${run.cpuUs.toFixed(2).padStart(7)} (${(run.cpuUs / floor).toFixed(1)})  ${run.rssMb.toFixed(0).padStart(5)} MB`
      : '  failed';
    process.stdout.write(`${wire.padEnd(15)} ${client.padEnd(5)} ${cells}\n`);
  }
}
server.kill();
