export type { AISDKLanguageModel, AISDKStream } from './ai-sdk/ai-model.ts';
export type { FromAISDKOptions } from './ai-sdk/from-ai-sdk.ts';
export type { MediaPart, OutputFormat, ReasoningPart, TextPart, ToolChoice } from './messages.ts';
export type {
  InputOf,
  ObjectEnd,
  ObjectOptions,
  ObjectRequest,
  ObjectResult,
  ObjectStream,
  OutputOf,
  PartialDeep,
  PartialObject,
  TypedSchema,
} from './output/object-types.ts';
export type { ChatDialect } from './providers/openai-chat-request.ts';
export type { SdkLoader } from './providers/sdk.ts';
export { createModelStream, type PartSource } from './stream/model-stream.ts';
export { PartWriter } from './stream/part-writer.ts';
export type { FinishPart, ResponseInfo } from './stream-part.ts';
