import { createRetry } from '@enhanced-code/errors/recovery';
import { context, ROOT_CONTEXT, type SpanContext, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import * as semconv from '@opentelemetry/semantic-conventions/incubating';
import { afterEach, describe, expect, it } from 'vitest';
import { type LanguageModel, llmErrors, type ModelRequest } from '../index.ts';
import { withRetry } from '../middleware/index.ts';
import { manualClock, type ScriptedStep, scriptedModel } from '../testing/index.ts';
import { SEMCONV_SCHEMA_URL, SEMCONV_VERSION, type WithTelemetryOptions, withTelemetry } from './index.ts';
import { ATTR, METRIC } from './semconv.ts';

const call = { provider: 'p', modelId: 'm' };
const overloaded = llmErrors.create('EC_LLM_OVERLOADED', call);
const usage = {
  inputTokens: 20,
  outputTokens: 7,
  cachedInputTokens: 5,
  cacheWriteTokens: 4,
  reasoningTokens: 2,
  source: 'measured',
} as const;
const request: ModelRequest = {
  messages: [
    { role: 'system', content: 'be brief' },
    { role: 'user', content: 'canary question' },
  ],
  maxOutputTokens: 50,
  temperature: 0.5,
  stopSequences: ['END'],
};

/** A real SDK that keeps everything in memory. */
function memorySdk() {
  const spans = new InMemorySpanExporter();
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] });
  const metrics = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter: metrics, exportIntervalMillis: 3_600_000 });
  const meterProvider = new MeterProvider({ readers: [reader] });
  return {
    spans: () => spans.getFinishedSpans(),
    tracer: tracerProvider.getTracer('test'),
    meter: meterProvider.getMeter('test'),
    async metrics() {
      await meterProvider.forceFlush();
      const scopes = metrics.getMetrics().at(-1)?.scopeMetrics ?? [];
      return new Map(
        scopes.flatMap((scope) => scope.metrics).map((metric) => [metric.descriptor.name, metric]),
      );
    },
    async close() {
      await meterProvider.shutdown();
      await tracerProvider.shutdown();
    },
  };
}

let sdk = memorySdk();
afterEach(async () => {
  await sdk.close();
  sdk = memorySdk();
});

const options = (more: WithTelemetryOptions = {}): WithTelemetryOptions => ({
  tracer: sdk.tracer,
  meter: sdk.meter,
  ...more,
});

async function run(model: LanguageModel): Promise<void> {
  await model.stream(request).result();
}

function told(steps: readonly ScriptedStep[], more: WithTelemetryOptions = {}): LanguageModel {
  return withTelemetry(
    scriptedModel(steps, { provider: 'anthropic', modelId: 'claude-test' }),
    options(more),
  );
}

