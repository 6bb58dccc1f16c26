import type { Message } from '../messages.ts';
import { contextEntryCost, type PromptFile, renderContextEntry } from './context-entry.ts';
import { definePrompt } from './define-prompt.ts';
import { FENCE_RULE, fence } from './fence.ts';
import type { Prompt, PromptItem, PromptSection } from './prompt.ts';

/** Input of `editPrompt`. */
export interface EditPromptInput {
  /** What the user wants. */
  readonly instruction: string;
  /** Files to show, the most important first: the last one gives way first. */
  readonly context: readonly PromptFile[];
  /** How edits have to be written; comes from the package that parses them. */
  readonly formatInstructions: string;
  /** Rules of the project, as found in its files: shown as data. */
  readonly projectRules?: string | undefined;
  /** Earlier turns; the oldest gives way first, before any file. */
  readonly history?: readonly Message[] | undefined;
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

const CONTEXT_RULE =
  'The files are parts of a larger project. A file may be shown whole, in passages, as an outline or by its ' +
  'name alone; what is not shown exists nevertheless. Do not edit text that you were not shown.';

/** Asks for edits that carry out an instruction. */
export const editPrompt: Prompt<EditPromptInput> = definePrompt({
  name: 'edit',
  version: 1,
  sections: [...frame(), instruction()],
});

/** Asks again after edits were refused or a check failed, saying what went wrong. */
export const repairPrompt: Prompt<RepairPromptInput> = definePrompt({
  name: 'repair',
  version: 1,
  sections: [
    ...frame<RepairPromptInput>(),
    instruction<RepairPromptInput>(),
    {
      name: 'failure',
      role: 'user',
      priority: 100,
      whenTooLong: 'keep',
      render: ({ failure }) =>
        `${fence('data', failure, { kind: 'failure' })}\n\n` +
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

function material<Input extends EditPromptInput>(): PromptSection<Input>[] {
  return [
    {
      name: 'history',
      role: 'history',
      priority: 10,
      whenTooLong: 'drop-first',
      render: ({ history = [] }) => history.map((content): PromptItem => ({ content })),
    },
    {
      name: 'project rules',
      role: 'user',
      priority: 30,
      whenTooLong: 'drop',
      render: ({ projectRules = '' }) =>
        projectRules === '' ? '' : fence('data', projectRules, { kind: 'project-rules' }),
    },
    {
      name: 'context',
      role: 'user',
      priority: 20,
      whenTooLong: 'drop-last',
      render: ({ context }) => context.map(toItem),
    },
  ];
}

function instruction<Input extends EditPromptInput>(): PromptSection<Input> {
  return {
    name: 'instruction',
    role: 'user',
    priority: 100,
    whenTooLong: 'keep',
    render: (input) =>
      `${input.context.length > 0 ? `${CONTEXT_RULE}\n\n` : ''}Instruction:\n${input.instruction}`,
  };
}

function toItem(file: PromptFile): PromptItem {
  return { content: renderContextEntry(file), tokens: contextEntryCost(file) };
}
