import { isObject, parseJson } from '../json.ts';
import type { AssistantPart, Message, ToolCallPart, ToolResult } from '../messages.ts';

/** Something in a conversation that a provider would refuse. */
export interface HistoryProblem {
  /** Place of the message, 0-based. */
  readonly index: number;
  /** What is wrong; no text of the conversation is in it. */
  readonly reason: string;
}

/**
 * Finds what providers refuse: a tool call without its result before the next turn, a result without its call, two
 * calls of one id, an input that is no JSON object. Empty for a valid conversation.
 */
export function checkHistory(messages: readonly Message[]): HistoryProblem[] {
  const problems: HistoryProblem[] = [];
  const open = new Set<string>();
  const close = (index: number): void => {
    if (open.size > 0) problems.push({ index, reason: 'a tool call has no result before the next turn' });
    open.clear();
  };
  for (const [index, message] of messages.entries()) {
    if (message.role === 'user' || message.role === 'assistant') close(index);
    if (message.role === 'system' && open.size > 0)
      problems.push({ index, reason: 'a system message stands between a tool call and its result' });
    for (const reason of problemsOf(message, open)) problems.push({ index, reason });
  }
  close(messages.length);
  return problems;
}

/**
 * Makes a conversation valid: calls without a result get one that says that the tool was not run, and what has no
 * counterpart or no readable input is left out. A valid conversation stays as it is.
 */
export function repairHistory(
  messages: readonly Message[],
  output = 'The tool was not run, because the turn was interrupted.',
): readonly Message[] {
  if (checkHistory(messages).length === 0) return messages;
  const repaired: Message[] = [];
  let open = new Map<string, ToolCallPart>();
  /** System messages that have to wait for the results before them. */
  const late: Message[] = [];
  const close = (): void => {
    const missing = [...open.values()].map(({ toolCallId, toolName }) => ({
      toolCallId,
      toolName,
      output,
      isError: true,
    }));
    if (missing.length > 0) repaired.push({ role: 'tool', content: missing });
    open = new Map();
    repaired.push(...late.splice(0));
  };
  for (const message of messages) {
    if (message.role === 'user' || message.role === 'assistant') close();
    const kept = message.role === 'tool' ? answers(message.content, open) : readable(message);
    for (const call of callsOf(kept)) open.set(call.toolCallId, call);
    if (kept !== undefined) (message.role === 'system' && open.size > 0 ? late : repaired).push(kept);
    if (open.size === 0) repaired.push(...late.splice(0));
  }
  close();
  return repaired;
}

function problemsOf(message: Message, open: Set<string>): string[] {
  if (message.role === 'tool') {
    return message.content.flatMap(({ toolCallId }) =>
      open.delete(toolCallId) ? [] : ['a result has no tool call'],
    );
  }
  return callsOf(message).flatMap((call) => {
    const twice = open.has(call.toolCallId) ? ['two tool calls have one id'] : [];
    open.add(call.toolCallId);
    return [...twice, ...(hasInput(call) ? [] : ['the input of a tool call is not a JSON object'])];
  });
}

function callsOf(message: Message | undefined): ToolCallPart[] {
  if (message?.role !== 'assistant' || typeof message.content === 'string') return [];
  return message.content.filter((part) => part.type === 'tool-call');
}

function hasInput({ inputText }: ToolCallPart): boolean {
  return isObject(parseJson(inputText));
}

/** The results that belong to open calls, each once. */
function answers(results: readonly ToolResult[], open: Map<string, ToolCallPart>): Message | undefined {
  const content = results.filter(({ toolCallId }) => open.delete(toolCallId));
  return content.length === 0 ? undefined : { role: 'tool', content };
}

/** The message without tool calls that cannot be sent; gone where nothing else was in it. */
function readable(message: Message): Message | undefined {
  if (message.role !== 'assistant' || typeof message.content === 'string') return message;
  const seen = new Set<string>();
  const content = message.content.filter((part) => isReadable(part, seen));
  return content.length === 0 ? undefined : { role: 'assistant', content };
}

function isReadable(part: AssistantPart, seen: Set<string>): boolean {
  if (part.type !== 'tool-call') return true;
  const fits = hasInput(part) && !seen.has(part.toolCallId);
  seen.add(part.toolCallId);
  return fits;
}
