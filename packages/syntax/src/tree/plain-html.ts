import { blanks, replaceConstructs, type StandIn, swapped } from './stand-ins.ts';

const opaque =
  /<!--[\s\S]*?(?:-->|$)|<(script|style)\b[\s\S]*?(?:<\/\1\s*>|$)|<[/!]?[a-z](?:"[^"]{0,999}"|'[^']{0,999}'|[^<>"']){0,999}>/gi;
const block = /\{%[\s\S]{0,999}?%\}/g;
const output = /\{\{[\s\S]{0,999}?\}\}/g;

const standIns: readonly StandIn[] = [
  // Between tags both signs stand for themselves where they begin and end nothing.
  { pattern: /&(?!#?\w+;)/g, stand: 'a' },
  { pattern: />/g, stand: 'a' },
];

/** Pages with the tags of template engines as text, and loose signs as letters. */
export const readAsPlainHtml = (text: string): string =>
  replaceConstructs(text.replace(block, blanks).replace(output, swapped(/[^\r\n]/g, 'a')), opaque, standIns);
