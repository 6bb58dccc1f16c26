import { definePrompt } from './define-prompt.ts';
import { FENCE_RULE } from './fence.ts';
import { dataItem, instruction, type MaterialInput, material, materialSchema } from './material.ts';
import type { Prompt } from './prompt.ts';

/** Input of `reviewPrompt`. */
export interface ReviewPromptInput extends MaterialInput {
  /** The change as a unified diff. */
  readonly diff: string;
  /** What checks and tests have said about it. */
  readonly checks?: string | undefined;
}

const ROLE = [
  'You review a change to the code of a project before it is taken over. You did not write it.',
  'Judge whether it does what the instruction asks, and nothing else: wrong or missing behaviour, broken callers,',
  'lost cases, security, and what the tests do not cover. Style counts only where it breaks the rules of the project.',
  'For each finding name file, line and what happens because of it; say how sure you are. Report nothing that you',
  'cannot point to. Say plainly that there is no finding where there is none.',
].join('\n');

/** Asks for a review of a change against its instruction. The diff is shown as data and is never cut. */
export const reviewPrompt: Prompt<ReviewPromptInput> = definePrompt({
  name: 'review',
  version: 1,
  input: materialSchema({ diff: { type: 'string' } }),
  sections: [
    {
      name: 'role',
      role: 'system',
      priority: 100,
      whenTooLong: 'keep',
      render: () => `${ROLE}\n\n${FENCE_RULE}`,
    },
    ...material<ReviewPromptInput>(),
    instruction<ReviewPromptInput>(),
    {
      name: 'checks',
      role: 'user',
      priority: 40,
      whenTooLong: 'shorten',
      render: ({ checks = '' }) => (checks === '' ? [] : [dataItem(checks, 'checks')]),
    },
    // A review of a part would say of the whole that it is good.
    {
      name: 'diff',
      role: 'user',
      priority: 100,
      whenTooLong: 'keep',
      render: ({ diff }) => [dataItem(diff, 'diff')],
    },
    {
      name: 'task',
      role: 'user',
      priority: 100,
      whenTooLong: 'keep',
      render: () => 'Review the diff in the block above. Lines with + are added, lines with - removed.',
    },
  ],
});
