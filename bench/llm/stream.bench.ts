// CPU per delta and growth of memory, each client in a process of its own, beside the floor: fetch, split lines,
// JSON.parse. First text and tool deltas beside every peer, with the limits that ours is held to; then whether the
// cost of a delta stays flat up to 200,000, the memory from 20,000 to 100,000, and the time for a tool argument of 1 MB
// in pieces of 8 bytes. The last table holds every limit with the worst figure of all wires.
// `EVENTS` sets the number of deltas of the first part (default 20,000; the slow peers take fewer), `CLIENTS` the
// clients, `WIRES` the formats, `PARTS` the parts (`cpu,memory,argument`).
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { textMb, type WireName, wireNames } from './wires.ts';

interface Measured {
  readonly cpuUs: number;
  readonly rssMb: number;
}

const EVENTS = Number(process.env.EVENTS ?? 20_000);
const clients = (process.env.CLIENTS ?? 'raw,ours,sdk,ai,langchain,pi').split(',');
const parts = (process.env.PARTS ?? 'cpu,memory,argument').split(',');
const chosen = wireNames.filter((name) => (process.env.WIRES ?? name).split(',').includes(name));
const ROUNDS = 2;
/** A client that takes longer for one run is given up, in milliseconds. */
const PATIENCE_MS = 30_000;
/** The most deltas of clients that would take minutes otherwise. */
const MOST: Readonly<Record<string, number>> = { langchain: 5000, pi: 2000 };
/** Most CPU per delta, as times of the floor, and most growth of memory in MB beyond that of the text. */
const LIMITS = { text: 3, tool: 4, ai: 1 / 5, flat: 1.2, memoryMb: 20, argumentMs: 250 } as const;
/** Memory is counted from a collected heap; a young generation that may grow would be taken for growth of the client. */
const FIXED_HEAP = ['--expose-gc', '--min-semi-space-size=16', '--max-semi-space-size=16'];

function start(flags: readonly string[], ...args: string[]): ChildProcess {
  const execArgv = ['--conditions=@enhanced-code/source', ...flags];
  return fork(join(import.meta.dirname, 'stream-worker.ts'), args, { execArgv });
}

async function answerOf(child: ChildProcess, patienceMs: number): Promise<unknown> {
  const patience = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  const [answer] = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => [undefined])]);
  clearTimeout(patience);
  return answer;
}

/** The better of the rounds: a loaded machine only ever makes a run slower. */
async function best(
  client: string,
  wire: WireName,
  events: number,
  flags: readonly string[] = [],
): Promise<Measured | undefined> {
  const runs: Measured[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const child = start(flags, client, wire, String(port), String(events));
    const run = (await answerOf(child, PATIENCE_MS)) as Measured | undefined;
    if (run === undefined) return undefined;
    runs.push(run);
  }
  const least = (name: keyof Measured): number => Math.min(...runs.map((run) => run[name]));
  return { cpuUs: least('cpuUs'), rssMb: least('rssMb') };
}

function print(...cells: readonly string[]): void {
  process.stdout.write(`${cells.join(' ').trimEnd()}\n`);
}

/** The worst figure of each claim so far, and its limit. */
const claims = new Map<string, { worst: number; readonly limit: number; missing: number }>();

/** Whether something is within its limit, which may be missing where a client was left out. */
function verdict(claim: string, found: number, limit: number): string {
  const known = claims.get(claim) ?? { worst: Number.NEGATIVE_INFINITY, limit, missing: 0 };
  if (Number.isNaN(found)) known.missing += 1;
  else known.worst = Math.max(known.worst, found);
  claims.set(claim, known);
  return Number.isNaN(found) ? 'not measured' : found <= limit ? 'ok' : 'OVER';
}

/** Every claim with the worst figure of all wires. */
function printClaims(): void {
  print('\nLimit'.padEnd(58), 'figure'.padStart(8), 'limit'.padStart(8), '');
  for (const [claim, { worst, limit, missing }] of claims) {
    const met = missing > 0 ? 'not met: not measured' : worst <= limit ? 'met' : 'NOT MET';
    print(claim.padEnd(57), number(worst, 8), number(limit, 8), met);
  }
}

const number = (value: number, width = 7, digits = 2): string =>
  (Number.isNaN(value) ? '-' : value.toFixed(digits)).padStart(width);

