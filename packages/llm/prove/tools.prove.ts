// Cuts tool calls at random places, in every protocol and whatever the server says about its end, and counts how
// often a tool with an effect runs on less than the whole input. `RUNS` sets the number (default 10,000).
import fc from 'fast-check';
import { createToolExecutor, defineTool } from '../src/tools/index.ts';
import { answerOf, modelWith, type WireName, wires } from '../test/answers.ts';
import { cutBytes, fakeFetch } from '../test/fake-fetch.ts';
import { printTable } from '../test/print-table.ts';
import { events } from '../test/wire.ts';

const RUNS = Number(process.env.RUNS ?? 10_000);
const names = Object.keys(wires) as WireName[];

interface Count {
  readonly wire: string;
  cut: number;
  calls: number;
  ranOnCut: number;
  whole: number;
  ranOnWhole: number;
}

const counts = new Map<WireName, Count>(
  names.map((wire) => [wire, { wire, cut: 0, calls: 0, ranOnCut: 0, whole: 0, ranOnWhole: 0 }]),
);
let ran: unknown[] = [];
const executor = createToolExecutor({
  tools: [
    defineTool({
      name: 'read',
      description: 'Writes',
      inputSchema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
      effect: 'external',
      execute: (input: unknown) => void ran.push(input),
    }),
  ],
});

/** The body of a call whose input is cut: by the end of the body, or inside of a body that ends well. */
function bodyOf(wire: WireName, input: string, share: number, honest: boolean): Uint8Array {
  const cut = input.slice(0, Math.floor(input.length * share));
  const { start, tool, end, named } = wires[wire];
  const pretends = !honest && wire !== 'generateContent';
  const text = pretends
    ? events(
        [...start, ...tool([cut.slice(0, 3), cut.slice(3)], wire === 'messages'), ...end('tools', '')],
        named,
      )
    : (answerOf(wire, { kind: 'tools', text: '', input })?.[0] ?? '');
  const bytes = new TextEncoder().encode(text);
  if (pretends) return bytes;
  const last = new TextDecoder().decode(bytes).lastIndexOf('finish_reason":"tool_calls');
  const limit = last === -1 ? lastEvent(bytes) : new TextEncoder().encode(text.slice(0, last)).length;
  return bytes.subarray(0, Math.floor(limit * share));
}

/** Where the last event with content begins: everything before it is a cut answer. */
function lastEvent(bytes: Uint8Array): number {
  const text = new TextDecoder().decode(bytes);
  return new TextEncoder().encode(text.slice(0, text.trimEnd().lastIndexOf('\n\n'))).length;
}

async function run(wire: WireName, chunks: readonly Uint8Array[]): Promise<boolean> {
  ran = [];
  const result = await modelWith(wire, fakeFetch(chunks).fetch)
    .stream({ messages: [{ role: 'user', content: 'go' }], tools: [] })
    .result();
  await executor.execute(result).catch(() => undefined);
  return ran.length > 0;
}

const share = fc.double({ min: 0, max: 0.999, noNaN: true });
const pieces = fc.array(fc.integer({ min: 1, max: 64 }), { minLength: 1, maxLength: 4 });
await fc.assert(
  fc.asyncProperty(
    fc.constantFrom(...names),
    fc.string(),
    share,
    fc.boolean(),
    pieces,
    async (wire, text, at, honest, lengths) => {
      const count = counts.get(wire);
      if (count === undefined) return;
      const input = JSON.stringify({ text });
      count.cut += 1;
      if (await run(wire, cutBytes(bodyOf(wire, input, at, honest), lengths))) count.ranOnCut += 1;
      if (count.cut % 10 > 0) return;
      // So that the count means something: the same call, whole, does run.
      count.whole += 1;
      const body = new TextEncoder().encode(answerOf(wire, { kind: 'tools', text: '', input })?.[0] ?? '');
      if (await run(wire, cutBytes(body, lengths))) count.ranOnWhole += 1;
    },
  ),
  { numRuns: RUNS },
);
printTable([...counts.values()].map(({ calls: _calls, ...count }) => count));
const all = [...counts.values()];
const good = all.every(
  ({ ranOnCut, whole, ranOnWhole }) => ranOnCut === 0 && whole === ranOnWhole && whole > 0,
);
process.stdout.write(
  `\n${RUNS} cut tool calls: ${all.reduce((sum, { ranOnCut }) => sum + ranOnCut, 0)} executions\n`,
);
process.exitCode = good ? 0 : 1;
