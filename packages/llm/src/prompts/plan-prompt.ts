import { definePrompt } from './define-prompt.ts';
import { FENCE_RULE } from './fence.ts';
import { instruction, type MaterialInput, material, materialSchema } from './material.ts';
import type { Prompt } from './prompt.ts';

/** Input of `planPrompt`. */
export type PlanPromptInput = MaterialInput;

const ROLE = [
  'You plan a change to the code of a project. You write no code and no edits.',
  'Say in which files what has to change and why, in the order in which it should be done, in short numbered steps.',
  'Name files and symbols exactly as they are shown. Name what you would have to look at first where you were not',
  'shown enough, and what may break. Plan what the instruction asks, and nothing else.',
].join('\n');

/** Asks for the steps of a change before anything is edited. */
export const planPrompt: Prompt<PlanPromptInput> = definePrompt({
  name: 'plan',
  version: 1,
  input: materialSchema({}),
  sections: [
    {
      name: 'role',
      role: 'system',
      priority: 100,
      whenTooLong: 'keep',
      render: () => `${ROLE}\n\n${FENCE_RULE}`,
    },
    ...material<PlanPromptInput>(),
    instruction<PlanPromptInput>(),
  ],
});
