import { isEnhancedCodeError } from '@enhanced-code/errors';
import { llmErrors } from '../errors/llm-errors.ts';
import { parseJson } from '../json.ts';
import type { ToolCallPart, ToolResult } from '../messages.ts';
import type { ModelResult } from '../stream-part.ts';
import { type ReadySchema, readySchema } from './schema.ts';
import type { Tool } from './tool.ts';

/** What became of one tool call. */
export interface ToolOutcome {
  /** The call. */
  readonly call: ToolCallPart;
  /** `done` and `failed` were started; `refused` never was, and `skipped` came after an abort. */
  readonly state: 'done' | 'failed' | 'refused' | 'skipped';
  /** What the model gets to read. */
  readonly result: ToolResult;
  /** What the tool threw. It may hold anything: never log it. */
  readonly error?: unknown;
}

/** Options of `createToolExecutor`. */
export interface ToolExecutorOptions {
  /** The tools that may be run; no two of one name. */
  readonly tools: readonly Tool[];
  /** Is called, and waited for, before a tool with an effect starts: the place to write it down first. */
  readonly beforeEffect?: (call: ToolCallPart, tool: Tool) => Promise<void> | void;
}

/** The one place where tools are run. */
export interface ToolExecutor {
  /**
   * Runs the calls of a finished model call: those without an effect side by side, the others one after the
   * other in their order. Throws `EC_LLM_TOOLS_NOT_RUN` for a call that did not finish cleanly. What a tool
   * throws becomes a result that the model can read.
   */
  execute(result: ModelResult, options?: { readonly signal?: AbortSignal }): Promise<readonly ToolOutcome[]>;
}

interface Registered {
  readonly tool: Tool;
  readonly schema: ReadySchema;
}

/** Makes an executor. Throws `EC_LLM_INVALID_OPTION` for two tools of one name or an unusable schema. */
export function createToolExecutor(options: ToolExecutorOptions): ToolExecutor {
  const tools = register(options.tools);
  return {
    async execute(result, { signal = new AbortController().signal } = {}) {
      assertClean(result);
      const prepared = await Promise.all(result.toolCalls.map((call) => prepare(call, tools)));
      return runAll(prepared, options, signal);
    },
  };
}

function register(tools: readonly Tool[]): ReadonlyMap<string, Registered> {
  const byName = new Map<string, Registered>();
  for (const tool of tools) {
    if (byName.has(tool.name)) {
      const reason = `two tools are called ${tool.name}`;
      throw llmErrors.create('EC_LLM_INVALID_OPTION', { option: 'tools', reason });
    }
    byName.set(tool.name, { tool, schema: readySchema(tool.name, tool.inputSchema) });
  }
  return byName;
}

/** A truncated call may have been about to say more, so none of its tools runs. */
function assertClean({ state, finishReason }: ModelResult): void {
  const { unified } = finishReason;
  if (state === 'finished' && (unified === 'stop' || unified === 'tool-calls')) return;
  throw llmErrors.create('EC_LLM_TOOLS_NOT_RUN', { state, finishReason: unified });
}

type Prepared =
  | { readonly call: ToolCallPart; readonly tool: Tool; readonly input: unknown }
  | { readonly call: ToolCallPart; readonly refusal: string };

/** The input is parsed as strict JSON and checked, and never repaired. */
async function prepare(call: ToolCallPart, tools: ReadonlyMap<string, Registered>): Promise<Prepared> {
  const found = tools.get(call.toolName);
  if (found === undefined) return { call, refusal: `There is no tool called ${call.toolName}.` };
  const value = parseJson(call.inputText);
  if (value === undefined) return { call, refusal: 'The input is not complete JSON.' };
  const checked = await found.schema.check(value);
  if (checked.ok) return { call, tool: found.tool, input: checked.value };
  return { call, refusal: `The input does not fit the schema: ${checked.problems.join('; ')}` };
}

async function runAll(
  prepared: readonly Prepared[],
  options: ToolExecutorOptions,
  signal: AbortSignal,
): Promise<readonly ToolOutcome[]> {
  let lastEffect: Promise<unknown> = Promise.resolve();
  const running = prepared.map((one) => {
    if ('refusal' in one) return Promise.resolve(outcomeOf(one.call, 'refused', one.refusal));
    if (one.tool.effect === 'none') return run(one, options, signal);
    const next = lastEffect.then(() => run(one, options, signal));
    lastEffect = next;
    return next;
  });
  return Promise.all(running);
}

async function run(
  { call, tool, input }: Extract<Prepared, { readonly tool: Tool }>,
  { beforeEffect }: ToolExecutorOptions,
  signal: AbortSignal,
): Promise<ToolOutcome> {
  if (signal.aborted) return outcomeOf(call, 'skipped', 'The call was cancelled before the tool ran.');
  if (tool.effect !== 'none') await beforeEffect?.(call, tool);
  try {
    const output = await tool.execute(input, { toolCallId: call.toolCallId, signal });
    return outcomeOf(call, 'done', typeof output === 'string' ? output : JSON.stringify(output ?? null));
  } catch (error) {
    return { ...outcomeOf(call, 'failed', describe(error)), error };
  }
}

/** The model reads what helps it to do better: our hints, or the message of a tool of the user's own. */
function describe(error: unknown): string {
  if (isEnhancedCodeError(error)) return `${error.code}: ${error.message}. ${error.hint}`;
  return error instanceof Error ? error.message : 'The tool failed.';
}

function outcomeOf(call: ToolCallPart, state: ToolOutcome['state'], output: string): ToolOutcome {
  const { toolCallId, toolName } = call;
  const isError = state === 'done' ? {} : { isError: true };
  return { call, state, result: { toolCallId, toolName, output, ...isError } };
}
