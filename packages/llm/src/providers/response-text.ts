import { isObject } from '../json.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The text of a finished response, or `undefined` where the server does not repeat it there. */
export function responseText(response: Fields): string | undefined {
  const output = Array.isArray(response.output) ? response.output.filter(isObject) : [];
  const messages = output.filter((item) => item.type === 'message' && Array.isArray(item.content));
  if (messages.length === 0) return undefined;
  return messages.map(({ content }) => (content as unknown[]).map(textOfPart).join('')).join('');
}

function textOfPart(part: unknown): string {
  return isObject(part) && part.type === 'output_text' && typeof part.text === 'string' ? part.text : '';
}
