import { isObject } from '../json.ts';

/** One piece of the content of a delta: words of the answer, or of a thought. */
export interface ChatContent {
  readonly kind: 'text' | 'thought';
  readonly text: string;
}

/**
 * The content of a delta: a text, or as Mistral's reasoning models send it a list of parts, in which a thought is a
 * list again (https://docs.mistral.ai/capabilities/reasoning/).
 */
export function readChatContent(content: unknown): readonly ChatContent[] {
  if (typeof content === 'string') return content === '' ? [] : [{ kind: 'text', text: content }];
  return Array.isArray(content) ? content.flatMap((part) => readPart(part, 'text')) : [];
}

function readPart(part: unknown, kind: ChatContent['kind']): readonly ChatContent[] {
  if (!isObject(part)) return [];
  const { type, text, thinking } = part;
  if (type === 'thinking') return readThought(thinking);
  return typeof text === 'string' && text !== '' ? [{ kind, text }] : [];
}

function readThought(thinking: unknown): readonly ChatContent[] {
  if (typeof thinking === 'string') return thinking === '' ? [] : [{ kind: 'thought', text: thinking }];
  return Array.isArray(thinking) ? thinking.flatMap((part) => readPart(part, 'thought')) : [];
}
