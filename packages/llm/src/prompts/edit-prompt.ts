import { definePrompt } from './define-prompt.ts';
import { FENCE_RULE } from './fence.ts';
import { dataItem, instruction, type MaterialInput, material, materialSchema } from './material.ts';
import type { Prompt, PromptSection } from './prompt.ts';

/** Input of `editPrompt`. */
export interface EditPromptInput extends MaterialInput {
  /** How edits have to be written; comes from the package that parses them. */
  readonly formatInstructions: string;
}

/** Input of `repairPrompt`. */
export interface RepairPromptInput extends EditPromptInput {
  /** What failed, as text: refused edits with their reasons, or new findings of a check. Shown as data. */
  readonly failure: string;
}

const ROLE = [
  'You change the code of a project so that it does what the instruction asks, and nothing else.',
  'Keep to the style of the files around. Change only what has to change.',
  'Copy text that has to be found in a file exactly as it is shown, blanks included.',
  'If the instruction needs no change, write no edit.',
].join('\n');

/** Asks for edits that carry out an instruction. */
export const editPrompt: Prompt<EditPromptInput> = definePrompt({
  name: 'edit',
  version: 1,
  input: materialSchema({ formatInstructions: { type: 'string' } }),
  sections: [...frame(), instruction()],
});

/** Asks again after edits were refused or a check failed, saying what went wrong. */
export const repairPrompt: Prompt<RepairPromptInput> = definePrompt({
  name: 'repair',
  version: 1,
  input: materialSchema({ formatInstructions: { type: 'string' }, failure: { type: 'string' } }),
  sections: [
    ...frame<RepairPromptInput>(),
    instruction<RepairPromptInput>(),
    {
      name: 'failure',
      role: 'user',
      priority: 90,
      whenTooLong: 'shorten',
      render: ({ failure }) => [dataItem(failure, 'failure')],
    },
    {
      name: 'task',
      role: 'user',
      priority: 100,
      whenTooLong: 'keep',
      render: () =>
        'Your last edits were not applied, for the reasons in the block above. The files are shown as they ' +
        'are now. Write all edits that the instruction needs again, corrected.',
    },
  ],
});

/** What both prompts share, up to the instruction: the stable part comes first, so that it can be cached. */
function frame<Input extends EditPromptInput>(): PromptSection<Input>[] {
  return [...rules<Input>(), ...material<Input>()];
}

function rules<Input extends EditPromptInput>(): PromptSection<Input>[] {
  const kept = { role: 'system', priority: 100, whenTooLong: 'keep' } as const;
  return [
    { ...kept, name: 'role', render: () => `${ROLE}\n\n${FENCE_RULE}` },
    { ...kept, name: 'format', render: ({ formatInstructions }) => formatInstructions },
  ];
}
