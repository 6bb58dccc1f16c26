import { describe, expect, it } from 'vitest';
import { aiSdkModel, modelWith, scenarioModel, type WireName, wires } from '../../test/answers.ts';
import { fakeFetch } from '../../test/fake-fetch.ts';
import { events } from '../../test/wire.ts';
import { createModelStream } from '../custom.ts';
import type { LanguageModel, StreamPart } from '../index.ts';
import { withRetry } from '../middleware/index.ts';
import {
  type ConformanceScenario,
  modelConformance,
  partProblems,
  recordModel,
  replayModel,
  type ScriptedStep,
  scriptedModel,
} from './index.ts';

const pieces = (text: string): string[] => [text.slice(0, 7), text.slice(7)];

function scripted({ kind, text, input }: ConformanceScenario): LanguageModel {
  const said = { chunks: pieces(text) };
  const tool = { toolName: 'read', input };
  const steps: Readonly<Record<ConformanceScenario['kind'], ScriptedStep>> = {
    text: said,
    tools: { toolCalls: [tool], inputChunkSize: 5 },
    length: { ...said, finishReason: 'length' },
    cut: { ...said, cut: true },
    reset: { ...said, error: { code: 'EC_LLM_NETWORK' } },
    stall: { ...said, hang: true },
    limited: { error: { code: 'EC_LLM_RATE_LIMIT', retryAfterMs: 7000, status: 429 } },
    overloaded: { ...said, error: { code: 'EC_LLM_OVERLOADED' } },
    'cut-tool': { toolCalls: [{ ...tool, input: input.slice(0, 9) }], inputChunkSize: 5 },
    'broken-tool': { toolCalls: [{ ...tool, input: input.slice(0, 9) }] },
  };
  return scriptedModel([steps[kind]]);
}

/** A recording of a call, which is then played. A stall has no end that could be recorded. */
async function replayed(scenario: ConformanceScenario): Promise<LanguageModel | undefined> {
  if (scenario.kind === 'stall') return undefined;
  const recorder = recordModel(scripted(scenario));
  const tools = [
    { name: 'read', description: 'Reads a file', inputSchema: { type: 'object', properties: {} } },
  ];
  await recorder.stream({ messages: [{ role: 'user', content: 'Do it. canary-4f1c9e' }], tools }).result();
  return replayModel(recorder.cassette());
}

/** Gemini where inputs come in pieces; situations without a tool call are those of its whole answers. */
function inPieces(scenario: ConformanceScenario): LanguageModel | undefined {
  const { kind, input } = scenario;
  if (!kind.includes('tool')) return scenarioModel('generateContent', scenario);
  const { path, lines } = JSON.parse(input) as { readonly path: string; readonly lines: readonly number[] };
  const list = [
    { name: 'read', willContinue: true },
    {
      partialArgs: [{ jsonPath: '$.path', stringValue: path.slice(0, 1), willContinue: true }],
      willContinue: true,
    },
    { partialArgs: [{ jsonPath: '$.path', stringValue: path.slice(1) }], willContinue: true },
    ...lines.map((numberValue, index) => ({
      partialArgs: [{ jsonPath: `$.lines[${index}]`, numberValue }],
      willContinue: true,
    })),
    {},
  ];
  const sent = kind === 'tools' ? list : list.slice(0, 2);
  const parts = sent.map((functionCall) => ({ candidates: [{ content: { parts: [{ functionCall }] } }] }));
  const usageMetadata = { promptTokenCount: 20, candidatesTokenCount: 7 };
  const end = kind === 'cut-tool' ? [] : [{ candidates: [{ finishReason: 'STOP' }], usageMetadata }];
  return modelWith('generateContent', fakeFetch([events([...parts, ...end])]).fetch);
}

const subjects: Readonly<
  Record<
    string,
    (scenario: ConformanceScenario) => LanguageModel | undefined | Promise<LanguageModel | undefined>
  >
> = {
  ...Object.fromEntries(
    Object.keys(wires).map((name) => [
      name,
      (scenario: ConformanceScenario) => scenarioModel(name as WireName, scenario),
    ]),
  ),
  'generateContent with inputs in pieces': inPieces,
  fromAISDK: aiSdkModel,
  scriptedModel: scripted,
  replayModel: replayed,
  'withRetry around Chat Completions': (scenario) => {
    const model = scenarioModel('chat', scenario);
    return (
      model &&
      withRetry(model, { retry: { nextDelay: () => ({ kind: 'give-up', reason: 'attempts' }) } as never })
    );
  },
};

