import { isEnhancedCodeError, toJSON } from '@enhanced-code/errors';
import { llmErrors } from '../errors/llm-errors.ts';
import type { LanguageModel, ModelRequest, ModelStream } from '../model.ts';
import type { ModelResult, StreamPart, TerminalState } from '../stream-part.ts';
import { partProblems } from './part-contract.ts';

/** A situation that a model is put into. The one who tests makes a provider, or a stand-in for it, behave like it. */
export interface ConformanceScenario {
  /**
   * `text`: answers with `text`. `tools`: calls the tool `read` with `input`. `length`: writes `text` and reaches its
   * limit. `cut`: writes `text` and the body ends cleanly before the protocol's end. `reset`: the connection breaks
   * there. `stall`: nothing more comes there. `limited`: refuses with a rate limit and 7 s to wait. `overloaded`:
   * reports an overload after `text`, in the stream. `cut-tool`: like `tools`, cut inside of `input`. `broken-tool`:
   * the provider ends well but the input is no complete JSON.
   */
  readonly kind:
    | 'text'
    | 'tools'
    | 'length'
    | 'cut'
    | 'reset'
    | 'stall'
    | 'limited'
    | 'overloaded'
    | 'cut-tool'
    | 'broken-tool';
  /** The text to answer with, in at least two pieces. */
  readonly text: string;
  /** The input of the tool call, as JSON text. */
  readonly input: string;
}

/** The model under test. */
export interface ConformanceSubject {
  /** Makes a model that is in this situation; `undefined` where it cannot be in it, which leaves its cases out. */
  make(scenario: ConformanceScenario): LanguageModel | undefined | Promise<LanguageModel | undefined>;
}

/** One case of the suite, for any test runner: `test(name, run)`. */
export interface ConformanceCase {
  /** What has to hold. */
  readonly name: string;
  /** Rejects with `EC_LLM_NONCONFORMANT` where it does not hold. */
  run(): Promise<void>;
}

const TEXT = 'Grüße, 世界 👩‍💻\nline "two"';
const INPUT = '{"path":"ä.ts","lines":[1,2]}';
const CANARY = 'canary-4f1c9e';

/** What a situation has to end in, and the error that it has to end with. */
const ENDS: Readonly<Record<ConformanceScenario['kind'], readonly [TerminalState, string?]>> = {
  text: ['finished'],
  tools: ['finished'],
  length: ['truncated', 'EC_LLM_OUTPUT_LIMIT'],
  cut: ['truncated', 'EC_LLM_TRUNCATED'],
  reset: ['failed', 'EC_LLM_NETWORK'],
  stall: ['cancelled', 'EC_LLM_CANCELLED'],
  limited: ['failed', 'EC_LLM_RATE_LIMIT'],
  overloaded: ['failed', 'EC_LLM_OVERLOADED'],
  'cut-tool': ['truncated', 'EC_LLM_TRUNCATED'],
  'broken-tool': ['truncated', 'EC_LLM_TRUNCATED'],
};

const REQUEST: ModelRequest = {
  messages: [{ role: 'user', content: `Do it. ${CANARY}` }],
  tools: [{ name: 'read', description: 'Reads a file', inputSchema: { type: 'object', properties: {} } }],
};

type Check = (run: Run) => string | undefined | Promise<string | undefined>;

/** A call that was read to its end. */
interface Run {
  readonly scenario: ConformanceScenario;
  readonly parts: readonly StreamPart[];
  readonly result: ModelResult;
  readonly again: ModelResult;
}

/** What must hold in every situation. */
const ALWAYS: Readonly<Record<string, Check>> = {
  'ends in its true state, with its error': ({ scenario, result }) => {
    const [state, code] = ENDS[scenario.kind];
    const fits = result.state === state && result.error?.code === code;
    return fits
      ? undefined
      : `it must end as ${state} ${code ?? ''}, not as ${result.state} ${result.error?.code ?? ''}`;
  },
  'keeps the contract of the parts': ({ parts }) => partProblems(parts)[0],
  'gives the same result as its parts, however often it is asked': ({ parts, result, again }) => {
    const finish = parts.at(-1);
    if (JSON.stringify(result) !== JSON.stringify(again)) return 'result() must give the same each time';
    return finish?.type === 'finish' && finish.state === result.state && result.text === textOf(parts)
      ? undefined
      : 'result() must be what the parts add up to';
  },
  'has no complete tool call that was cut, and no other text than was sent': ({ scenario, result }) => {
    if (!scenario.text.startsWith(result.text)) return 'its text must be a beginning of what was sent';
    return result.toolCalls.every(({ inputText }) => isJson(inputText))
      ? undefined
      : 'a tool call must be whole JSON';
  },
  'counts tokens, and says whether they were measured': ({ result: { usage, state } }) => {
    if (!(usage.inputTokens >= 0 && usage.outputTokens >= 0)) return 'usage must have both counts';
    return usage.source === 'measured' || usage.source === 'estimated' || state === 'finished'
      ? undefined
      : 'usage must name its source';
  },
  'has an error of a catalogue, with nothing of the request in it': ({ result: { error, state } }) => {
    if (state === 'finished') return error === undefined ? undefined : 'a finished call must have no error';
    if (!isEnhancedCodeError(error)) return 'the error must be one of a catalogue';
    const shown = `${JSON.stringify(toJSON(error))} ${error.message} ${error.stack ?? ''}`;
    return shown.includes(CANARY) ? 'the error must not repeat the request' : undefined;
  },
};

