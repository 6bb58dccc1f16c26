import { type EditFormat, formatInstructions } from '@enhanced-code/file-management';
import { editPrompt, type Message, repairPrompt } from '@enhanced-code/llm';
import type { PromptInput, Stages, Turn } from './stages.ts';

/** What a model answers when the instruction asks for nothing that is not so already. */
export const NOTHING_TO_DO = 'NOTHING TO DO';

/** Renders the edit prompt, or the repair prompt after a failure, with the instructions of the edit format. */
export function promptStage(format: EditFormat): Stages['prompt'] {
  const instructions = `${formatInstructions(format)}\n\nIf nothing has to be changed, write no edit and answer only: ${NOTHING_TO_DO}`;
  return (input: PromptInput) => {
    const { instruction, selection, failure, budgetTokens } = input;
    const shared = {
      instruction,
      context: selection.entries,
      formatInstructions: instructions,
      history: historyOf(input),
    };
    return failure === undefined
      ? editPrompt.render(shared, { budgetTokens })
      : repairPrompt.render({ ...shared, failure }, { budgetTokens });
  };
}

/** The turns since the first prompt, which providers want to begin with the user. */
function historyOf({ instruction, turns }: PromptInput): Message[] | undefined {
  if (turns.length === 0) return undefined;
  return [{ role: 'user', content: `Instruction:\n${instruction}` }, ...turns.map(toMessage)];
}

function toMessage({ role, text, content = [] }: Turn): Message {
  return role === 'assistant' && content.length > 0 ? { role, content } : { role, content: text };
}