describe.each(Object.entries(subjects))('%s keeps the contract of a model', (_name, make) => {
  it.each(modelConformance({ make }).map((one) => [one.name, one.run] as const))('%s', (_case, run) => run());
});

/** A model that plays parts as they are, whatever they are. */
function raw(parts: readonly StreamPart[]): LanguageModel {
  const capabilities = { tools: true, images: true, files: true };
  const base = { provider: 'p', modelId: 'm' };
  return {
    ...base,
    capabilities,
    stream: () => createModelStream({ ...base, pull: async () => parts, cancel: () => {} }),
  };
}

const end = {
  type: 'finish',
  state: 'finished',
  finishReason: { unified: 'stop' },
  usage: { inputTokens: 1, outputTokens: 1, source: 'measured' },
} as const;

describe('the suite finds models that break the contract', () => {
  const failing = async (make: (scenario: ConformanceScenario) => LanguageModel): Promise<string[]> => {
    const outcomes = await Promise.all(
      modelConformance({ make }).map(({ name, run }) =>
        run().then(
          () => [],
          (error: unknown) => {
            expect(error).toMatchObject({ code: 'EC_LLM_NONCONFORMANT' });
            return [name];
          },
        ),
      ),
    );
    return outcomes.flat();
  };

  it('that say finished whatever happens', async () => {
    const names = await failing(() => raw([end]));
    for (const kind of ['cut', 'reset', 'limited', 'length', 'cut-tool'])
      expect(names).toContain(`${kind}: ends in its true state, with its error`);
    expect(names).toContain('text: gives the whole text');
    expect(names).toContain('tools: gives the tool call with its input as it was written');
  });

  it('that repeat the request in their errors, or change it', async () => {
    const leaking = await failing(() => ({
      ...raw([]),
      stream: (request) => {
        const error = Object.assign(new TypeError(JSON.stringify(request.messages)));
        return raw([{ ...end, state: 'failed', error: error as never }]).stream(request);
      },
    }));
    expect(leaking).toContain('reset: has an error of a catalogue, with nothing of the request in it');
    const changing = await failing((scenario) => {
      const model = scripted(scenario);
      return {
        ...model,
        stream: (request, options) => {
          (request.messages as unknown[]).push({ role: 'user', content: 'more' });
          return model.stream(request, options);
        },
      };
    });
    expect(changing).toContain('text: keeps the contract of the parts');
  });

  it('that lose what was cancelled', async () => {
    const deaf = await failing((scenario) => {
      const model = scripted(scenario.kind === 'stall' ? { ...scenario, kind: 'text' } : scenario);
      return { ...model, stream: (request) => model.stream(request) };
    });
    expect(deaf).toContain('text: is cancelled before it begins');
    expect(deaf).toContain('stall: ends in its true state, with its error');
  });
});

describe('the contract of the parts', () => {
  const start = { type: 'text-start', partId: 'a' } as const;
  const delta = { type: 'text-delta', partId: 'a', text: 'x' } as const;
  const stop = { type: 'text-end', partId: 'a' } as const;

  it.each<[string, StreamPart[], RegExp | undefined]>([
    ['a whole text', [start, delta, stop, end], undefined],
    [
      'an attempt that is taken back',
      [
        start,
        delta,
        { type: 'attempt-reset', attemptId: '1', retract: ['a'], error: undefined as never },
        { ...start, partId: 'b' },
        { ...stop, partId: 'b' },
        end,
      ],
      undefined,
    ],
    [
      'a tool call without its end',
      [
        { type: 'tool-call-start', partId: 'a', toolCallId: 'c', toolName: 't' },
        { ...end, state: 'truncated', error: {} as never },
      ],
      undefined,
    ],
    ['no finish', [start, delta, stop], /last part/],
    ['something after it', [end, start], /nothing may follow/],
    ['a delta before its start', [delta, end], /no text/],
    ['an end of another kind', [start, { type: 'reasoning-end', partId: 'a' }, end], /no reasoning/],
    ['an id that is used twice', [start, stop, start, stop, end], /used before/],
    ['a text without its end', [start, delta, end], /every text must end/],
    [
      'a retraction of nothing',
      [{ type: 'attempt-reset', attemptId: '1', retract: ['z'], error: undefined as never }, end],
      /never sent/,
    ],
    ['an error of a finished call', [{ ...end, error: {} as never }], /error is there/],
  ])('%s', (_name, parts, problem) => {
    const problems = partProblems(parts).join('; ');
    if (problem === undefined) expect(problems).toBe('');
    else expect(problems).toMatch(problem);
  });
});