/** What must hold in one situation besides. */
const SPECIAL: readonly (readonly [ConformanceScenario['kind'], string, Check])[] = [
  [
    'text',
    'gives the whole text',
    ({ result }) => (result.text === TEXT ? undefined : 'the text must be whole'),
  ],
  [
    'tools',
    'gives the tool call with its input as it was written',
    ({ result: { toolCalls, finishReason } }) => {
      const [call] = toolCalls;
      const fits = toolCalls.length === 1 && call?.toolName === 'read' && sameJson(call.inputText, INPUT);
      return fits && finishReason.unified === 'tool-calls' ? undefined : 'there must be one call of read';
    },
  ],
  [
    'limited',
    'tells how long to wait',
    ({ result: { error } }) =>
      error?.retryAfterMs === 7000 && error.retryable ? undefined : 'it must say 7000 ms',
  ],
  [
    'cut-tool',
    'gives no tool call',
    ({ result }) => (result.toolCalls.length === 0 ? undefined : 'it must have none'),
  ],
  [
    'broken-tool',
    'gives no tool call',
    ({ result }) => (result.toolCalls.length === 0 ? undefined : 'it must have none'),
  ],
];

/** The cases that every model has to pass, to be registered with any test runner. */
export function modelConformance(subject: ConformanceSubject): ConformanceCase[] {
  const kinds = Object.keys(ENDS) as ConformanceScenario['kind'][];
  const always = kinds.flatMap((kind) =>
    Object.entries(ALWAYS).map(([name, check]) =>
      caseOf(subject, kind, name, (model, scenario) => play(model, scenario, check)),
    ),
  );
  const special = SPECIAL.map(([kind, name, check]) =>
    caseOf(subject, kind, name, (model, scenario) => play(model, scenario, check)),
  );
  const handling = Object.entries(HANDLING).flatMap(([name, check]) => [
    caseOf(subject, 'text', name, check),
  ]);
  return [...always, ...special, ...handling];
}

function caseOf(
  subject: ConformanceSubject,
  kind: ConformanceScenario['kind'],
  name: string,
  check: (model: LanguageModel, scenario: ConformanceScenario) => Promise<string | undefined>,
): ConformanceCase {
  return {
    name: `${kind}: ${name}`,
    async run() {
      const scenario = { kind, text: TEXT, input: INPUT };
      const model = await subject.make(scenario);
      const reason = model === undefined ? undefined : await check(model, scenario);
      if (model === undefined || reason === undefined) return;
      const { provider, modelId } = model;
      throw llmErrors.create('EC_LLM_NONCONFORMANT', { provider, modelId, scenario: kind, reason });
    },
  };
}

async function play(
  model: LanguageModel,
  scenario: ConformanceScenario,
  check: Check,
): Promise<string | undefined> {
  const abort = new AbortController();
  const asked = structuredClone(REQUEST);
  const stream = model.stream(asked, { signal: abort.signal });
  const parts: StreamPart[] = [];
  let length = 0;
  for await (const part of stream) {
    parts.push(part);
    if (part.type === 'text-delta') length += part.text.length;
    // A stall ends only when it is cancelled; all that was sent is here by now.
    if (scenario.kind === 'stall' && length > 0) abort.abort();
  }
  if (JSON.stringify(asked) !== JSON.stringify(REQUEST)) return 'the request must not be changed';
  return check({ scenario, parts, result: await stream.result(), again: await stream.result() });
}

type Handling = (model: LanguageModel) => Promise<string | undefined>;

/** How a stream may be handled. */
const HANDLING: Readonly<Record<string, Handling>> = {
  'is read by result() alone': async (model) =>
    (await model.stream(REQUEST).result()).text === TEXT ? undefined : 'result() must read the stream',
  'is cancelled before it begins': async (model) => {
    const { state, error } = await model.stream(REQUEST, { signal: AbortSignal.abort() }).result();
    return state === 'cancelled' && error?.code === 'EC_LLM_CANCELLED'
      ? undefined
      : 'it must end as cancelled';
  },
  'is cancelled by leaving its loop': async (model) => {
    const stream = model.stream(REQUEST);
    for await (const part of stream) if (part.type === 'text-delta') break;
    return endedBy(stream, 'cancelled');
  },
  'has one reader, and gives nothing after its end': async (model) => {
    const stream = model.stream(REQUEST);
    for await (const _part of stream);
    for await (const _part of stream) return 'a second loop must find nothing';
    return undefined;
  },
};

/** A short answer may have come whole before the loop was left. */
async function endedBy(stream: ModelStream, wanted: TerminalState): Promise<string | undefined> {
  const { state } = await stream.result();
  return state === wanted || state === 'finished' ? undefined : `it must end as ${wanted}`;
}

function textOf(parts: readonly StreamPart[]): string {
  const gone = new Set(parts.flatMap((part) => (part.type === 'attempt-reset' ? part.retract : [])));
  return parts
    .map((part) => (part.type === 'text-delta' && !gone.has(part.partId) ? part.text : ''))
    .join('');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function sameJson(one: string, other: string): boolean {
  return isJson(one) && JSON.stringify(JSON.parse(one)) === JSON.stringify(JSON.parse(other));
}
