import { isObject, type JsonObject, type JsonValue, parseJson } from '../json.ts';
import type { AssistantPart, ContentPart, MediaPart, Message, ToolResult } from '../messages.ts';
import type { ModelRequest } from '../model.ts';
import { type BlockOwner, ownData } from '../providers/block-owner.ts';
import type { AISDKLanguageModel } from './ai-model.ts';

type Version = AISDKLanguageModel['specificationVersion'];

/** Who is asked, and in which words of the AI SDK. */
export interface AIRequestTarget extends BlockOwner {
  readonly version: Version;
}

/** The options of `doStream`, without its signal. */
export function encodeAIRequest(request: ModelRequest, target: AIRequestTarget): JsonObject {
  const { tools = [], toolChoice, outputFormat, stopSequences = [], providerOptions } = request;
  return {
    prompt: request.messages.map((message) => encodeMessage(message, target)),
    ...(tools.length === 0 ? {} : { tools: tools.map((tool) => ({ type: 'function', ...tool })) }),
    ...(toolChoice === undefined ? {} : { toolChoice: encodeChoice(toolChoice) }),
    ...(outputFormat === undefined ? {} : { responseFormat: { type: 'json', ...outputFormat } }),
    ...(request.maxOutputTokens === undefined ? {} : { maxOutputTokens: request.maxOutputTokens }),
    ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
    ...(stopSequences.length === 0 ? {} : { stopSequences: [...stopSequences] }),
    ...(providerOptions === undefined ? {} : { providerOptions }),
  };
}

function encodeChoice(choice: NonNullable<ModelRequest['toolChoice']>): JsonObject {
  return typeof choice === 'string' ? { type: choice } : { type: 'tool', ...choice };
}

function encodeMessage(message: Message, target: AIRequestTarget): JsonObject {
  switch (message.role) {
    case 'system':
      return { role: 'system', content: message.content };
    case 'user':
      return { role: 'user', content: listOf(message.content).map((part) => encodeContent(part, target)) };
    case 'assistant':
      return { role: 'assistant', content: listOf(message.content).map((part) => encodeOwn(part, target)) };
    case 'tool':
      return { role: 'tool', content: message.content.map(encodeResult) };
  }
}

function listOf<Part>(
  content: string | readonly Part[],
): readonly (Part | (ContentPart & { type: 'text' }))[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : content;
}

function encodeContent(part: ContentPart, { version }: AIRequestTarget): JsonObject {
  return part.type === 'text' ? { type: 'text', text: part.text } : encodeMedia(part, version);
}

/** Images are files here; the newest specification tells how the data is given. */
function encodeMedia({ mediaType, data, fileName }: MediaPart, version: Version): JsonObject {
  const named = fileName === undefined ? {} : { filename: fileName };
  return { type: 'file', mediaType, data: version === 'v4' ? { type: 'data', data } : data, ...named };
}

/** What the model wants back goes back as the options of the part, where it is this very model. */
function encodeOwn(part: AssistantPart, target: AIRequestTarget): JsonObject {
  const own = ownData(part.opaque, target);
  const options = own === undefined ? {} : { providerOptions: own };
  if (part.type !== 'tool-call') return { type: part.type, text: part.text, ...options };
  const { toolCallId, toolName, inputText } = part;
  return { type: 'tool-call', toolCallId, toolName, input: parseJson(inputText) ?? {}, ...options };
}

function encodeResult({ toolCallId, toolName, output, isError }: ToolResult): JsonObject {
  const type = isError === true ? 'error-text' : 'text';
  return { type: 'tool-result', toolCallId, toolName, output: { type, value: output } };
}

/** Thoughts of another model are left out: this one could take them for its own. */
export function withoutForeignThoughts(request: ModelRequest, owner: BlockOwner): ModelRequest {
  const messages = request.messages.flatMap((message): Message[] => {
    if (message.role !== 'assistant' || typeof message.content === 'string') return [message];
    const content = message.content.filter(
      (part) => part.type !== 'reasoning' || ownData(part.opaque, owner) !== undefined,
    );
    return content.length === 0 ? [] : [{ role: 'assistant', content }];
  });
  return { ...request, messages };
}

/** Provider metadata as it may be sent back; undefined where there is none. */
export function metadataOf(value: unknown): JsonObject | undefined {
  return isObject(value) && Object.keys(value).length > 0 ? (value as Record<string, JsonValue>) : undefined;
}
