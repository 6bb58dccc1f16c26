import type { ContextSelection } from '@enhanced-code/context';
import { createEditParser, refusalText } from '@enhanced-code/file-management';
import { addUsage, type StepResult, type StreamStepOptions } from '@enhanced-code/streaming';
import { coreErrors } from '../core-errors.ts';
import { NOTHING_TO_DO } from '../stages/prompt-stage.ts';
import type { Turn } from '../stages/stages.ts';
import { checkChange } from './check-change.ts';
import { Ending } from './ending.ts';
import type { RunContext } from './run-context.ts';
import { shownHashes } from './shown-hashes.ts';

/** What a step leads to: the change is ready, or the model is told something and steps again. */
type Judgement =
  | { readonly done: true }
  | { readonly done: false; readonly feedback: string; readonly problem: Ending };

/**
 * Steps until the transaction holds a change that passes its check. Refused edits and new errors go back to the
 * model, each time with nothing of the reply applied. Throws an `Ending` when the run is over without a change.
 */
export async function takeSteps(run: RunContext): Promise<void> {
  let problem: Ending | undefined;
  for (let index = 1; index <= run.limits.maxSteps; index++) {
    await takeMessages(run);
    const judgement = await takeStep(run, index);
    if (judgement.done && !run.control.hasMessages) return;
    problem = judgement.done ? undefined : judgement.problem;
    run.progress.failure = judgement.done ? undefined : judgement.feedback;
    if (run.control.stopped) break;
  }
  if (problem) throw problem;
}

async function takeMessages(run: RunContext): Promise<void> {
  for (const text of run.control.takeMessages()) {
    run.progress.turns.push({ role: 'user', text });
    await run.emit({ type: 'message', role: 'user', text });
  }
}

async function takeStep(run: RunContext, index: number): Promise<Judgement> {
  const savepoint = await run.transaction.savepoint();
  const step = await run.parts.stages.generate(stepOptions(run, index));
  record(run, step);
  const judgement = await judge(run, step);
  if (!judgement.done) await run.transaction.rollbackTo(savepoint);
  else run.progress.receipts = [...run.progress.receipts, ...step.receipts];
  return judgement;
}

function stepOptions(run: RunContext, index: number): StreamStepOptions<ContextSelection> {
  const { parts, control, transaction } = run;
  return {
    model: parts.model,
    transaction,
    format: parts.format,
    createParser: createEditParser,
    describeRefusal: refusalText,
    budget: parts.budget,
    emit: run.emit,
    index,
    signal: control.signal,
    clock: parts.clock,
    ids: parts.ids,
    select: selectFor(run),
    render: renderFor(run),
    shownHashes: (selection) => shownHashes(transaction, selection),
    ...(parts.maxOutputTokens === undefined ? {} : { request: { maxOutputTokens: parts.maxOutputTokens } }),
  };
}

type StepInput = StreamStepOptions<ContextSelection>;

function selectFor({ parts, options, transaction, progress }: RunContext): StepInput['select'] {
  const { instruction, paths = [] } = options;
  // Files that an edit missed are shown whole the next time, or the model would miss them again.
  const missed = progress.refusals.map(({ path }) => path);
  return ({ budgetTokens, signal }) =>
    parts.stages.select({
      instruction,
      paths: [...new Set([...paths, ...missed])].filter((path) => path !== ''),
      budgetTokens,
      transaction,
      signal,
    });
}

function renderFor({ parts, options, progress }: RunContext): StepInput['render'] {
  const { instruction } = options;
  return (selection, { budgetTokens }) =>
    parts.stages.prompt({
      instruction,
      selection,
      turns: progress.turns,
      budgetTokens,
      ...(progress.failure === undefined ? {} : { failure: progress.failure }),
    });
}

function record({ progress, limits, transaction }: RunContext, step: StepResult<ContextSelection>): void {
  progress.steps += 1;
  progress.usage = addUsage(progress.usage, step.usage);
  progress.text = step.text;
  progress.refusals = step.refusals;
  if (step.selection) progress.selection = step.selection;
  if (step.text !== '') progress.turns.push(turnOf(step));
  if (progress.usage.inputTokens + progress.usage.outputTokens < limits.maxTokens) return;
  const details = { limit: 'maxTokens', value: limits.maxTokens, transactionId: transaction.id } as const;
  throw new Ending({ kind: 'failed' }, coreErrors.create('EC_CORE_LIMIT_REACHED', details));
}

/** Calls of tools stay out: a run gives the model none, and a call without its result makes a request invalid. */
function turnOf({ text, content }: StepResult<ContextSelection>): Turn {
  return { role: 'assistant', text, content: content.filter(({ type }) => type !== 'tool-call') };
}

async function judge(run: RunContext, step: StepResult<ContextSelection>): Promise<Judgement> {
  if (run.control.signal.aborted) throw Ending.aborted(run.control.signal.reason);
  switch (step.state) {
    case 'finished':
      return (step.edits?.edits.length ?? 0) === 0 ? judgeEmpty(run, step.text) : judgeChange(run);
    case 'not-applied':
      return judgeRefused(run, step);
    case 'refused':
      throw new Ending({ kind: 'refused', by: 'model' }, step.error);
    case 'cancelled':
      throw Ending.aborted(step.error);
    default:
      throw new Ending({ kind: 'failed' }, step.error);
  }
}

function judgeEmpty({ progress }: RunContext, text: string): Judgement {
  if (text.trim().toUpperCase().startsWith(NOTHING_TO_DO)) return { done: true };
  const error = coreErrors.create('EC_CORE_NO_EDITS', { steps: progress.steps });
  return {
    done: false,
    problem: new Ending({ kind: 'refused', by: 'no-valid-edit' }, error),
    feedback:
      'Your reply holds no edit in the format that was asked for, so nothing was changed. Write all edits in that ' +
      `format. If nothing has to be changed, answer only ${NOTHING_TO_DO}.`,
  };
}

function judgeRefused({ progress }: RunContext, step: StepResult<ContextSelection>): Judgement {
  const reason = step.refusals[0]?.code ?? step.error?.code;
  const details = { steps: progress.steps, ...(reason ? { reason } : {}) };
  const error = coreErrors.create(
    'EC_CORE_EDITS_NOT_APPLIED',
    details,
    step.error ? { cause: step.error } : {},
  );
  return {
    done: false,
    problem: new Ending({ kind: 'refused', by: 'no-valid-edit' }, error),
    feedback: step.feedback ?? error.message,
  };
}

async function judgeChange(run: RunContext): Promise<Judgement> {
  const { verdict, findings } = await checkChange(run);
  const [first] = findings;
  if (!first || verdict.status !== 'failed') return { done: true };
  const error = coreErrors.create('EC_CORE_CHECK_FAILED', {
    findings: findings.length,
    path: first.path,
    line: first.line + 1,
    steps: run.progress.steps,
  });
  const lines = findings.slice(0, 10).map(({ path, line, message }) => `- ${path}:${line + 1}: ${message}`);
  return {
    done: false,
    problem: new Ending({ kind: 'refused', by: 'no-valid-edit' }, error),
    feedback: `Your edits would add these errors:\n${lines.join('\n')}`,
  };
}