describe('spans', () => {
  it('tell one call by the conventions, and no text', async () => {
    await run(
      told([{ reasoning: 'canary thought', text: 'canary answer', usage }], { conversationId: 's1' }),
    );
    const [span, ...others] = sdk.spans();
    expect(others).toEqual([]);
    expect(span?.name).toBe('chat claude-test');
    expect(span?.kind).toBe(SpanKind.CLIENT);
    expect(span?.status.code).toBe(SpanStatusCode.UNSET);
    expect(span?.attributes).toMatchObject({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'anthropic',
      'gen_ai.request.model': 'claude-test',
      'gen_ai.request.stream': true,
      'gen_ai.request.max_tokens': 50,
      'gen_ai.request.temperature': 0.5,
      'gen_ai.request.stop_sequences': ['END'],
      'gen_ai.conversation.id': 's1',
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.usage.input_tokens': 20,
      'gen_ai.usage.output_tokens': 7,
      'gen_ai.usage.cache_read.input_tokens': 5,
      'gen_ai.usage.cache_creation.input_tokens': 4,
      'gen_ai.usage.reasoning.output_tokens': 2,
    });
    expect(JSON.stringify([span?.attributes, span?.events, span?.status])).not.toContain('canary');
  });

  it('tell times by the clock: the whole and the first chunk', async () => {
    const clock = manualClock(10_000);
    const inner = scriptedModel([{ chunks: ['a', 'b'], delayMs: 300, chunkDelayMs: 200, usage }], { clock });
    const result = withTelemetry(inner, options({ clock })).stream(request).result();
    for (let step = 0; step < 10; step += 1) {
      await new Promise(setImmediate);
      clock.advance(100);
    }
    await result;
    const [span] = sdk.spans();
    expect(span?.startTime).toEqual([10, 0]);
    expect(span?.endTime).toEqual([10, 500_000_000]);
    expect(span?.attributes['gen_ai.response.time_to_first_chunk']).toBe(0.3);
    const all = await sdk.metrics();
    const sum = (name: string) =>
      (all.get(name)?.dataPoints[0]?.value as { sum: number; count: number }) ?? {};
    expect(sum(METRIC.duration)).toMatchObject({ count: 1, sum: 0.5 });
    expect(sum(METRIC.timeToFirstChunk)).toMatchObject({ count: 1, sum: 0.3 });
    expect(sum(METRIC.timePerChunk)).toMatchObject({ count: 1, sum: 0.2 });
  });

  it.each(['below', 'above'])('tell each attempt apart, %s a retry', async (place) => {
    const steps = [
      { text: 'Hal', error: overloaded },
      { text: 'Hal', cut: true as const },
      { text: 'Hello', usage },
    ];
    const retry = createRetry({ maxRetries: 3, random: () => 0 });
    const plain = scriptedModel(steps);
    await run(
      place === 'below'
        ? withRetry(withTelemetry(plain, options()), { retry })
        : withTelemetry(withRetry(plain, { retry }), options()),
    );
    expect(sdk.spans().map(({ status, attributes }) => [status.code, attributes['error.type']])).toEqual([
      [SpanStatusCode.ERROR, 'EC_LLM_OVERLOADED'],
      [SpanStatusCode.ERROR, 'EC_LLM_TRUNCATED'],
      [SpanStatusCode.UNSET, undefined],
    ]);
  });

  it('name a code for an error and nothing of its private data', async () => {
    const error = llmErrors.create('EC_LLM_SERVER', call, {
      unsafe: 'canary',
      cause: new TypeError('canary'),
    });
    await run(told([{ error }]));
    const [span] = sdk.spans();
    expect(span?.status).toEqual({ code: SpanStatusCode.ERROR, message: 'EC_LLM_SERVER' });
    expect(JSON.stringify([span?.attributes, span?.events])).not.toContain('canary');
  });

  it('hold redacted texts where they are asked for', async () => {
    const step = { text: 'canary answer', toolCalls: [{ toolName: 'list', input: { of: 'canary' } }], usage };
    await run(told([step], { content: (text) => text.replaceAll('canary', '***') }));
    const [span] = sdk.spans();
    const read = (name: string) => JSON.parse(String(span?.attributes[name])) as unknown;
    expect(read('gen_ai.system_instructions')).toEqual([{ type: 'text', content: 'be brief' }]);
    expect(read('gen_ai.input.messages')).toEqual([
      { role: 'user', parts: [{ type: 'text', content: '*** question' }] },
    ]);
    expect(read('gen_ai.output.messages')).toMatchObject([
      {
        role: 'assistant',
        parts: [
          { type: 'text', content: '*** answer' },
          { type: 'tool_call', name: 'list', arguments: '{"of":"***"}' },
        ],
      },
    ]);
    expect(JSON.stringify(span?.attributes)).not.toContain('canary');
  });

  it('tell tool results, thoughts and media in the form of the conventions', async () => {
    const model = withTelemetry(scriptedModel([{ text: 'ok', usage }]), options({ content: (text) => text }));
    await model
      .stream({
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: 'look' },
              { type: 'image', mediaType: 'image/png', data: 'aGVhdnk=' },
            ],
          },
          {
            role: 'assistant',
            content: [
              { type: 'reasoning', text: 'hm' },
              { type: 'tool-call', toolCallId: 't', toolName: 'x', inputText: '{}' },
            ],
          },
          { role: 'tool', content: [{ toolCallId: 't', toolName: 'x', output: 'done' }] },
          { role: 'assistant', content: 'fine' },
        ],
      })
      .result();
    const messages = JSON.parse(String(sdk.spans()[0]?.attributes['gen_ai.input.messages'])) as unknown;
    expect(messages).toEqual([
      {
        role: 'user',
        parts: [
          { type: 'text', content: 'look' },
          { type: 'blob', modality: 'image', mime_type: 'image/png', content: '' },
        ],
      },
      {
        role: 'assistant',
        parts: [
          { type: 'reasoning', content: 'hm' },
          { type: 'tool_call', id: 't', name: 'x', arguments: '{}' },
        ],
      },
      { role: 'tool', parts: [{ type: 'tool_call_response', id: 't', response: 'done' }] },
      { role: 'assistant', parts: [{ type: 'text', content: 'fine' }] },
    ]);
  });

  it('hang below the span that is active when the call starts', async () => {
    const parent: SpanContext = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 };
    const active = trace.setSpanContext(ROOT_CONTEXT, parent);
    const original = context.active;
    context.active = () => active;
    await run(told([{ text: 'a', usage }])).finally(() => {
      context.active = original;
    });
    expect(sdk.spans()[0]?.spanContext().traceId).toBe(parent.traceId);
    expect(sdk.spans()[0]?.parentSpanContext?.spanId).toBe(parent.spanId);
  });

  it('end for calls that are cancelled, so that none is left open', async () => {
    const abort = new AbortController();
    const result = told([{ hang: true }])
      .stream(request, { signal: abort.signal })
      .result();
    await new Promise(setImmediate);
    abort.abort();
    await result;
    expect(sdk.spans().map(({ attributes }) => attributes['error.type'])).toEqual(['EC_LLM_CANCELLED']);
  });
});

