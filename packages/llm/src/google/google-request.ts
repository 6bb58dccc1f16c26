import { type JsonObject, type JsonValue, parseJson } from '../json.ts';
import type {
  AssistantPart,
  ContentPart,
  Message,
  OutputFormat,
  ToolCallPart,
  ToolResult,
} from '../messages.ts';
import type { ModelRequest } from '../model.ts';
import { type BlockOwner, ownData } from '../providers/block-owner.ts';

/** Who is asked, and what it wants with calls that it did not make. */
export interface GoogleTarget extends BlockOwner {
  /** Whether calls of another model get the signature that makes Gemini 3 take them. */
  readonly signsForeignCalls: boolean;
  /** Whether inputs of calls are asked for in pieces. */
  readonly streamsToolInput: boolean;
}

/**
 * What stands for a signature where a conversation comes from another model; without one Gemini 3 refuses the call.
 * Source: https://ai.google.dev/gemini-api/docs/thought-signatures
 */
const FOREIGN_SIGNATURE = 'skip_thought_signature_validator';

interface Turn {
  readonly role: 'user' | 'model';
  readonly parts: JsonObject[];
}

/** The body of a generateContent request. The same request gives the same bytes. */
export function encodeGoogleRequest(request: ModelRequest, target: GoogleTarget): JsonObject {
  const { tools = [], messages } = request;
  const system = messages.flatMap(({ role, content }) => (role === 'system' ? [{ text: content }] : []));
  const turns = joinTurns(messages.flatMap((message) => encodeMessage(message, messages, target)));
  const functionDeclarations = tools.map(({ name, description, inputSchema }) => {
    return { name, description, parametersJsonSchema: inputSchema };
  });
  return {
    ...(system.length === 0 ? {} : { systemInstruction: { parts: system as readonly JsonValue[] } }),
    contents: turns as unknown as JsonValue,
    ...(tools.length === 0 ? {} : { tools: [{ functionDeclarations }] }),
    ...encodeChoice(request, target),
    ...encodeConfig(request),
  };
}

function encodeChoice({ toolChoice, tools = [] }: ModelRequest, target: GoogleTarget): JsonObject {
  const modes = { auto: 'AUTO', none: 'NONE', required: 'ANY' } as const;
  const config = {
    ...(typeof toolChoice === 'string' ? { mode: modes[toolChoice] } : {}),
    ...(typeof toolChoice === 'object' ? { mode: 'ANY', allowedFunctionNames: [toolChoice.toolName] } : {}),
    ...(target.streamsToolInput && tools.length > 0 ? { streamFunctionCallArguments: true } : {}),
  };
  return Object.keys(config).length === 0 ? {} : { toolConfig: { functionCallingConfig: config } };
}

function encodeConfig(request: ModelRequest): JsonObject {
  const { maxOutputTokens, temperature, stopSequences = [], outputFormat } = request;
  const config: JsonObject = {
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(stopSequences.length === 0 ? {} : { stopSequences }),
    ...encodeFormat(outputFormat),
  };
  return Object.keys(config).length === 0 ? {} : { generationConfig: config };
}

function encodeFormat(format: OutputFormat | undefined): JsonObject {
  return format === undefined
    ? {}
    : { responseMimeType: 'application/json', responseJsonSchema: format.schema };
}

/** System messages stand apart in this protocol, wherever they are in the conversation. */
function encodeMessage(message: Message, all: readonly Message[], target: GoogleTarget): Turn[] {
  switch (message.role) {
    case 'system':
      return [];
    case 'user':
      return [{ role: 'user', parts: encodeContent(message.content) }];
    case 'assistant':
      return [{ role: 'model', parts: encodeAssistant(message.content, target) }];
    case 'tool':
      return [{ role: 'user', parts: message.content.map((result) => encodeResult(result, all, target)) }];
  }
}

/** Turns alternate in this protocol; what stands in a row becomes one. */
function joinTurns(turns: readonly Turn[]): Turn[] {
  const joined: Turn[] = [];
  for (const turn of turns) {
    const last = joined[joined.length - 1];
    if (last?.role === turn.role) last.parts.push(...turn.parts);
    else if (turn.parts.length > 0) joined.push({ role: turn.role, parts: [...turn.parts] });
  }
  return joined;
}

function encodeContent(content: string | readonly ContentPart[]): JsonObject[] {
  if (typeof content === 'string') return texts(content);
  return content.flatMap((part) =>
    part.type === 'text' ? texts(part.text) : [{ inlineData: { mimeType: part.mediaType, data: part.data } }],
  );
}

function texts(text: string): JsonObject[] {
  return text === '' ? [] : [{ text }];
}

function encodeAssistant(content: string | readonly AssistantPart[], target: GoogleTarget): JsonObject[] {
  if (typeof content === 'string') return texts(content);
  const first = content.find((part) => part.type === 'tool-call');
  return content.flatMap((part) => encodeOwn(part, part === first, target));
}

/** Summaries of thoughts are never sent back; what stands for a thought is the signature on the parts after it. */
function encodeOwn(part: AssistantPart, firstCall: boolean, target: GoogleTarget): JsonObject[] {
  const own = ownData(part.opaque, target);
  if (part.type === 'tool-call') return [encodeCall(part, own, firstCall && target.signsForeignCalls)];
  if (part.type === 'reasoning') return own === undefined ? [] : [own];
  return part.text === '' ? [] : [{ text: part.text, ...own }];
}

/** Only the first of parallel calls carries a signature. */
function encodeCall(call: ToolCallPart, own: JsonObject | undefined, sign: boolean): JsonObject {
  const { id, ...signed } = own ?? {};
  const named = { ...(id === undefined ? {} : { id }), name: call.toolName };
  const functionCall = { ...named, args: parseJson(call.inputText) ?? {} };
  const foreign = own === undefined && sign ? { thoughtSignature: FOREIGN_SIGNATURE } : {};
  return { functionCall, ...signed, ...foreign };
}

/** A result names the id of its call only where this model had given one. */
function encodeResult(result: ToolResult, all: readonly Message[], target: GoogleTarget): JsonObject {
  const { toolCallId, toolName, output, isError } = result;
  const calls = all.flatMap(({ role, content }) =>
    role === 'assistant' && typeof content !== 'string' ? content : [],
  );
  const call = calls.find((part) => part.type === 'tool-call' && part.toolCallId === toolCallId);
  const id = ownData(call?.opaque, target)?.id;
  const response = isError === true ? { error: output } : { output };
  return { functionResponse: { ...(id === undefined ? {} : { id }), name: toolName, response } };
}
