/** How a faked answer is sent. */
export interface FakeAnswer {
  /** Default 200. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Ends the body with this error instead of a clean end. */
  readonly error?: Error;
  /** Leaves the body open after the last chunk. */
  readonly stall?: boolean;
  /** Never answers at all. */
  readonly silent?: boolean;
}

/** What a faked fetch was called with. */
export interface SentRequest {
  readonly url: string;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A fetch that answers with a body in chunks, and the requests that it got. */
export interface FakeFetch {
  readonly fetch: typeof globalThis.fetch;
  readonly requests: SentRequest[];
}

/** Makes a fetch that answers every request in the same way. */
export function fakeFetch(chunks: readonly (string | Uint8Array)[], answer: FakeAnswer = {}): FakeFetch {
  const requests: SentRequest[] = [];
  return {
    requests,
    fetch: async (input, init) => {
      requests.push({
        url: String(input),
        headers: new Headers(init?.headers),
        body: JSON.parse(String(init?.body)) as Record<string, unknown>,
      });
      if (answer.silent) return new Promise<Response>(() => {});
      const { status = 200, headers = {} } = answer;
      return new Response(bodyOf(chunks, answer), {
        status,
        headers: { 'content-type': 'text/event-stream', ...headers },
      });
    },
  };
}

function bodyOf(
  chunks: readonly (string | Uint8Array)[],
  { error, stall }: FakeAnswer,
): ReadableStream<Uint8Array> {
  const waiting = chunks.map(toBytes);
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = waiting.shift();
      if (next !== undefined) controller.enqueue(next);
      else if (error !== undefined) controller.error(error);
      else if (!stall) controller.close();
      else return new Promise(() => {});
    },
  });
}

function toBytes(chunk: string | Uint8Array): Uint8Array {
  return typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk;
}

/** A fetch that gives one answer after the other; the last one again and again. */
export function fakeSequence(
  answers: readonly { readonly chunks: readonly string[]; readonly answer?: FakeAnswer }[],
): FakeFetch {
  const requests: SentRequest[] = [];
  return {
    requests,
    fetch: async (input, init) => {
      const { chunks, answer } = answers[Math.min(requests.length, answers.length - 1)] ?? { chunks: [] };
      const one = fakeFetch(chunks, answer);
      const response = await one.fetch(input, init);
      requests.push(...one.requests);
      return response;
    },
  };
}

/** Cuts bytes into pieces of these lengths, repeated until the end. */
export function cutBytes(bytes: Uint8Array, lengths: readonly number[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const length = Math.max(1, lengths[turn % lengths.length] ?? 1);
    pieces.push(bytes.subarray(at, at + length));
    at += length;
  }
  return pieces;
}
