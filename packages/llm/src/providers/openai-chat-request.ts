import type { JsonObject, JsonValue } from '../json.ts';
import type { AssistantPart, ContentPart, Message, ToolChoice, ToolDefinition } from '../messages.ts';
import type { ModelRequest } from '../model.ts';
import { type BlockOwner, ownData } from './block-owner.ts';
import { type MarkLast, OpenAICacheMarks } from './openai-cache.ts';
import { strictSchema } from './strict-schema.ts';

/** How a server of this protocol wants its requests. */
export interface ChatDialect {
  /** Field that limits the output: OpenAI's own is `max_completion_tokens`, most others know `max_tokens`. */
  readonly maxTokensField: 'max_completion_tokens' | 'max_tokens';
  /** Whether the server may be asked for usage in the stream. */
  readonly streamUsage: boolean;
  /**
   * Field in which the server wants the thoughts of earlier turns back, as DeepSeek and Kimi do between tool calls.
   * Default: they are left out.
   */
  readonly reasoningField?: 'reasoning_content' | 'reasoning';
  /**
   * Whether the server tells its thoughts as `reasoning_details` with what signs or holds them, as OpenRouter does.
   * They are kept with the answer and go back unchanged, to the model of that provider only. Default false.
   */
  readonly reasoningDetails?: boolean;
  /**
   * Ids of tool calls that the server takes, where it is strict about them: Mistral wants nine letters and digits.
   * Calls of an earlier model with other ids get new ones. Default: anything up to 64 characters.
   */
  readonly toolCallId?: RegExp;
}

/** The body of a Chat Completions request. The same request gives the same bytes. */
export function encodeChatRequest(
  owner: BlockOwner,
  request: ModelRequest,
  dialect: ChatDialect,
): JsonObject {
  const { tools = [], stopSequences = [] } = request;
  const marks = new OpenAICacheMarks(request, { canMark: ({ role }) => role !== 'assistant' });
  return {
    model: owner.modelId,
    messages: request.messages.flatMap((message, index) =>
      message.role === 'assistant'
        ? [encodeAssistant(message.content, owner, dialect)]
        : encodeMessage(message, marks.of(index)),
    ),
    ...(tools.length === 0 ? {} : { tools: tools.map(encodeTool) }),
    ...(request.toolChoice === undefined ? {} : { tool_choice: encodeChoice(request.toolChoice) }),
    ...encodeFormat(request),
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

function encodeChoice(choice: ToolChoice): JsonValue {
  return typeof choice === 'string' ? choice : { type: 'function', function: { name: choice.toolName } };
}

function encodeFormat({ outputFormat }: ModelRequest): JsonObject {
  if (outputFormat === undefined) return {};
  const { name, description } = outputFormat;
  const described = description === undefined ? {} : { description };
  const format = { name, ...described, ...strictSchema(outputFormat.schema) };
  return { response_format: { type: 'json_schema', json_schema: format } };
}

function encodeMessage(
  message: Exclude<Message, { readonly role: 'assistant' }>,
  mark: MarkLast | undefined,
): JsonObject[] {
  const { role, content } = message;
  if (role !== 'tool') return [{ role, content: encodeContent(content, mark) }];
  return content.map(({ toolCallId, output }, index) => ({
    role,
    tool_call_id: toolCallId,
    content: encodeContent(output, index === content.length - 1 ? mark : undefined),
  }));
}

/** Only parts can be marked, so a marked text becomes one. */
function encodeContent(content: string | readonly ContentPart[], mark: MarkLast | undefined): JsonValue {
  if (typeof content !== 'string') return mark?.(content.map(encodePart)) ?? content.map(encodePart);
  return mark === undefined || content === '' ? content : mark([encodePart({ type: 'text', text: content })]);
}

function encodePart(part: ContentPart): JsonObject {
  if (part.type === 'text') return { type: 'text', text: part.text };
  const url = `data:${part.mediaType};base64,${part.data}`;
  if (part.type === 'image') return { type: 'image_url', image_url: { url } };
  return { type: 'file', file: { filename: part.fileName ?? 'file', file_data: url } };
}

function encodeAssistant(
  content: string | readonly AssistantPart[],
  owner: BlockOwner,
  { reasoningField }: ChatDialect,
): JsonObject {
  if (typeof content === 'string') return { role: 'assistant', content };
  const text = content.map((part) => (part.type === 'text' ? part.text : '')).join('');
  const thought = reasoningField === undefined ? '' : ownThoughts(content, owner);
  const calls = content.filter((part) => part.type === 'tool-call');
  return {
    role: 'assistant',
    ...(thought === '' || reasoningField === undefined ? {} : { [reasoningField]: thought }),
    ...(text === '' && calls.length === 0 ? {} : ownDetails(content, owner)),
    content: text === '' && calls.length > 0 ? null : text,
    ...(calls.length === 0 ? {} : { tool_calls: calls.map((call) => encodeCall(call, owner)) }),
  };
}

/** What the server added to a call, such as Gemini's signature of a thought, goes back with it. */
function encodeCall(call: AssistantPart & { readonly type: 'tool-call' }, owner: BlockOwner): JsonObject {
  const { toolCallId, toolName, inputText } = call;
  const described = { name: toolName, arguments: inputText };
  const extra = ownData(call.opaque, owner)?.extra_content;
  return { ...(extra && { extra_content: extra }), id: toolCallId, type: 'function', function: described };
}

/** Only this model's own thoughts: another one's would be taken for its own. */
function ownThoughts(content: readonly AssistantPart[], owner: BlockOwner): string {
  return content
    .map((part) => (part.type === 'reasoning' && ownData(part.opaque, owner) ? part.text : ''))
    .join('');
}

/** Details lead to nothing without an answer after them, and are then refused. */
function ownDetails(content: readonly AssistantPart[], owner: BlockOwner): JsonObject {
  const details = content.flatMap((part): readonly JsonValue[] => {
    const own = ownData(part.opaque, owner)?.reasoning_details;
    return Array.isArray(own) ? own : [];
  });
  return details.length === 0 ? {} : { reasoning_details: details };
}
