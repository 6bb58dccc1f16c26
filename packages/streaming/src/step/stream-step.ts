import { randomUUID } from 'node:crypto';
import type { ContextSelection } from '@enhanced-code/context';
import { type EnhancedCodeError, toJSON } from '@enhanced-code/errors';
import { createEditParser, refusalText } from '@enhanced-code/file-management/edits';
import type { Usage } from '@enhanced-code/llm';
import { systemClock } from '../clock.ts';
import type { RunEventDraft } from '../events/run-event.ts';
import { addUsage, noUsage } from '../state/usage.ts';
import { applyEdits } from './apply-edits.ts';
import { editParsed, generate, type Reply } from './generate.ts';
import { failureOf, isOverflow } from './step-failure.ts';
import type { StepBudget, StepPrompt, StreamStepOptions } from './step-options.ts';
import { StepRecorder } from './step-recorder.ts';
import type { StepAttempt, StepResult } from './step-result.ts';

/**
 * One step of a run: chooses the context, renders the prompt, calls the model once, reads its edits while they
 * arrive, and applies all of them or none. A prompt that was too large is sent once more with half the budget.
 * It never throws: what goes wrong is the `state` and `error` of the result, and then nothing is applied.
 */
export async function streamStep<Selection extends ContextSelection, Savepoint>(
  options: StreamStepOptions<Selection, Savepoint>,
): Promise<StepResult<Selection>> {
  return new Step(options).run();
}

class Step<Selection extends ContextSelection, Savepoint> {
  readonly #options: StreamStepOptions<Selection, Savepoint>;
  readonly #recorder: StepRecorder;
  readonly #signal: AbortSignal;
  readonly #usedIds = new Set<string>();
  readonly #attempts: StepAttempt[] = [];
  #usage: Usage = noUsage;
  #selection: Selection | undefined;
  #shownHashes: ReadonlyMap<string, string> | undefined;

  constructor(options: StreamStepOptions<Selection, Savepoint>) {
    const { emit, clock = systemClock, ids = () => randomUUID(), stepId = ids('step') } = options;
    this.#options = options;
    this.#recorder = new StepRecorder(stepId, emit, clock);
    this.#signal = options.signal ?? new AbortController().signal;
  }

  async run(): Promise<StepResult<Selection>> {
    const { stepId } = this.#recorder;
    try {
      await this.#recorder.emit({ type: 'step-start', stepId, index: this.#options.index ?? 1 });
      const result = await this.#work().catch((error) => this.#failed(error));
      const { state, error } = result;
      await this.#recorder.emit({ type: 'step-end', stepId, state, ...asJson(error) });
      return result;
    } catch (error) {
      // The log itself failed, so there is nobody left to tell but the caller.
      return this.#failed(error);
    }
  }

  async #work(): Promise<StepResult<Selection>> {
    const savepoint = await this.#options.transaction.savepoint();
    try {
      const result = await this.#attemptTwice();
      if (result.state !== 'finished') await this.#options.transaction.rollbackTo(savepoint);
      return result;
    } catch (error) {
      await this.#options.transaction.rollbackTo(savepoint);
      throw error;
    }
  }

  async #attemptTwice(): Promise<StepResult<Selection>> {
    const { budget } = this.#options;
    const reply = await this.#call(budget);
    const { error } = reply.result;
    if (!isOverflow(error) || this.#signal.aborted) return this.#conclude(reply);
    await this.#retract(reply, error);
    return this.#conclude(await this.#call(halfOf(budget)));
  }

  async #call(budget: StepBudget): Promise<Reply> {
    const prompt = await this.#prepare(budget);
    const { model, request, format, createParser = createEditParser } = this.#options;
    const generation = {
      model,
      request: { ...request, messages: prompt.messages },
      signal: this.#signal,
      recorder: this.#recorder,
      createParser: () => createParser(format),
      usedIds: this.#usedIds,
    };
    const reply = await this.#recorder.stage(
      'generate',
      () => generate(generation),
      ({ result }) => result.error,
    );
    this.#attempts.push(...reply.attempts);
    this.#usage = addUsage(this.#usage, reply.result.usage);
    return reply;
  }

  async #prepare(budget: StepBudget): Promise<StepPrompt> {
    const { select, render } = this.#options;
    const { contextTokens: budgetTokens, promptTokens } = budget;
    const signal = this.#signal;
    const selection = await this.#recorder.stage('select', () => select({ budgetTokens, signal }));
    this.#selection = selection;
    this.#shownHashes = await this.#options.shownHashes?.(selection);
    await this.#recorder.emit(describeSelection(selection));
    signal.throwIfAborted();
    const prompt = await this.#recorder.stage('prompt', () =>
      render(selection, { budgetTokens: promptTokens }),
    );
    const { tokens, sections } = prompt;
    await this.#recorder.emit({ type: 'prompt-rendered', tokens, budgetTokens: promptTokens, sections });
    signal.throwIfAborted();
    return prompt;
  }

  /** Takes back what an attempt showed, before its smaller repetition begins. */
  async #retract(reply: Reply, error: EnhancedCodeError): Promise<void> {
    const { attemptId, partIds: retract } = reply;
    if (attemptId === undefined) return;
    this.#attempts.splice(-1, 1, { attemptId, state: 'reset' });
    await this.#recorder.emit({
      type: 'attempt-reset',
      attemptId,
      retract,
      rolledBack: false,
      error: toJSON(error),
    });
  }

  async #conclude({ result, parser, attemptId, parsedEdits }: Reply): Promise<StepResult<Selection>> {
    const { state, text, content, error } = result;
    const said = { ...this.#common(), text, content };
    if (state !== 'finished') return { ...said, ...nothingApplied, state, ...(error && { error }) };
    this.#signal.throwIfAborted();
    const { transaction, describeRefusal = refusalText } = this.#options;
    const edits = parser.end();
    // An edit whose end only the end of the reply shows has had no event yet.
    for (const [index, edit] of edits.edits.entries()) {
      if (index >= parsedEdits) await this.#recorder.emit(editParsed(attemptId, index, edit));
    }
    const applied = await applyEdits({
      edits,
      transaction,
      shownHashes: this.#shownHashes,
      recorder: this.#recorder,
      describeRefusal,
      attemptId,
    });
    this.#signal.throwIfAborted();
    return { ...said, ...applied, toolCalls: applied.state === 'finished' ? result.toolCalls : [] };
  }

  #failed(error: unknown): StepResult<Selection> {
    return { ...this.#common(), ...nothingApplied, text: '', content: [], ...failureOf(error, this.#signal) };
  }

  #common() {
    return {
      stepId: this.#recorder.stepId,
      usage: this.#usage,
      attempts: [...this.#attempts],
      ...(this.#selection === undefined ? {} : { selection: this.#selection }),
    };
  }
}

const nothingApplied = { toolCalls: [], receipts: [], refusals: [] } as const;

function halfOf({ contextTokens, promptTokens }: StepBudget): StepBudget {
  return { contextTokens: Math.floor(contextTokens / 2), promptTokens: Math.floor(promptTokens / 2) };
}

function describeSelection({ entries, usedTokens, budgetTokens, leftOut }: ContextSelection): RunEventDraft {
  return {
    type: 'context-selected',
    entries: entries.map(({ path, tier, tokens, reasons }) => ({ path, tier, tokens, reasons })),
    usedTokens,
    budgetTokens,
    leftOut: leftOut.length,
  };
}

function asJson(error: EnhancedCodeError | undefined) {
  return error === undefined ? {} : { error: toJSON(error) };
}
