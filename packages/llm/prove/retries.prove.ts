// What happens when a first try fails in one of four ways after it had sent something, and what must not be tried
// again. Ours, the official SDKs and the AI SDK on the same bytes, each with its retries on.
import { answerOf, type WireName, wires } from '../test/answers.ts';
import { type FakeAnswer, fakeFetch } from '../test/fake-fetch.ts';
import { printTable } from '../test/print-table.ts';
import { events } from '../test/wire.ts';
import { type Client, clients } from './clients.ts';

const TEXT = 'Grüße, 世界 and more';
const RETRIES = 3;
/** How long a client may take to come to an end, in milliseconds. */
const PATIENCE_MS = 3000;

type Answer = readonly [string, FakeAnswer];

interface Failure {
  readonly name: string;
  /** Whether another try can help. */
  readonly retryable: boolean;
  answer(wire: WireName): Answer | undefined;
}

/** What fails has sent half of the text by then. */
const half = (kind: 'cut' | 'reset' | 'stall' | 'overloaded') => (wire: WireName) =>
  answerOf(wire, { kind, text: TEXT.slice(0, 9), input: '{}' });

/** An error in the stream that no other try can mend, as each protocol writes it. */
function hopeless(wire: WireName): Answer {
  const error = {
    type: 'invalid_request_error',
    code: 'context_length_exceeded',
    message: 'prompt is too long',
  };
  const event =
    wire === 'responses'
      ? { ...error, type: 'error' }
      : wire === 'messages'
        ? { type: 'error', error }
        : { error };
  const { start, named } = wires[wire];
  return [events([...start, event], named), {}];
}

const failures: readonly Failure[] = [
  { name: 'error in the stream', retryable: true, answer: half('overloaded') },
  { name: 'reset', retryable: true, answer: half('reset') },
  { name: 'stall', retryable: true, answer: half('stall') },
  { name: 'clean early end', retryable: true, answer: half('cut') },
  { name: 'hopeless error in the stream', retryable: false, answer: hopeless },
  {
    name: 'quota used up (429)',
    retryable: false,
    answer: () => [
      '{"error":{"type":"insufficient_quota","code":"insufficient_quota","message":"You exceeded your current quota"}}',
      { status: 429 },
    ],
  },
  {
    name: 'wait 3600 s (429)',
    retryable: false,
    answer: () => [
      '{"error":{"type":"rate_limit_error","message":"slow"}}',
      { status: 429, headers: { 'retry-after': '3600' } },
    ],
  },
];

interface Row {
  readonly failure: string;
  readonly wire: string;
  readonly client: string;
  readonly calls: number;
  readonly shown: string;
  readonly says: string;
  readonly right: string;
}

async function measure(
  failure: Failure,
  wire: WireName,
  name: string,
  client: Client,
): Promise<Row | undefined> {
  const broken = failure.answer(wire);
  const good = answerOf(wire, { kind: 'text', text: TEXT, input: '{}' });
  if (broken === undefined || good === undefined) return undefined;
  let calls = 0;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    calls += 1;
    const [body, answer] = calls === 1 || !failure.retryable ? broken : good;
    return fakeFetch([body], answer).fetch(input, init);
  };
  const seen = await Promise.race([client(fetch, RETRIES), late()]);
  const says = seen === undefined ? `no end in ${PATIENCE_MS} ms` : seen.whole ? 'whole' : 'failed';
  const shown = seen?.text === TEXT ? 'once' : `${seen?.text.length ?? 0} of ${TEXT.length} characters`;
  const right = failure.retryable ? says === 'whole' && shown === 'once' : says === 'failed' && calls === 1;
  return { failure: failure.name, wire, client: name, calls, shown, says, right: right ? 'yes' : 'NO' };
}

function late(): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), PATIENCE_MS));
}

const rows: Row[] = [];
for (const failure of failures) {
  for (const wire of Object.keys(clients) as WireName[]) {
    for (const [name, client] of Object.entries(clients[wire])) {
      const row = await measure(failure, wire, name, client);
      if (row !== undefined) rows.push(row);
    }
  }
}
printTable(rows);
const wrong = rows.filter(({ client, right }) => client === 'ours' && right === 'NO');
const total = (client: (name: string) => boolean): string => {
  const mine = rows.filter((row) => client(row.client));
  return `${mine.filter(({ right }) => right === 'yes').length} of ${mine.length}`;
};
process.stdout.write(
  `\nright: ours ${total((name) => name === 'ours')}, official SDKs ${total((name) => name === 'openai' || name.startsWith('@'))}, ai ${total((name) => name === 'ai')}\n`,
);
// What still waits in other clients must not keep the process alive.
process.exit(wrong.length === 0 ? 0 : 1);
