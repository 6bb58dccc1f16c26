import { confirm, isCancel } from '@clack/prompts';
import type { Stages } from '@enhanced-code/core';
import type { CommandContext } from './command.ts';
import { diffText } from './render/diff.ts';
import { plural } from './render/plural.ts';

/** Shows the change on stderr and asks whether it is to be written. */
export function askForReview({ io, paintProgress }: CommandContext): Stages['review'] {
  return async ({ diff, files, signal }) => {
    io.stderr(`\n${diffText(diff, paintProgress)}\n`);
    const answer = await confirm({
      message: `Write ${plural(files.length, 'file')}?`,
      output: process.stderr,
      signal,
    });
    return isCancel(answer) || !answer
      ? { decision: 'rejected', by: 'person', reason: 'not confirmed' }
      : { decision: 'approved', by: 'person' };
  };
}
