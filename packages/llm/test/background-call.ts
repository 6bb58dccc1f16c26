import { setImmediate as turn } from 'node:timers/promises';
import {
  type LanguageModel,
  type ModelStream,
  type OpenAIResponsesOptions,
  openaiResponses,
  type StreamPart,
} from '../src/index.ts';
import { manualClock } from '../src/testing/index.ts';
import { backgroundServer, type Connection, eventsOf } from './background-server.ts';
import { hello } from './models.ts';

/** Options of the model under test. */
export type Options = Partial<OpenAIResponsesOptions>;

/** A model whose answers go on in the background. */
export function modelAt(fetch: typeof globalThis.fetch, options: Options = {}): LanguageModel {
  const own = { model: 'gpt-test', apiKey: 'k', newId: () => 'a1', background: true };
  return openaiResponses({ ...own, fetch, ...options });
}

/** All parts of a stream. */
export async function partsOf(stream: ModelStream): Promise<StreamPart[]> {
  const parts: StreamPart[] = [];
  for await (const part of stream) parts.push(part);
  return parts;
}

/** The request to cancel is not waited for, so it comes a moment after the end. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 5; i += 1) await turn();
}

/** What reaches the reader, and what the server was asked for after the first request. */
export async function read(
  wire: string,
  script: readonly Connection[],
  options: Options = {},
): Promise<{ parts: StreamPart[]; later: string[] }> {
  const server = backgroundServer(wire, script);
  const parts = await partsOf(modelAt(server.fetch, options).stream(hello));
  await settled();
  return { parts, later: server.later };
}

/** Deltas are told apart by their text, so that pieces of another size make no other list. */
export function content(parts: readonly StreamPart[]): unknown[] {
  return parts.map((part) => (part.type === 'finish' ? { ...part, response: part.response?.id } : part));
}

/** The request that takes up the answer after an event. */
export const after = (number: number): string => `GET /responses/resp_1?stream=true&starting_after=${number}`;
/** The request that stops the answer. */
export const CANCEL = 'POST /responses/resp_1/cancel';
/** What fetch throws where a connection breaks. */
export const broken = (): Error =>
  Object.assign(new TypeError('terminated'), { cause: { code: 'UND_ERR_SOCKET' } });
/** Length in bytes. */
export const lengthOf = (text: string): number => new TextEncoder().encode(text).length;

/** Bytes up to the end of each event. */
export function ends(wire: string): number[] {
  let at = 0;
  return eventsOf(wire).map(({ text }) => {
    at += lengthOf(text);
    return at;
  });
}

/** A clock whose pauses are over at once, but whose deadlines never come. */
export function hastyClock(): ReturnType<typeof manualClock> {
  const clock = manualClock();
  return {
    ...clock,
    get pending() {
      return clock.pending;
    },
    after(ms, callback) {
      if (ms > 8000) return clock.after(ms, callback);
      queueMicrotask(callback);
      return () => {};
    },
  };
}
