import type { ContentPart, Message } from '../messages.ts';
import type { ModelRequest } from '../model.ts';
import { estimateTokens } from './estimate-tokens.ts';

/** Tokens that a message takes beyond its text: its role and its limits. */
const PER_MESSAGE = 4;

/** Tokens of an image; the providers bill some hundred to about 1,600 by its size. */
const PER_IMAGE = 1600;

/** Bytes of a file per token, for files whose text is not known here. */
const FILE_BYTES_PER_TOKEN = 6;

/**
 * Estimates the input tokens of a whole request: messages, tools and what stands around them. Without a vocabulary,
 * so about as exact as `estimateTokens`; images and files are only roughly known.
 */
export function estimateRequestTokens({ messages, tools = [] }: ModelRequest): number {
  const forTools = tools.reduce(
    (sum, tool) => sum + PER_MESSAGE + estimateTokens(JSON.stringify(tool), 'json'),
    0,
  );
  return messages.reduce((sum, message) => sum + PER_MESSAGE + messageTokens(message), forTools);
}

function messageTokens(message: Message): number {
  if (typeof message.content === 'string') return estimateTokens(message.content);
  if (message.role === 'tool')
    return sumOf(
      message.content,
      ({ output, toolName }) => estimateTokens(output) + estimateTokens(toolName),
    );
  if (message.role === 'user') return sumOf(message.content, contentTokens);
  return sumOf(message.content, (part) =>
    part.type === 'tool-call'
      ? estimateTokens(part.toolName) + estimateTokens(part.inputText, 'json')
      : estimateTokens(part.text),
  );
}

function contentTokens(part: ContentPart): number {
  if (part.type === 'text') return estimateTokens(part.text);
  if (part.type === 'image') return PER_IMAGE;
  return Math.ceil((part.data.length * 3) / 4 / FILE_BYTES_PER_TOKEN);
}

function sumOf<Item>(items: readonly Item[], count: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + count(item), 0);
}
