import { isObject } from '../json.ts';
import { findNodeModule } from '../node-module.ts';

/** The header by which a request is recognised; OpenAI also shows it in its logs. */
export const CALL_ID_HEADER = 'x-client-request-id';

/** What is told about the connection of one request. */
export interface ConnectionEvents {
  /** The request waits for a connection. */
  connecting(): void;
  /** The connection stands and the request goes out. */
  connected(): void;
}

/**
 * Watches when the request with this id gets its connection, which fetch itself does not tell. Node's fetch
 * publishes it (https://github.com/nodejs/undici/blob/main/docs/docs/api/DiagnosticsChannel.md); where another
 * fetch does not, nothing is called and the header deadline stands alone. Returns the function that ends it.
 */
export function watchConnection(callId: string, events: ConnectionEvents): () => void {
  const channel = findNodeModule('node:diagnostics_channel');
  if (channel === undefined) return () => {};
  let request: unknown;
  const onCreate = (message: unknown): void => {
    if (request !== undefined || !isObject(message) || !carries(message.request, callId)) return;
    request = message.request;
    events.connecting();
  };
  const onSend = (message: unknown): void => {
    if (request === undefined || !isObject(message) || message.request !== request) return;
    stop();
    events.connected();
  };
  const stop = (): void => {
    channel.unsubscribe('undici:request:create', onCreate);
    channel.unsubscribe('undici:client:sendHeaders', onSend);
  };
  channel.subscribe('undici:request:create', onCreate);
  channel.subscribe('undici:client:sendHeaders', onSend);
  return stop;
}

function carries(request: unknown, callId: string): boolean {
  const headers = isObject(request) ? request.headers : undefined;
  return Array.isArray(headers) && headers.includes(callId);
}
