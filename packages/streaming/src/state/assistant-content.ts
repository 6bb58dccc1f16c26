import type { AssistantPart } from '@enhanced-code/llm';
import type { PartView, StepView } from './run-state.ts';

/**
 * What the model said in a step, ready to be the content of the assistant's message in a later request: a run that is
 * read from its log goes on with the same signatures and encrypted thoughts as one that never stopped. It is the
 * attempt that counts; of a tool call that was cut, and of an attempt that was taken back, nothing is given.
 */
export function assistantContent({ attempts }: StepView): readonly AssistantPart[] {
  const counted = attempts.findLast(({ state }) => state !== 'reset');
  return (counted?.parts ?? []).flatMap(toAssistantPart);
}

function toAssistantPart(part: PartView): readonly AssistantPart[] {
  const { kind, text, opaque } = part;
  const kept = opaque === undefined ? {} : { opaque };
  if (kind === 'tool-call') return toToolCall(part, kept);
  return text === '' && opaque === undefined ? [] : [{ type: kind, text, ...kept }];
}

function toToolCall(
  { text, complete, toolCallId = '', toolName = '' }: PartView,
  kept: Pick<PartView, 'opaque'>,
): readonly AssistantPart[] {
  return complete ? [{ type: 'tool-call', toolCallId, toolName, inputText: text, ...kept }] : [];
}
