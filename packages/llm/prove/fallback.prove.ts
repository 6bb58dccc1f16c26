// What it costs to fall back: CPU time of many calls that try ten models, nine of which fail, with and without a shared
// deadline and after the first model had sent something. The whole of a failed attempt, its retraction, the decision and
// the start of the next one counts; `CALLS` sets the number of calls.
import { type LanguageModel, llmErrors } from '../src/index.ts';
import { type WithFallbackOptions, withFallback } from '../src/middleware/index.ts';
import { scriptedModel } from '../src/testing/index.ts';
import { hello } from '../test/models.ts';
import { printTable } from '../test/print-table.ts';

const CALLS = Number(process.env.CALLS ?? 500);
const FALLBACKS = 9;
/** Most CPU time for one fallback in milliseconds. */
const LIMIT_MS = 1;
const overloaded = llmErrors.create('EC_LLM_OVERLOADED', { provider: 'p', modelId: 'm' });

function models(text: string | undefined): readonly [LanguageModel, ...LanguageModel[]] {
  const failing = { ...(text === undefined ? {} : { text }), error: overloaded };
  const make = (index: number): LanguageModel =>
    scriptedModel([index < FALLBACKS ? failing : { text: 'done' }], { modelId: `m${index}` });
  return [make(0), ...Array.from({ length: FALLBACKS }, (_, index) => make(index + 1))];
}

async function cpuMs(calls: number, text: string | undefined, options: WithFallbackOptions): Promise<number> {
  const prepared = Array.from({ length: calls }, () => withFallback(models(text), options));
  const started = process.cpuUsage();
  for (const model of prepared) {
    const result = await model.stream(hello).result();
    if (result.text !== 'done') throw new TypeError(`a call ended with "${result.text}"`);
  }
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1000;
}

const cases = {
  'before anything was sent': [undefined, {}],
  'after something was sent': ['Hello, wor', {}],
  'with a shared deadline': ['Hello, wor', { deadline: { totalMs: 600_000 } }],
} as const;
const rows = [];
for (const [name, [text, options]] of Object.entries(cases)) {
  await cpuMs(CALLS / 10, text, options);
  const perFallback = (await cpuMs(CALLS, text, options)) / (CALLS * FALLBACKS);
  rows.push({ name, fallbacks: CALLS * FALLBACKS, cpuMs: perFallback.toFixed(3), limitMs: LIMIT_MS });
}
printTable(rows);
const good = rows.every((row) => Number(row.cpuMs) < LIMIT_MS);
process.stdout.write(good ? '\na fallback takes less than 1 ms\n' : '\nFAILED: a fallback takes too long\n');
process.exitCode = good ? 0 : 1;
