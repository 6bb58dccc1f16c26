import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';

/** How a loopback server answers one request. */
export interface LoopbackAnswer {
  /** Default 200. */
  readonly status?: number;
  /** Default is an event stream. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly chunks?: readonly (string | Uint8Array)[];
  /** Ends the body, breaks the connection, leaves it open, or answers nothing at all. Default `end`. */
  readonly ending?: 'end' | 'reset' | 'stall' | 'silent';
}

/** A server on this machine, whose answers depend on the address that is asked. */
export interface LoopbackServer extends AsyncDisposable {
  /** Where it is, such as `http://127.0.0.1:1234`. */
  readonly url: string;
  /** Requests whose connection is still held open. */
  running(): number;
  /** All connections, with those that fetch keeps for a next request. */
  connections(): Promise<number>;
}

/** Starts a server; `answer` gets the path of each request. */
export async function loopbackServer(answer: (path: string) => LoopbackAnswer): Promise<LoopbackServer> {
  const running = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    running.add(response);
    response.once('close', () => running.delete(response));
    request.resume();
    request.once('end', () => void send(response, answer(request.url ?? '')));
    response.on('error', () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    running: () => running.size,
    connections: () => openConnections(server),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function send(response: ServerResponse, answer: LoopbackAnswer): Promise<void> {
  const { status = 200, headers = {}, chunks = [], ending = 'end' } = answer;
  if (ending === 'silent') return;
  response.writeHead(status, { 'content-type': 'text/event-stream', ...headers });
  response.flushHeaders();
  for (const chunk of chunks) {
    if (response.destroyed) return;
    if (!response.write(chunk)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
  }
  if (ending === 'end') response.end();
  // What was written must have left before the connection breaks, or it would be lost with it.
  if (ending === 'reset') setImmediate(() => setImmediate(() => response.destroy()));
}

function openConnections(server: Server): Promise<number> {
  return new Promise((resolve, reject) =>
    server.getConnections((error, count) => (error === null ? resolve(count) : reject(error))),
  );
}
