export { llmErrors } from './errors.ts';
export { type AnthropicOptions, anthropic } from './providers/anthropic.ts';
export { type OpenAIChatOptions, openaiChat } from './providers/openai-chat.ts';