describe('metrics', () => {
  it('count measured tokens by kind, and durations by error', async () => {
    const model = told([{ text: 'a', usage }, { error: overloaded }]);
    await run(model);
    await run(model);
    const all = await sdk.metrics();
    const tokens = all.get(METRIC.tokens)?.dataPoints ?? [];
    const common = { 'gen_ai.provider.name': 'anthropic', 'gen_ai.request.model': 'claude-test' };
    expect(tokens.map(({ attributes, value }) => [attributes, (value as { sum: number }).sum])).toEqual([
      [expect.objectContaining({ ...common, 'gen_ai.token.type': 'input' }), 20],
      [expect.objectContaining({ ...common, 'gen_ai.token.type': 'output' }), 7],
    ]);
    const durations = all.get(METRIC.duration)?.dataPoints ?? [];
    expect(durations.map(({ attributes }) => attributes['error.type'])).toEqual([
      undefined,
      'EC_LLM_OVERLOADED',
    ]);
    expect(all.get(METRIC.tokens)?.descriptor.unit).toBe('{token}');
    expect(all.get(METRIC.duration)?.descriptor.unit).toBe('s');
  });

  it('do not count estimates as tokens', async () => {
    await run(told([{ text: 'a' }]));
    expect((await sdk.metrics()).get(METRIC.tokens)).toBeUndefined();
  });
});

describe('without an SDK', () => {
  it('nothing is kept and the answer is the same', async () => {
    const model = withTelemetry(scriptedModel([{ text: 'Hello' }]));
    expect(await model.stream(request).result()).toMatchObject({ state: 'finished', text: 'Hello' });
  });
});

describe('the names', () => {
  it('are those of the conventions, of the version that is told', () => {
    const known = new Set(Object.values(semconv).filter((value) => typeof value === 'string'));
    for (const name of [...Object.values(ATTR), ...Object.values(METRIC)])
      expect(known, name).toContain(name);
    expect(SEMCONV_SCHEMA_URL.endsWith(SEMCONV_VERSION)).toBe(true);
  });

  it('map the names of providers to those of the conventions', async () => {
    const model = scriptedModel([{ text: 'a', usage }], { provider: 'gemini', modelId: 'g' });
    await run(withTelemetry(model, options()));
    expect(sdk.spans()[0]?.attributes['gen_ai.provider.name']).toBe('gcp.gemini');
  });
});
