import { numberAt, parseJson } from '../src/json.ts';
import { cutBytes, type FakeAnswer, fakeFetch } from './fake-fetch.ts';

/** How one connection to an answer in the background behaves. */
export interface Connection extends FakeAnswer {
  /** Bytes after which it is cut; default is none. */
  readonly cutAt?: number;
  /** Numbers of events that are left out. */
  readonly without?: readonly number[];
  /** How many events are sent again that were asked not to be. */
  readonly repeats?: number;
  /** Lengths of the pieces it is sent in, in bytes. */
  readonly pieces?: readonly number[];
  /** Sends this instead of the events. */
  readonly text?: string;
}

/** What a request to the server looked like. */
export interface Asked {
  readonly method: string;
  /** Path and query, without the version. */
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A provider that keeps the events of one answer, and each of whose connections may be lost. */
export interface BackgroundServer {
  readonly fetch: typeof globalThis.fetch;
  readonly asked: Asked[];
  /** Paths of the requests after the first one. */
  readonly later: string[];
}

/** Makes a server that streams `wire`; its connections follow `script`, and after it they hold. */
export function backgroundServer(wire: string, script: readonly Connection[] = []): BackgroundServer {
  const asked: Asked[] = [];
  const later: string[] = [];
  let connections = 0;
  return {
    asked,
    later,
    async fetch(input, init) {
      const [url, method] = [new URL(String(input)), init?.method ?? 'GET'];
      const path = `${url.pathname.replace('/v1', '')}${url.search}`;
      const body = parseJson(String(init?.body)) ?? {};
      asked.push({ method, path, body: body as Asked['body'] });
      if (asked.length > 1) later.push(`${method} ${path}`);
      if (path.endsWith('/cancel')) return Response.json({ id: 'resp_1', status: 'cancelled' });
      const connection = script[connections++] ?? {};
      const after = Number(url.searchParams.get('starting_after') ?? -1);
      return fakeFetch(bytesAfter(wire, after, connection), connection).fetch(input, { ...init, body: '{}' });
    },
  };
}

function bytesAfter(wire: string, after: number, connection: Connection): Uint8Array[] {
  const { cutAt, without = [], repeats = 0, text, pieces = [] } = connection;
  const asked = (number: number): boolean => number === -1 || number > after - repeats;
  const sent = eventsOf(wire).filter(({ number }) => asked(number) && !without.includes(number));
  const bytes = new TextEncoder().encode(text ?? sent.map((event) => event.text).join(''));
  const kept = bytes.subarray(0, cutAt ?? bytes.length);
  return cutBytes(kept, pieces.length === 0 ? [kept.length] : pieces);
}

/** The events of a body with their numbers, -1 for one without. */
export function eventsOf(wire: string): { readonly number: number; readonly text: string }[] {
  return wire
    .split('\n\n')
    .filter((text) => text !== '')
    .map((text) => {
      const data = text.slice(text.indexOf('data: ') + 6);
      return { number: numberAt(parseJson(data), 'sequence_number') ?? -1, text: `${text}\n\n` };
    });
}
