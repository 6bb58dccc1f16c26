import { closesFence, type Fence, openingFence } from './fence.ts';

/** JSON found in a reply: its value, or whether it is only cut off. */
export type FoundJson =
  | { readonly state: 'value'; readonly value: unknown }
  | { readonly state: 'open' | 'none' };

/** Reads the JSON of a reply that is nothing else, or that has it in a fence or behind some words. */
export function jsonIn(text: string): FoundJson {
  const whole = parse(text);
  if (whole.state === 'value') return whole;
  const fenced = fencedPart(text);
  if (fenced !== undefined) return fenced.closed ? parse(fenced.body) : { state: 'open' };
  const start = text.search(/[{[]/);
  if (start === -1) return { state: 'none' };
  const end = endOfValue(text, start);
  return end === undefined ? { state: 'open' } : parse(text.slice(start, end));
}

function parse(text: string): FoundJson {
  try {
    return { state: 'value', value: JSON.parse(text) as unknown };
  } catch {
    return { state: 'none' };
  }
}

function fencedPart(text: string): { body: string; closed: boolean } | undefined {
  let fence: Fence | undefined;
  const body: string[] = [];
  for (const line of text.split('\n')) {
    if (fence === undefined) fence = openingFence(line);
    else if (closesFence(line, fence)) return { body: body.join('\n'), closed: true };
    else body.push(line);
  }
  return fence === undefined ? undefined : { body: body.join('\n'), closed: false };
}

/** Where the object or list that begins at an offset ends; undefined if it does not. */
function endOfValue(text: string, start: number): number | undefined {
  let depth = 0;
  let inString = false;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (inString) {
      if (character === '\\') at++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' || character === '[') depth++;
    else if ((character === '}' || character === ']') && --depth === 0) return at + 1;
  }
  return undefined;
}
