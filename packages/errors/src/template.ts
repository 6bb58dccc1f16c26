import { cut } from './limits.ts';

const PARTS = /(\[[^[\]]*\])/;
const PLACEHOLDER = /\{(\w+)\}/;

/** A template, read once: fills itself from details. */
export type Template = (details: Readonly<Record<string, unknown>>) => string;

/** Names of the details that a template mentions. */
export function placeholdersOf(template: string): string[] {
  return [...String(template).matchAll(new RegExp(PLACEHOLDER, 'g'))].map(([, name]) => name as string);
}

/** Texts at even places, names of details at odd ones. */
interface Part {
  readonly pieces: readonly string[];
  readonly optional: boolean;
}

/**
 * Reads a template: `{name}` stands for a detail, and a part in square brackets falls away when a detail that
 * it names is absent. The filled text is cut to the limit of messages.
 */
export function compileTemplate(template: string): Template {
  // Splitting by a pattern with one group leaves what it matched at the odd places.
  const parts = template.split(PARTS).map((part, place) => compilePart(part, place % 2 === 1));
  if (parts.length === 1 && parts[0]?.pieces.length === 1) return () => cut(template);
  return (details) => {
    // Plain loops: this runs for every error, and closures over arrays cost as much as its stack.
    let text = '';
    for (const part of parts) text += fillPart(part, details);
    return cut(text);
  };
}

function compilePart(part: string, bracketed: boolean): Part {
  const pieces = (bracketed ? part.slice(1, -1) : part).split(PLACEHOLDER);
  // Brackets without a detail in them are plain text.
  return pieces.length === 1 ? { pieces: [part], optional: false } : { pieces, optional: bracketed };
}

function fillPart({ pieces, optional }: Part, details: Readonly<Record<string, unknown>>): string {
  let text = '';
  for (let place = 0; place < pieces.length; place++) {
    const piece = pieces[place] as string;
    const value = place % 2 === 1 ? details[piece] : piece;
    if (optional && value === undefined) return '';
    text += show(value);
  }
  return text;
}

function show(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === undefined) return '';
  if (Array.isArray(value)) return value.map(show).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
