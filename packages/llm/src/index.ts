export { fromAISDK } from './ai-sdk/from-ai-sdk.ts';
export { type Clock, systemClock } from './clock.ts';
export { llmErrors } from './errors/llm-errors.ts';
export type { JsonObject, JsonValue } from './json.ts';
export type {
  AssistantPart,
  ContentPart,
  Message,
  OpaqueBlock,
  ToolCallPart,
  ToolDefinition,
  ToolResult,
} from './messages.ts';
export type {
  CacheBreakpoint,
  LanguageModel,
  ModelCapabilities,
  ModelRequest,
  ModelStream,
} from './model.ts';
export { generate, generateObject, streamObject } from './output/generate-object.ts';
export { contextEntryCost, type PromptFile, renderContextEntry } from './prompts/context-entry.ts';
export { editPrompt, repairPrompt } from './prompts/edit-prompt.ts';
export type { RenderedPrompt } from './prompts/prompt.ts';
export { type AnthropicOptions, anthropic } from './providers/anthropic.ts';
export { type OpenAIChatOptions, openaiChat } from './providers/openai-chat.ts';
export { type OpenAIResponsesOptions, openaiResponses } from './providers/openai-responses.ts';
export type { Deadlines } from './stream/deadlines.ts';
export type { FinishReason, ModelResult, StreamPart, TerminalState, Usage } from './stream-part.ts';
export { estimateTokens } from './tokens/estimate-tokens.ts';
