// The figures that the package promises and that no other proof prints, each beside its limit: errors of providers,
// use of a server that bears ten calls a second, what a cache reads again, the bill, and the size in a browser.
import { createRetry } from '@enhanced-code/errors/recovery';
import { anthropic, type LanguageModel, llmErrors, openaiChat, openaiResponses } from '../src/index.ts';
import { createUsageLedger, withLedger, withRetry } from '../src/middleware/index.ts';
import { manualClock } from '../src/testing/index.ts';
import { rereadShare, runAgentLoop } from '../test/agent-loop.ts';
import { answerOf } from '../test/answers.ts';
import { billingServer } from '../test/billing-server.ts';
import { bundle } from '../test/bundle.ts';
import { cacheServer } from '../test/cache-server.ts';
import { hello, modelOf } from '../test/models.ts';
import { openaiCacheServer } from '../test/openai-cache-server.ts';
import { printTable } from '../test/print-table.ts';
import payloads from '../test/provider-errors.json' with { type: 'json' };
import { rateServer } from '../test/rate-server.ts';

interface Figure {
  readonly what: string;
  readonly figure: number;
  readonly limit: string;
  readonly met: boolean;
}

const rows: Figure[] = [];
const atLeast = (what: string, figure: number, limit: number): void =>
  void rows.push({ what, figure, limit: `at least ${limit}`, met: figure >= limit });
const atMost = (what: string, figure: number, limit: number): void =>
  void rows.push({ what, figure, limit: `at most ${limit}`, met: figure <= limit });
const rounded = (value: number): number => Number(value.toFixed(4));

async function providerErrors(): Promise<void> {
  const classOf = (code = ''): string | undefined =>
    llmErrors.entries[code as keyof typeof llmErrors.entries]?.class;
  let right = 0;
  for (const { provider, status, body, headers = {}, code } of payloads) {
    const sent = { 'content-type': 'application/json', ...(headers as Record<string, string>) };
    const protocol = provider === 'anthropic' ? 'anthropic' : 'chat';
    const model = modelOf(protocol, [JSON.stringify(body)], { status, headers: sent });
    const { error } = await model.stream(hello).result();
    if (classOf(error?.code) === classOf(code)) right += 1;
  }
  atLeast('payloads of providers', payloads.length, 150);
  atLeast('share of them in the right class', rounded(right / payloads.length), 0.98);
}

async function adaptiveRate(): Promise<void> {
  const run = { clients: 50, perSecond: 10, seconds: 600, adaptive: true };
  const { goodput, refused } = await rateServer(run);
  atLeast('50 clients, 10 calls a second: share of the rate that is used', rounded(goodput), 0.95);
  atMost('50 clients, 10 calls a second: share of calls that are refused', rounded(refused), 0.05);
}

const STEPS = 11;
const system = 'Edit the code with care. '.repeat(200);
const tools = [
  {
    name: 'read_file',
    description: 'Reads a file.',
    inputSchema: { type: 'object', properties: { path: { type: 'string' } } },
  },
] as const;
const loop = { steps: STEPS, system, tools, lines: 40 };

async function caches(): Promise<void> {
  const answers = Array.from({ length: STEPS }, (_, step) =>
    step === STEPS - 1
      ? [{ type: 'text', text: 'Done.' }]
      : [{ type: 'tool_use', id: `toolu_${step}`, name: 'read_file', input: { path: `${step}.ts` } }],
  );
  const claude = cacheServer(answers);
  await runAgentLoop(anthropic({ model: 'm', apiKey: 'k', fetch: claude.fetch }), loop);
  atLeast('Anthropic, 11 steps: share read again from the cache', rounded(rereadShare(claude.bills)), 0.95);
  for (const [name, make] of Object.entries({ chat: openaiChat, responses: openaiResponses })) {
    const wire = name as 'chat' | 'responses';
    const bodies = Array.from({ length: STEPS }, (_, step) =>
      step === STEPS - 1
        ? answerOf(wire, { kind: 'text', text: 'Done.', input: '' })
        : answerOf(wire, { kind: 'tools', text: '', input: `{"step":${step}}` }),
    );
    const server = openaiCacheServer(bodies.map((body) => body?.[0] ?? ''));
    const capabilities = { cacheBreakpoints: true };
    await runAgentLoop(make({ model: 'm', apiKey: 'k', fetch: server.fetch, capabilities }), loop);
    const share = rounded(rereadShare(server.bills));
    atLeast(`OpenAI ${name}, 11 steps: share read again from the cache`, share, 0.95);
  }
}

const price = {
  ...{ provider: 'openai', modelId: 'gpt-test', input: 2, output: 10, cachedInput: 0.2 },
  ...{ source: 'x', checked: '2026-01-01' },
};
const prices = { format: 'enhanced-code.prices', version: 1, date: '2026-01-01', prices: [price] } as const;

async function bill(cut: boolean): Promise<void> {
  const server = billingServer((call) => call * 7919, price, { cut });
  const ledger = createUsageLedger({ prices });
  const retry = createRetry({ maxRetries: 4, random: () => 0 });
  const booked = withLedger(server.model, { ledger });
  const model: LanguageModel = cut ? booked : withRetry(booked, { retry, clock: manualClock() });
  const request = { messages: [{ role: 'user', content: cut ? server.prompt : 'hello' }] } as const;
  for (let count = 0; count < 60; count += 1) await model.stream(request).result();
  const { usage, costUsd } = ledger.sum();
  const off = (mine: number, theirs: number): number => Math.abs(mine / theirs - 1);
  const tokens = Math.max(
    off(usage.inputTokens, server.bill.inputTokens),
    off(usage.outputTokens, server.bill.outputTokens),
  );
  const kind = cut ? 'streams that are cut, estimated' : 'calls, some tried again, measured';
  const limit = cut ? 0.05 : 0;
  atMost(`bill of 60 ${kind}: tokens off by`, rounded(tokens), limit);
  atMost(`bill of 60 ${kind}: money off by`, rounded(off(costUsd, server.bill.usd)), limit);
}

async function size(): Promise<void> {
  const external = ['openai', '@anthropic-ai/sdk'];
  const source = `export { anthropic, generate } from './src/index.ts';`;
  const { gzipped } = await bundle(source, { platform: 'browser', external });
  atMost('bytes of one provider and a call, bundled and gzipped', gzipped, 25_000);
}

await providerErrors();
await adaptiveRate();
await caches();
await bill(false);
await bill(true);
await size();
printTable(rows.map(({ met, ...row }) => ({ ...row, met: met ? 'yes' : 'NO' })));
const missed = rows.filter(({ met }) => !met).length;
process.stdout.write(`\n${rows.length} figures, ${missed} beyond their limit\n`);
process.exitCode = missed === 0 ? 0 : 1;
