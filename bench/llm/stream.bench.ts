// CPU per delta and growth of memory, each client in a process of its own, beside the floor: fetch, split lines,
// JSON.parse. `EVENTS` sets the number of deltas (default 20,000), `CLIENTS` the clients. Then the limits that ours is
// held to, and whether the cost of a delta and the memory stay flat up to 200,000 (`SCALE=0` leaves that out).
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
const clients = (process.env.CLIENTS ?? 'raw,ours,sdk,ai,langchain,pi').split(',');
const ROUNDS = 2;
/** A client that takes longer for one run is given up, in milliseconds. */
const PATIENCE_MS = 30_000;
/** Most CPU per delta, as times of the floor. */
const LIMITS = { text: 3, tool: 4, ai: 1 / 5 } as const;

function start(...args: string[]): ChildProcess {
  const execArgv = ['--expose-gc', '--conditions=@enhanced-code/source'];
  return fork(join(import.meta.dirname, 'stream-worker.ts'), args, { execArgv });
}

async function answerOf(child: ChildProcess): Promise<unknown> {
  const patience = setTimeout(
    () => child.kill('SIGKILL'),
    child.spawnargs.includes('server') ? 2 ** 30 : PATIENCE_MS,
  );
  const [answer] = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => [undefined])]);
  clearTimeout(patience);
  return answer;
}

async function measure(
  client: string,
  wire: WireName,
  port: number,
  events = EVENTS,
): Promise<Measured | undefined> {
  return (await answerOf(start(client, wire, String(port), String(events)))) as Measured | undefined;
}

/** The better of the rounds: a loaded machine only ever makes a run slower. */
async function best(
  client: string,
  wire: WireName,
  port: number,
  events = EVENTS,
): Promise<Measured | undefined> {
  const runs: Measured[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const run = await measure(client, wire, port, events);
    if (run === undefined) break;
    runs.push(run);
  }
  return runs.sort((a, b) => a.cpuUs - b.cpuUs)[0];
}

function print(...cells: readonly string[]): void {
  process.stdout.write(`${cells.join(' ').trimEnd()}\n`);
}

/** What ours is held to on one wire, with what came out. */
function printLimits(wire: WireName, of: ReadonlyMap<string, Measured>): void {
  const cpu = (client: string): number => of.get(client)?.cpuUs ?? Number.NaN;
  const kind = wire.endsWith('text') ? 'text' : 'tool';
  const limits: readonly (readonly [string, number, number])[] = [
    [`at most ${LIMITS[kind]} times raw`, cpu('ours') / cpu('raw'), LIMITS[kind]],
    ['never above the SDK', cpu('ours') / cpu('sdk'), 1],
    ['at most a fifth of ai', cpu('ours') / cpu('ai'), LIMITS.ai],
  ];
  for (const [name, share, limit] of limits) {
    const verdict = Number.isNaN(share) ? 'not measured' : share <= limit ? 'kept' : 'MISSED';
    print(
      wire.padEnd(15),
      name.padEnd(22),
      Number.isNaN(share) ? '   -  ' : share.toFixed(2).padStart(6),
      verdict,
    );
  }
}

const server = start('server');
const port = Number(await answerOf(server));
const measured = new Map<WireName, Map<string, Measured>>();
print(`${EVENTS} deltas; CPU µs per delta (times raw), growth of RSS in MB`);
for (const wire of wireNames) {
  const of = new Map<string, Measured>();
  measured.set(wire, of);
  for (const client of clients) {
    // It checks fields of Responses events that these short ones leave out.
    if (client === 'ai' && wire.startsWith('responses')) continue;
    const run = await best(client, wire, port);
    if (run !== undefined) of.set(client, run);
    const floor = of.get('raw')?.cpuUs ?? Number.NaN;
    const cells = run
      ? `${run.cpuUs.toFixed(2).padStart(7)} (${(run.cpuUs / floor).toFixed(1)})  ${run.rssMb.toFixed(0).padStart(5)} MB`
      : `  failed, or longer than ${PATIENCE_MS / 1000} s`;
    print(wire.padEnd(15), client.padEnd(9), cells);
  }
}
print('\nLimits of ours, as shares in this run');
for (const [wire, of] of measured) printLimits(wire, of);
if (process.env.SCALE !== '0') {
  print('\nOurs by the number of deltas: CPU µs per delta, growth of RSS in MB');
  for (const wire of wireNames) {
    const runs: Measured[] = [];
    for (const events of [2000, 20_000, 100_000, 200_000]) {
      const run = await best('ours', wire, port, events);
      if (run !== undefined) runs.push(run);
    }
    const cells = runs.map(
      ({ cpuUs, rssMb }) => `${cpuUs.toFixed(2).padStart(6)} ${rssMb.toFixed(0).padStart(4)} MB`,
    );
    const [, small, large] = runs;
    const grown = (large?.rssMb ?? Number.NaN) - (small?.rssMb ?? Number.NaN);
    print(
      wire.padEnd(15),
      cells.join('  '),
      ` 20,000 to 100,000: ${grown.toFixed(0)} MB (limit 20 beyond the text)`,
    );
  }
}
server.kill();
