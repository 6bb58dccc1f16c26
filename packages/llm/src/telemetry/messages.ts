import type { AssistantPart, ContentPart, Message, ToolResult } from '../messages.ts';
import type { FinishReason } from '../stream-part.ts';

/** A part with its type. */
type ToldPart = Readonly<Record<string, string>>;

/** A message in the form that the conventions give it: a role, and parts each with a type. */
interface ToldMessage {
  readonly role: string;
  readonly parts: readonly ToldPart[];
  readonly finish_reason?: string;
}

/** What was sent, as JSON: the system messages apart from the others. */
export function toldInput(messages: readonly Message[]): {
  readonly system?: string;
  readonly input: string;
} {
  const system = messages.filter((message) => message.role === 'system');
  const others = messages.filter((message) => message.role !== 'system');
  return {
    ...(system.length === 0
      ? {}
      : { system: JSON.stringify(system.map(({ content }) => textPart(content))) }),
    input: JSON.stringify(others.map(toldMessage)),
  };
}

/** What was answered, as JSON. */
export function toldOutput(content: readonly AssistantPart[], finishReason: FinishReason): string {
  const message: ToldMessage = {
    role: 'assistant',
    parts: content.map(assistantPart),
    finish_reason: finishReason.raw ?? finishReason.unified,
  };
  return JSON.stringify([message]);
}

function toldMessage(message: Message): ToldMessage {
  return { role: message.role, parts: partsOf(message) };
}

function partsOf(message: Message): ToldPart[] {
  if (typeof message.content === 'string') return [textPart(message.content)];
  if (message.role === 'tool') return message.content.map(toolResultPart);
  return message.role === 'user' ? message.content.map(userPart) : message.content.map(assistantPart);
}

function toolResultPart({ toolCallId, output }: ToolResult): ToldPart {
  return { type: 'tool_call_response', id: toolCallId, response: output };
}

function textPart(content: string): ToldPart {
  return { type: 'text', content };
}

/** Bytes of images and files are no use in a trace. */
function userPart(part: ContentPart): ToldPart {
  if (part.type === 'text') return textPart(part.text);
  return { type: 'blob', modality: part.type, mime_type: part.mediaType, content: '' };
}

function assistantPart(part: AssistantPart): ToldPart {
  if (part.type === 'text') return textPart(part.text);
  if (part.type === 'reasoning') return { type: 'reasoning', content: part.text };
  return { type: 'tool_call', id: part.toolCallId, name: part.toolName, arguments: part.inputText };
}