/** What ours is held to on one wire, with what came out. */
function printLimits(wire: WireName, of: ReadonlyMap<string, Measured>): void {
  const cpu = (client: string): number => of.get(client)?.cpuUs ?? Number.NaN;
  const kind = wire.endsWith('text') ? 'text' : 'tool';
  const limits: readonly (readonly [string, number, number])[] = [
    [`CPU per ${kind} delta by the raw floor`, cpu('ours') / cpu('raw'), LIMITS[kind]],
    ["CPU by the official SDK's create", cpu('ours') / cpu('sdk'), 1],
    ['CPU by that of ai', cpu('ours') / cpu('ai'), LIMITS.ai],
  ];
  for (const [name, share, limit] of limits)
    print(wire.padEnd(15), name.padEnd(37), number(share), verdict(name, share, limit));
}

async function compareClients(): Promise<void> {
  const measured = new Map<WireName, Map<string, Measured>>();
  print(`CPU µs per delta (times raw), ${EVENTS} deltas`);
  for (const wire of chosen) {
    const of = new Map<string, Measured>();
    measured.set(wire, of);
    for (const client of clients) {
      const events = Math.min(EVENTS, MOST[client] ?? EVENTS);
      const run = await best(client, wire, events);
      if (run !== undefined) of.set(client, run);
      const floor = of.get('raw')?.cpuUs ?? Number.NaN;
      const few = events < EVENTS ? `  with ${events} deltas` : '';
      const cells = run
        ? `${number(run.cpuUs)} (${(run.cpuUs / floor).toFixed(1)})${few}`
        : `  failed, or longer than ${PATIENCE_MS / 1000} s`;
      print(wire.padEnd(15), client.padEnd(9), cells);
    }
  }
  print('\nLimits of ours, as shares in this run');
  for (const [wire, of] of measured) printLimits(wire, of);
}

async function printFlatness(): Promise<void> {
  const steps = [2000, 20_000, 100_000, 200_000];
  print(`\nOurs: CPU µs per delta at ${steps.join(', ')} deltas; the last by the first`);
  for (const wire of chosen) {
    const runs: number[] = [];
    for (const events of steps) runs.push((await best('ours', wire, events))?.cpuUs ?? Number.NaN);
    const grown = (runs.at(-1) ?? Number.NaN) / (runs[0] ?? Number.NaN);
    const cells = runs.map((cpuUs) => number(cpuUs, 6)).join(' ');
    const claim = `CPU per ${wire.endsWith('text') ? 'text' : 'tool'} delta, at 200,000 by at 2,000`;
    print(wire.padEnd(15), cells, number(grown), verdict(claim, grown, LIMITS.flat));
  }
}

async function printMemory(): Promise<void> {
  print('\nGrowth of RSS in MB at 20,000 and 100,000 deltas, and the growth between beyond the text');
  for (const wire of chosen) {
    for (const client of clients) {
      // Their memory at a few thousand deltas would say nothing, and more of them take minutes.
      if (client in MOST) continue;
      const few = (await best(client, wire, 20_000, FIXED_HEAP))?.rssMb ?? Number.NaN;
      const many = (await best(client, wire, 100_000, FIXED_HEAP))?.rssMb ?? Number.NaN;
      const grown = many - few - (textMb(100_000) - textMb(20_000));
      const claim = 'MB of memory from 20,000 to 100,000 beyond the text';
      const held = client === 'ours' ? verdict(claim, grown, LIMITS.memoryMb) : '';
      print(
        wire.padEnd(15),
        client.padEnd(9),
        number(few, 7, 1),
        number(many, 7, 1),
        number(grown, 7, 1),
        held,
      );
    }
  }
}

/** The parser alone, and the whole way of such a call from the parts on: collected, and its value after each piece. */
async function printArgument(): Promise<void> {
  print('\nCPU ms for a tool argument of 1 MB in pieces of 8 bytes, read while it arrives');
  for (const [way, name] of [
    ['argument', 'parser'],
    ['argument-parts', 'parts, result and parser'],
  ] as const) {
    const ms = ((await best(way, 'chat-tool', 131_072))?.cpuUs ?? Number.NaN) * 131.072;
    const claim = `ms for an argument of 1 MB: ${name}`;
    print(name.padEnd(26), number(ms, 7, 0), verdict(claim, ms, LIMITS.argumentMs));
  }
}

const server = start([], 'server');
const port = Number(await answerOf(server, 2 ** 30));
if (parts.includes('cpu')) {
  await compareClients();
  await printFlatness();
}
if (parts.includes('memory')) await printMemory();
if (parts.includes('argument')) await printArgument();
printClaims();
server.kill();
