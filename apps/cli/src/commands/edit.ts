import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createEnhancedCode, type RunOptions, type RunResult, type Stages } from '@enhanced-code/core';
import type { EnhancedCodeError } from '@enhanced-code/errors';
import { askForReview } from '../ask-for-review.ts';
import { dryRunExit, dryRunOptions, isDryRun } from '../change/dry-run.ts';
import { wholeNumber } from '../change/whole-number.ts';
import { cliErrors } from '../cli-errors.ts';
import type { CommandContext, CommandResult, CommandSpec, OptionValues } from '../command.ts';
import { readStdin } from '../input.ts';
import { chooseModel, modelOptions } from '../models.ts';
import { followRun } from '../progress.ts';
import { plural } from '../render/plural.ts';
import { runData } from '../render/run-data.ts';
import { runText } from '../render/run-text.ts';
import { openWorkspaceOf } from '../workspace-of.ts';

/** `edit "<instruction>" [paths…]`: from an instruction to a committed change. */
export const editCommand: CommandSpec = {
  name: 'edit',
  summary: 'change the files of a folder by an instruction',
  arguments: [
    { name: '<instruction>', description: 'what to change; - reads it from stdin' },
    { name: '[paths...]', description: 'files that the model must see' },
  ],
  options: [
    ...modelOptions,
    ...dryRunOptions,
    { flags: '--yes', description: 'write the change without asking' },
    { flags: '--patch <file>', description: 'also write the change as a patch into a file' },
    {
      flags: '--format <name>',
      description: 'how the model writes its edits',
      choices: ['search-replace', 'unified-diff', 'whole-file'],
      default: 'search-replace',
    },
    {
      flags: '--budget <tokens>',
      description: 'tokens that the files in the prompt may take',
      default: '16000',
    },
    { flags: '--max-steps <count>', description: 'model calls until the run gives up', default: '4' },
    {
      flags: '--approve, --allow-protected <path>',
      description: 'agree that a protected file is changed; may be repeated',
      repeatable: true,
    },
  ],
  examples: [
    'enhanced-code edit "rename load to read in src" --dry-run',
    'enhanced-code edit "add a --json flag" --base-url http://localhost:11434/v1 --model qwen3-coder',
  ],
  async run(context, [instruction = '', ...paths], options) {
    const wanted = await instructionOf(instruction, context);
    const budget = wholeNumber(options, 'budget', 'edit');
    const maxSteps = wholeNumber(options, 'maxSteps', 'edit');
    await using opened = await openWorkspaceOf(context);
    const model = chooseModel(context, options);
    await using engine = createEnhancedCode({
      model,
      workspace: opened.workspace,
      syntax: opened.syntax,
      format: options.format as 'search-replace',
      contextTokens: budget,
      limits: { maxSteps },
      stages: stagesOf(context, options),
    });
    const handle = engine.run({ instruction: wanted, ...runOptions(context, paths, options) });
    await followRun(handle, context).catch(() => {}); // A run without a log still has its result.
    return finish(await handle.result, context, options);
  },
};

async function instructionOf(argument: string, context: CommandContext): Promise<string> {
  const instruction = argument === '-' ? await readStdin(context) : argument;
  if (instruction.trim() === '') throw cliErrors.create('EC_CLI_EMPTY_INSTRUCTION', {});
  return instruction;
}

function runOptions(
  { io }: CommandContext,
  paths: readonly string[],
  options: OptionValues,
): Omit<RunOptions, 'instruction'> {
  return {
    paths,
    dryRun: isDryRun(options),
    approvedPaths: (options.allowProtected as readonly string[] | undefined) ?? [],
    signal: io.signal,
  };
}

/** A person at a terminal is asked; for everyone else the command itself is the consent, and `undo` the way back. */
function stagesOf(context: CommandContext, options: OptionValues): Partial<Stages> {
  return context.interactive && options.yes !== true ? { review: askForReview(context) } : {};
}

function finish(result: RunResult, context: CommandContext, options: OptionValues): CommandResult {
  const { outcome, diff } = result;
  const error = result.error ?? writePatch(result, context, options);
  const shown = diff === '' ? '' : `${runText(result, context.paint)}\n`;
  return {
    data: runData('edit', result),
    text: outcome.kind === 'finished' ? `${shown}${endLine(result)}\n` : shown,
    ...(error ? {} : { exitCode: dryRunExit(options, diff) }),
    ...(error ? { error } : {}),
  };
}

/** Writes the patch where it was asked for. What became of the files stays true when that fails, and is said. */
function writePatch(
  result: RunResult,
  { io }: CommandContext,
  { patch }: OptionValues,
): EnhancedCodeError | undefined {
  if (typeof patch !== 'string' || result.diff === '') return undefined;
  const file = resolve(io.cwd, patch);
  try {
    writeFileSync(file, result.diff);
    return undefined;
  } catch (thrown) {
    const reason = (thrown as NodeJS.ErrnoException).code ?? 'unknown';
    return cliErrors.create(
      'EC_CLI_PATCH_UNWRITABLE',
      { file, reason, change: endLine(result) },
      { cause: thrown },
    );
  }
}

function endLine({ outcome, files, transactionId }: RunResult): string {
  if (outcome.kind !== 'finished') return '';
  switch (outcome.result) {
    case 'nothing-to-do':
      return 'Nothing to do: the model says that nothing has to be changed.';
    case 'dry-run':
      return `Dry run: ${plural(files.length, 'file')} would change; nothing was written.`;
    default:
      return `Changed ${plural(files.length, 'file')} in transaction ${transactionId}. Take it back with \`enhanced-code undo\`.`;
  }
}
