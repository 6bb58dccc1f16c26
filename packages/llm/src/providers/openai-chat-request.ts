import type { JsonObject, JsonValue } from '../json.ts';
import type { AssistantPart, ContentPart, Message, ToolDefinition } from '../messages.ts';
import type { ModelRequest } from '../model.ts';

/** How a server of this protocol wants its requests. */
export interface ChatDialect {
  /** Field that limits the output: OpenAI's own is `max_completion_tokens`, most others know `max_tokens`. */
  readonly maxTokensField: 'max_completion_tokens' | 'max_tokens';
  /** Whether the server may be asked for usage in the stream. */
  readonly streamUsage: boolean;
}

/** The body of a Chat Completions request. The same request gives the same bytes. */
export function encodeChatRequest(model: string, request: ModelRequest, dialect: ChatDialect): JsonObject {
  const { tools = [], stopSequences = [] } = request;
  return {
    model,
    messages: request.messages.flatMap(encodeMessage),
    ...(tools.length === 0 ? {} : { tools: tools.map(encodeTool) }),
    ...(request.maxOutputTokens === undefined ? {} : { [dialect.maxTokensField]: request.maxOutputTokens }),
    ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
    ...(stopSequences.length === 0 ? {} : { stop: stopSequences }),
    stream: true,
    ...(dialect.streamUsage ? { stream_options: { include_usage: true } } : {}),
  };
}

function encodeTool({ name, description, inputSchema }: ToolDefinition): JsonObject {
  return { type: 'function', function: { name, description, parameters: inputSchema } };
}

function encodeMessage(message: Message): JsonObject[] {
  switch (message.role) {
    case 'system':
      return [{ role: 'system', content: message.content }];
    case 'user':
      return [{ role: 'user', content: encodeContent(message.content) }];
    case 'assistant':
      return [encodeAssistant(message.content)];
    case 'tool':
      return message.content.map(({ toolCallId, output }) => ({
        role: 'tool',
        tool_call_id: toolCallId,
        content: output,
      }));
  }
}

function encodeContent(content: string | readonly ContentPart[]): JsonValue {
  return typeof content === 'string' ? content : content.map(encodePart);
}

function encodePart(part: ContentPart): JsonObject {
  if (part.type === 'text') return { type: 'text', text: part.text };
  const url = `data:${part.mediaType};base64,${part.data}`;
  if (part.type === 'image') return { type: 'image_url', image_url: { url } };
  return { type: 'file', file: { filename: part.fileName ?? 'file', file_data: url } };
}

/** Thoughts are left out: this protocol has no field that takes them back. */
function encodeAssistant(content: string | readonly AssistantPart[]): JsonObject {
  if (typeof content === 'string') return { role: 'assistant', content };
  const text = content.map((part) => (part.type === 'text' ? part.text : '')).join('');
  const calls = content.filter((part) => part.type === 'tool-call');
  if (calls.length === 0) return { role: 'assistant', content: text };
  return {
    role: 'assistant',
    content: text === '' ? null : text,
    tool_calls: calls.map(({ toolCallId, toolName, inputText }) => ({
      id: toolCallId,
      type: 'function',
      function: { name: toolName, arguments: inputText },
    })),
  };
}
