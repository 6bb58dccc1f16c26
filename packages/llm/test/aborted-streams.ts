import diagnosticsChannel from 'node:diagnostics_channel';
import { getEventListeners } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import {
  anthropic,
  type Clock,
  type LanguageModel,
  openaiChat,
  openaiResponses,
  systemClock,
} from '../src/index.ts';
import { loopbackServer } from './loopback-server.ts';
import { hello } from './models.ts';
import { anthropicText, chatText, responsesText } from './wire.ts';

/** What was left behind. */
export interface AbortFigures {
  readonly streams: number;
  /** How they ended; every one as `cancelled` or, where a deadline ended it, as `failed`. */
  readonly states: Readonly<Record<string, number>>;
  /** Timers of this package that are still running. */
  readonly timers: number;
  /** Timers of the process beyond those at the start. */
  readonly processTimers: number;
  /** Listeners that are still on a signal of the caller. */
  readonly listeners: number;
  /** Subscriptions to what fetch tells about connections. */
  readonly subscriptions: number;
  /** Requests whose connection is still open. */
  readonly sockets: number;
  /** Connections that fetch keeps for a next request; it closes them after some seconds. */
  readonly pooled: number;
  readonly unhandled: number;
}

/** How a stream is given up. */
type Way = 'before' | 'silent' | 'headers' | 'middle' | 'leave' | 'deadline';

const WAYS: readonly Way[] = ['before', 'silent', 'headers', 'middle', 'leave', 'deadline'];
const WIRES = { chat: chatText, responses: responsesText, anthropic: anthropicText };
const MAKERS = { chat: openaiChat, responses: openaiResponses, anthropic };
type Wire = keyof typeof WIRES;

/** Options of `abortStreams`. */
export interface AbortOptions {
  /** How many at a time. Default 20. */
  readonly width?: number;
  /** How long to wait for connections that fetch keeps, in milliseconds. Default 0. */
  readonly poolMs?: number;
}

/** Opens streams against a server of this machine and gives each up in one of six ways. */
export async function abortStreams(streams: number, options: AbortOptions = {}): Promise<AbortFigures> {
  const { width = 20, poolMs = 0 } = options;
  const timers = new Set<object>();
  const clock = countingClock(timers);
  const states: Record<string, number> = {};
  let [listeners, unhandled] = [0, 0];
  const onUnhandled = (): void => {
    unhandled += 1;
  };
  process.on('unhandledRejection', onUnhandled);
  const before = processTimers();
  await using server = await loopbackServer((path) => answerOf(path));
  const one = async (index: number): Promise<void> => {
    const way = WAYS[index % WAYS.length] ?? 'before';
    const wire = (Object.keys(WIRES) as Wire[])[Math.floor(index / WAYS.length) % 3] ?? 'chat';
    const abort = new AbortController();
    const baseURL = `${server.url}/${wire}/${way}/${index}`;
    const deadlines = way === 'deadline' ? { idleMs: 5 } : {};
    const model = MAKERS[wire]({ model: 'm', apiKey: 'k', baseURL, clock, deadlines });
    const state = await giveUp(model, way, abort);
    states[state] = (states[state] ?? 0) + 1;
    listeners += getEventListeners(abort.signal, 'abort').length;
  };
  for (let index = 0; index < streams; index += width)
    await Promise.all(Array.from({ length: Math.min(width, streams - index) }, (_, at) => one(index + at)));
  const sockets = await settled(async () => server.running());
  const pooled = await settled(() => server.connections(), poolMs);
  await settled(async () => timers.size + Math.max(0, processTimers() - before));
  process.off('unhandledRejection', onUnhandled);
  return {
    streams,
    states,
    timers: timers.size,
    processTimers: Math.max(0, processTimers() - before),
    listeners,
    subscriptions: subscribed(),
    sockets,
    pooled,
    unhandled,
  };
}

function answerOf(path: string) {
  const [, wire = 'chat', way = 'headers'] = path.split('/');
  if (way === 'silent') return { ending: 'silent' } as const;
  if (way === 'headers') return { ending: 'stall' } as const;
  const body = WIRES[wire as Wire];
  return { chunks: [body.slice(0, Math.floor(body.length / 2))], ending: 'stall' } as const;
}

async function giveUp(model: LanguageModel, way: Way, abort: AbortController): Promise<string> {
  if (way === 'before') abort.abort();
  const stream = model.stream(hello, { signal: abort.signal });
  let parts = 0;
  for await (const _part of stream) {
    parts += 1;
    if (way === 'silent' || way === 'headers') setImmediate(() => abort.abort());
    if (parts < 3) continue;
    if (way === 'leave') break;
    if (way === 'middle') abort.abort();
  }
  return (await stream.result()).state;
}

/** The clock of the machine, with the timers that are running in a set. */
function countingClock(timers: Set<object>): Clock {
  return {
    now: () => systemClock.now(),
    after(ms, callback) {
      const timer = {};
      timers.add(timer);
      const stop = systemClock.after(ms, () => {
        timers.delete(timer);
        callback();
      });
      return () => {
        timers.delete(timer);
        stop();
      };
    },
  };
}

function processTimers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
}

function subscribed(): number {
  const channels = ['undici:request:create', 'undici:client:sendHeaders'];
  return channels.filter((name) => diagnosticsChannel.hasSubscribers(name)).length;
}

/** Waits for what the kernel and the server have to do, as long as there is progress to hope for. */
async function settled(count: () => Promise<number>, patienceMs = 3000): Promise<number> {
  const until = Date.now() + patienceMs;
  for (;;) {
    const left = await count();
    if (left === 0 || Date.now() > until) return left;
    await turn();
  }
}
