import { type JsonObject, type JsonValue, parseJson } from '../json.ts';
import type {
  AssistantPart,
  ContentPart,
  Message,
  ToolChoice,
  ToolDefinition,
  ToolResult,
} from '../messages.ts';
import type { ModelRequest } from '../model.ts';
import { CacheMarks } from './anthropic-cache.ts';
import { isOwnBlock } from './anthropic-decoder.ts';
import { anthropicSchema } from './anthropic-schema.ts';
import { type BlockOwner, ownData } from './block-owner.ts';

interface Turn {
  readonly role: 'user' | 'assistant';
  readonly content: JsonObject[];
}

/** The body of a Messages request. The same request gives the same bytes. */
export function encodeAnthropicRequest(
  request: ModelRequest,
  owner: BlockOwner,
  defaultMaxTokens: number,
): JsonObject {
  const { tools = [], stopSequences = [], messages } = request;
  const marks = new CacheMarks(request);
  const system = messages.filter((message) => message.role === 'system');
  const turns = messages.flatMap((message, index) => marks.after(index, encodeMessage(message, owner)));
  return {
    model: owner.modelId,
    max_tokens: request.maxOutputTokens ?? defaultMaxTokens,
    ...(system.length === 0
      ? {}
      : {
          system: marks.last(
            'system',
            system.map(({ content }) => textBlock(content)),
          ),
        }),
    messages: joinTurns(turns) as unknown as JsonValue,
    ...(tools.length === 0 ? {} : { tools: marks.last('tools', tools.map(encodeTool)) }),
    ...(request.toolChoice === undefined ? {} : { tool_choice: encodeChoice(request.toolChoice) }),
    ...encodeFormat(request),
    ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
    ...(stopSequences.length === 0 ? {} : { stop_sequences: stopSequences }),
    stream: true,
  };
}

function encodeTool({ name, description, inputSchema }: ToolDefinition): JsonObject {
  return { name, description, input_schema: inputSchema };
}

function encodeChoice(choice: ToolChoice): JsonObject {
  if (typeof choice !== 'string') return { type: 'tool', name: choice.toolName };
  return { type: choice === 'required' ? 'any' : choice };
}

/** This protocol has neither a name nor a description for the format, and is always exact about it. */
function encodeFormat({ outputFormat }: ModelRequest): JsonObject {
  if (outputFormat === undefined) return {};
  const schema = anthropicSchema(outputFormat.schema);
  return { output_config: { format: { type: 'json_schema', schema } } };
}

/** System messages stand apart in this protocol, wherever they are in the conversation. */
function encodeMessage(message: Message, owner: BlockOwner): Turn[] {
  switch (message.role) {
    case 'system':
      return [];
    case 'user':
      return [{ role: 'user', content: encodeContent(message.content) }];
    case 'assistant':
      return [{ role: 'assistant', content: encodeAssistant(message.content, owner) }];
    case 'tool':
      return [{ role: 'user', content: message.content.map(encodeResult) }];
  }
}

/** Turns of one role in a row become one, since the results of parallel calls must stand in one turn. */
function joinTurns(turns: readonly Turn[]): Turn[] {
  const joined: Turn[] = [];
  for (const turn of turns) {
    const last = joined[joined.length - 1];
    if (last?.role === turn.role) last.content.push(...turn.content);
    else if (turn.content.length > 0) joined.push({ role: turn.role, content: [...turn.content] });
  }
  return joined;
}

function encodeContent(content: string | readonly ContentPart[]): JsonObject[] {
  return typeof content === 'string' ? texts(content) : content.flatMap(encodePart);
}

function encodePart(part: ContentPart): JsonObject[] {
  if (part.type === 'text') return texts(part.text);
  const source = { type: 'base64', media_type: part.mediaType, data: part.data };
  if (part.type === 'image') return [{ type: 'image', source }];
  return [{ type: 'document', source, ...(part.fileName === undefined ? {} : { title: part.fileName }) }];
}

function encodeResult({ toolCallId, output, isError }: ToolResult): JsonObject {
  return {
    type: 'tool_result',
    tool_use_id: toolCallId,
    content: output,
    ...(isError ? { is_error: true } : {}),
  };
}

function encodeAssistant(content: string | readonly AssistantPart[], owner: BlockOwner): JsonObject[] {
  return typeof content === 'string' ? texts(content) : content.flatMap((part) => encodeOwn(part, owner));
}

function encodeOwn(part: AssistantPart, owner: BlockOwner): JsonObject[] {
  if (part.type === 'text') return texts(part.text);
  if (part.type === 'tool-call') {
    const input = parseJson(part.inputText) ?? {};
    return [{ type: 'tool_use', id: part.toolCallId, name: part.toolName, input }];
  }
  const block = ownData(part.opaque, owner);
  return block !== undefined && isOwnBlock(block) ? [block] : [];
}

/** This protocol refuses empty text blocks. */
function texts(text: string): JsonObject[] {
  return text === '' ? [] : [textBlock(text)];
}

function textBlock(text: string): JsonObject {
  return { type: 'text', text };
}
