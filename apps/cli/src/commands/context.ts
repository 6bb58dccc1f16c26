import { contextEntryCost, renderContextEntry } from '@enhanced-code/llm';
import { wholeNumber } from '../change/whole-number.ts';
import { cliErrors } from '../cli-errors.ts';
import type { CommandContext, CommandSpec } from '../command.ts';
import { openIndexOf, tellWarnings } from '../context/open-index.ts';
import { selectionText } from '../context/selection-text.ts';
import { documentOf } from '../document.ts';
import { readStdin } from '../input.ts';
import { insidePath } from '../workspace-of.ts';

/** `context "<instruction>" [paths…]`: what a model would see of the folder, and why. */
export const contextCommand: CommandSpec = {
  name: 'context',
  summary: 'choose the files and passages that a model needs for an instruction, within a budget of tokens',
  arguments: [
    { name: '<instruction>', description: 'what is to be done, or an error with its stack; - reads stdin' },
    { name: '[paths...]', description: 'files that come first, whatever their score' },
  ],
  options: [
    { flags: '--budget <tokens>', description: 'tokens that the files may take', default: '16000' },
    { flags: '--why', description: 'every reason with its score, and what was left out' },
    { flags: '--render', description: 'print the chosen texts as they go into a prompt' },
  ],
  examples: [
    'enhanced-code context "dates are printed in the wrong zone" --why',
    'npm test 2>&1 | enhanced-code context - --budget 8000 --json',
    'enhanced-code context "add a --json flag" --render > prompt.md',
  ],
  async run(context, [argument = '', ...paths], options) {
    const instruction = await instructionOf(argument, context);
    const budgetTokens = wholeNumber(options, 'budget', 'context');
    await using opened = await openIndexOf(context);
    const { workspace, index } = opened;
    const pinned = paths.map((path) => insidePath(workspace.root, path));
    // A file that is asked for by name and cannot be had is an error, not a gap.
    for (const path of pinned) await workspace.read(path);
    const { signal } = context.io;
    const selection = await index.select({
      instruction,
      budgetTokens,
      pinned,
      cost: contextEntryCost,
      signal,
    });
    tellWarnings(context, selection.warnings);
    const rendered = () => selection.entries.map((entry) => `${renderContextEntry(entry)}\n`).join('\n');
    return {
      data: documentOf('context', selection),
      text:
        options.render === true ? rendered() : selectionText(selection, options.why === true, context.paint),
    };
  },
};

async function instructionOf(argument: string, context: CommandContext): Promise<string> {
  const instruction = argument === '-' ? await readStdin(context) : argument;
  if (instruction.trim() === '') throw cliErrors.create('EC_CLI_EMPTY_INSTRUCTION', {});
  return instruction;
}
