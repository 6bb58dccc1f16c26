/** What goes wrong with one request. Places are bytes of the body, 0-based; what is absent goes well. */
export interface Fault {
  /** The connection is refused before anything is sent. */
  readonly refuse?: boolean;
  /** Answers with this status and body instead. */
  readonly answer?: {
    /** HTTP status. */
    readonly status: number;
    /** Default: none. */
    readonly headers?: Readonly<Record<string, string>>;
    /** Default: an empty one. */
    readonly body?: string;
  };
  /** The body ends cleanly at this byte. */
  readonly cutAt?: number;
  /** The connection breaks at this byte. */
  readonly resetAt?: number;
  /** Nothing more comes from this byte on, and the connection stays open. */
  readonly stallAt?: number;
  /** The body comes in pieces of these lengths, repeated to its end; characters and line ends are cut too. */
  readonly pieces?: readonly number[];
  /** The event with this number, counted from 0, comes twice. */
  readonly repeatEvent?: number;
}

/** Chooses the fault of a request by its number, counted from 0; `undefined` lets it pass. */
export type FaultPlan = readonly (Fault | undefined)[] | ((request: number) => Fault | undefined);

/**
 * A fetch with faults: what providers, proxies and networks do to an answer, in an order that a test decides. Pass it
 * as `fetch` to a provider, around the real one or one of a test.
 */
export function chaosFetch(
  plan: FaultPlan,
  inner: typeof globalThis.fetch = globalThis.fetch,
): typeof globalThis.fetch {
  let requests = 0;
  return async (input, init) => {
    const number = requests;
    requests += 1;
    const fault = typeof plan === 'function' ? plan(number) : plan[number];
    if (fault === undefined) return inner(input, init);
    if (fault.refuse) return Promise.reject(new FetchFailure('fetch failed', 'ECONNREFUSED'));
    if (fault.answer !== undefined) {
      const { status, headers = {}, body = '' } = fault.answer;
      return new Response(body, { status, headers });
    }
    const response = await inner(input, init);
    const { status, headers } = response;
    return new Response(withFault(response.body ?? new Blob([]).stream(), fault, init?.signal), {
      status,
      headers,
    });
  };
}

/** An error in the shape in which fetch throws its own: the code stands one level down. */
class FetchFailure extends TypeError {
  constructor(message: string, code: string) {
    super(message, { cause: { code } });
    this.name = 'TypeError';
  }
}

function withFault(
  body: ReadableStream<Uint8Array>,
  fault: Fault,
  signal: AbortSignal | null | undefined,
): ReadableStream<Uint8Array> {
  const source = bytesOf(body, fault);
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await source.next();
      if (next.value !== undefined) controller.enqueue(next.value);
      else if (fault.resetAt !== undefined)
        controller.error(new FetchFailure('terminated', 'UND_ERR_SOCKET'));
      else if (fault.stallAt === undefined) controller.close();
      else await aborted(signal);
    },
    async cancel() {
      await source.return(undefined);
      await body.cancel().catch(() => {});
    },
  });
}

/** A stalled body ends with its request, and with nothing else. */
function aborted(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal?.aborted) reject(signal.reason);
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

async function* bytesOf(
  body: ReadableStream<Uint8Array>,
  fault: Fault,
): AsyncGenerator<Uint8Array, undefined> {
  const end = fault.cutAt ?? fault.resetAt ?? fault.stallAt ?? Number.POSITIVE_INFINITY;
  let sent = 0;
  for await (const piece of cut(repeat(body, fault.repeatEvent), fault.pieces)) {
    const rest = piece.subarray(0, end - sent);
    sent += rest.length;
    if (rest.length > 0) yield rest;
    if (sent >= end) return undefined;
  }
  return undefined;
}

/** Cuts what comes into pieces, whatever chunks it came in. */
async function* cut(
  source: AsyncIterable<Uint8Array>,
  pieces: readonly number[] | undefined,
): AsyncGenerator<Uint8Array> {
  let turn = 0;
  for await (const chunk of source) {
    let at = 0;
    while (at < chunk.length) {
      const length = pieces === undefined ? chunk.length : Math.max(1, pieces[turn % pieces.length] ?? 1);
      yield chunk.subarray(at, at + length);
      at += length;
      turn += 1;
    }
  }
}

/** Sends one event twice. Only here the body is held in memory, up to the end of that event. */
async function* repeat(
  body: AsyncIterable<Uint8Array>,
  event: number | undefined,
): AsyncGenerator<Uint8Array> {
  let before: Uint8Array = new Uint8Array();
  let done = event === undefined;
  for await (const chunk of body) {
    if (done || event === undefined) {
      yield chunk;
      continue;
    }
    before = Buffer.concat([before, chunk]);
    const [start, end] = [endOfEvent(before, event - 1), endOfEvent(before, event)];
    if (end === undefined || start === undefined) continue;
    yield Buffer.concat([before.subarray(0, end), before.subarray(start)]);
    done = true;
  }
  if (!done) yield before;
}

/** Where the event with this number ends, its blank line included; -1 names the beginning of the body. */
function endOfEvent(bytes: Uint8Array, event: number): number | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  for (let count = 0; count <= event; count += 1) {
    const found = text.indexOf('\n\n', at);
    if (found === -1) return undefined;
    at = found + 2;
  }
  return at;
}
