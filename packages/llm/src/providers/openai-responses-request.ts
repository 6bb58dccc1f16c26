import { llmErrors } from '../errors/llm-errors.ts';
import { type JsonObject, type JsonValue, textAt } from '../json.ts';
import type { AssistantPart, ContentPart, Message, ToolChoice, ToolDefinition } from '../messages.ts';
import type { ModelRequest } from '../model.ts';
import { type BlockOwner, ownData } from './block-owner.ts';
import { type MarkLast, OpenAICacheMarks } from './openai-cache.ts';
import { strictSchema } from './strict-schema.ts';

/** What the provider is to do with an answer beyond sending it. */
export interface ResponsesKeeping {
  /** Whether it keeps the answer. */
  readonly store: boolean;
  /** Whether it goes on with the answer while nobody is connected. Default false. */
  readonly background?: boolean;
}

/** The body of a Responses request. The same request gives the same bytes. */
export function encodeResponsesRequest(
  request: ModelRequest,
  owner: BlockOwner,
  { store, background = false }: ResponsesKeeping,
): JsonObject {
  const { tools = [], stopSequences = [] } = request;
  if (stopSequences.length > 0) {
    const reason = 'this protocol has no stop sequences';
    throw llmErrors.create('EC_LLM_INVALID_OPTION', { option: 'stopSequences', reason });
  }
  const marks = new OpenAICacheMarks(request, {
    canMark: ({ role }) => role !== 'assistant',
    longLife: '12h',
  });
  return {
    model: owner.modelId,
    input: request.messages.flatMap((message, index) => encodeMessage(message, owner, marks.of(index))),
    ...(tools.length === 0 ? {} : { tools: tools.map(encodeTool) }),
    ...(request.toolChoice === undefined ? {} : { tool_choice: encodeChoice(request.toolChoice) }),
    ...encodeFormat(request),
    ...(request.maxOutputTokens === undefined ? {} : { max_output_tokens: request.maxOutputTokens }),
    ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
    ...(background ? { background } : {}),
    store,
    stream: true,
  };
}

function encodeTool({ name, description, inputSchema }: ToolDefinition): JsonObject {
  // Strict mode demands a narrower schema than a tool may have.
  return { type: 'function', name, description, parameters: inputSchema, strict: false };
}

function encodeChoice(choice: ToolChoice): JsonValue {
  return typeof choice === 'string' ? choice : { type: 'function', name: choice.toolName };
}

function encodeFormat({ outputFormat }: ModelRequest): JsonObject {
  if (outputFormat === undefined) return {};
  const { name, description } = outputFormat;
  const described = description === undefined ? {} : { description };
  return {
    text: { format: { type: 'json_schema', name, ...described, ...strictSchema(outputFormat.schema) } },
  };
}

function encodeMessage(message: Message, owner: BlockOwner, mark?: MarkLast): JsonObject[] {
  switch (message.role) {
    case 'system':
    case 'user':
      return [{ role: message.role, content: encodeContent(message.content, mark) }];
    case 'assistant':
      return encodeAssistant(message.content, owner);
    case 'tool':
      return message.content.map(({ toolCallId, output }, index) => ({
        type: 'function_call_output',
        call_id: toolCallId,
        output: encodeContent(output, index === message.content.length - 1 ? mark : undefined),
      }));
  }
}

/** Only parts can be marked, so a marked text becomes one. */
function encodeContent(content: string | readonly ContentPart[], mark?: MarkLast): string | JsonObject[] {
  if (typeof content !== 'string') return mark?.(content.map(encodePart)) ?? content.map(encodePart);
  return mark === undefined || content === '' ? content : mark([encodePart({ type: 'text', text: content })]);
}

function encodePart(part: ContentPart): JsonObject {
  if (part.type === 'text') return { type: 'input_text', text: part.text };
  const url = `data:${part.mediaType};base64,${part.data}`;
  if (part.type === 'image') return { type: 'input_image', image_url: url, detail: 'auto' };
  return { type: 'input_file', filename: part.fileName ?? 'file', file_data: url };
}

function encodeAssistant(content: string | readonly AssistantPart[], owner: BlockOwner): JsonObject[] {
  if (typeof content === 'string') return [{ role: 'assistant', content }];
  return content.flatMap((part) => encodeOwn(part, owner));
}

function encodeOwn(part: AssistantPart, owner: BlockOwner): JsonObject[] {
  if (part.type === 'text') {
    const phase = ownData(part.opaque, owner)?.phase;
    const spoken = { role: 'assistant', content: part.text, ...(phase && { phase }) };
    return part.text === '' ? [] : [spoken];
  }
  if (part.type === 'tool-call') {
    return [
      { type: 'function_call', call_id: part.toolCallId, name: part.toolName, arguments: part.inputText },
    ];
  }
  // A thought whose encrypted content is missing is only an id, which dangles where nothing is stored.
  const item = ownData(part.opaque, owner);
  return item !== undefined && textAt(item, 'encrypted_content') !== undefined ? [item] : [];
}
