import { llmErrors } from '../errors/llm-errors.ts';
import { parseJson } from '../json.ts';
import type { LanguageModel, ModelRequest, ModelStream } from '../model.ts';
import { batchesOf } from '../stream/batches.ts';
import { createModelStream } from '../stream/model-stream.ts';
import type { ModelResult } from '../stream-part.ts';
import { type ReadySchema, readySchema, type ValueSchema } from '../tools/schema.ts';
import { type ObjectSchema, toObjectSchema } from './object-schema.ts';
import type {
  InputOf,
  ObjectOptions,
  ObjectRequest,
  ObjectResult,
  ObjectStream,
  OutputOf,
  PartialObject,
} from './object-types.ts';
import { PartialReader, unwrap } from './partial-reader.ts';

/** Runs a call to its end: the same stream, collected. Never throws; how the call ended is in the result. */
export function generate(
  model: LanguageModel,
  request: ModelRequest,
  options: { readonly signal?: AbortSignal } = {},
): Promise<ModelResult> {
  return model.stream(request, options).result();
}

/**
 * Asks a model for a value that fits a schema and gives it when it is there and checked. What was cut is never
 * checked as if it were complete. Throws `EC_LLM_INVALID_OPTION` only for a schema that cannot be used.
 */
export function generateObject<Schema extends ValueSchema>(
  model: LanguageModel,
  request: ObjectRequest<Schema>,
  options: ObjectOptions = {},
): Promise<ObjectResult<OutputOf<Schema>>> {
  return streamObject(model, request, options).result();
}

/**
 * Asks a model for a value that fits a schema and shows it while it is being written. Throws `EC_LLM_INVALID_OPTION`
 * only for a schema that cannot be used; everything later is in the result.
 */
export function streamObject<Schema extends ValueSchema>(
  model: LanguageModel,
  request: ObjectRequest<Schema>,
  options: ObjectOptions = {},
): ObjectStream<Schema> {
  const call = prepare(model, request, options);
  const { signal } = options;
  const stream = call.start(signal === undefined ? {} : { signal });
  let result: Promise<ObjectResult<OutputOf<Schema>>> | undefined;
  return {
    [Symbol.asyncIterator]: () => partialsOf(stream, call) as AsyncGenerator<PartialObject<InputOf<Schema>>>,
    result() {
      result ??= stream.result().then((ended) => conclude(ended, call));
      return result;
    },
  };
}

interface ObjectCall<Output> extends ObjectSchema {
  readonly model: LanguageModel;
  readonly name: string;
  /** The tool that has to be called, or `undefined` where the answer is the text. */
  readonly toolName: string | undefined;
  readonly ready: ReadySchema<Output>;
  start(options: { readonly signal?: AbortSignal }): ModelStream;
}

function prepare<Schema extends ValueSchema>(
  model: LanguageModel,
  { schema: given, name = 'answer', description, ...request }: ObjectRequest<Schema>,
  options: ObjectOptions,
): ObjectCall<OutputOf<Schema>> {
  const ready = readySchema<OutputOf<Schema>>(name, given as ValueSchema<OutputOf<Schema>>);
  const { schema, wrapped } = toObjectSchema(ready.jsonSchema);
  const mode = options.mode ?? (model.capabilities.structuredOutput === true ? 'native' : 'tool');
  const format = { name, ...(description === undefined ? {} : { description }), schema };
  const tool = { name, description: description ?? 'Gives the answer.', inputSchema: schema };
  const body: ModelRequest =
    mode === 'native'
      ? { ...request, outputFormat: format }
      : { ...request, tools: [tool], toolChoice: { toolName: name } };
  const able = mode === 'native' || model.capabilities.tools;
  return {
    ...{ model, name, ready, schema, wrapped },
    toolName: mode === 'tool' ? name : undefined,
    start: (callOptions) => (able ? model.stream(body, callOptions) : unsupported(model)),
  };
}

function unsupported({ provider, modelId }: LanguageModel): ModelStream {
  const feature = 'structured output or tools';
  const error = llmErrors.create('EC_LLM_UNSUPPORTED', { provider, modelId, feature });
  const usage = { inputTokens: 0, outputTokens: 0, source: 'measured' } as const;
  const finishReason = { unified: 'error' } as const;
  return createModelStream({
    ...{ provider, modelId },
    pull: async () => [{ type: 'finish', state: 'failed', finishReason, usage, error }],
    cancel: () => {},
  });
}

/** One value for each batch that arrived together: more often nobody could see a difference. */
async function* partialsOf<Output>(
  stream: ModelStream,
  { toolName, wrapped }: ObjectCall<Output>,
): AsyncGenerator<PartialObject<unknown>> {
  const reader = new PartialReader(toolName, wrapped);
  const iterator = stream[Symbol.asyncIterator]();
  const next = batchesOf(stream);
  try {
    for (let batch = await next(); batch.length > 0; batch = await next()) {
      const partials = batch.map((part) => reader.read(part)).filter((partial) => partial !== undefined);
      const last = partials[partials.length - 1];
      if (last !== undefined) yield last;
    }
  } finally {
    await iterator.return?.();
  }
}

async function conclude<Output>(ended: ModelResult, call: ObjectCall<Output>): Promise<ObjectResult<Output>> {
  const { state, error, finishReason, usage, response } = ended;
  const end = { finishReason, usage, ...(response === undefined ? {} : { response }) };
  if (state !== 'finished') return { ...end, state, error: error ?? invalid(call, 'it has no end', '') };
  const text = answerOf(ended, call);
  const checked = await check(text, ended, call);
  if (checked.ok) return { ...end, state, object: checked.value };
  return { ...end, state: 'failed', error: invalid(call, checked.reason, text, checked.problems) };
}

/** The input of the tool, or the text, also of a model that wrote its answer instead of calling the tool. */
function answerOf({ toolCalls, text }: ModelResult, { toolName }: ObjectCall<unknown>): string {
  return toolCalls.find((call) => call.toolName === toolName)?.inputText ?? text;
}

type CheckedAnswer<Output> =
  | { readonly ok: true; readonly value: Output }
  | { readonly ok: false; readonly reason: string; readonly problems?: readonly string[] };

async function check<Output>(
  text: string,
  { finishReason }: ModelResult,
  { ready, wrapped }: ObjectCall<Output>,
): Promise<CheckedAnswer<Output>> {
  const { unified } = finishReason;
  if (unified !== 'stop' && unified !== 'tool-calls') return { ok: false, reason: 'the model stopped early' };
  const parsed = parseJson(text);
  const value = wrapped ? unwrap(parsed) : parsed;
  if (value === undefined) return { ok: false, reason: 'it is not JSON' };
  const checked = await ready.check(value as NonNullable<typeof parsed>);
  if (checked.ok) return checked;
  return { ok: false, reason: 'it does not fit the schema', problems: checked.problems };
}

function invalid(
  { model, name }: ObjectCall<unknown>,
  reason: string,
  text: string,
  problems: readonly string[] = [],
): ReturnType<typeof llmErrors.create> {
  const { provider, modelId } = model;
  const details = { provider, modelId, name, reason, problems: problems.length };
  return llmErrors.create('EC_LLM_OUTPUT_INVALID', details, { unsafe: { text, problems } });
}
