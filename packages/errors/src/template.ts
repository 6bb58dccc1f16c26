import { cut } from './limits.ts';

const PARTS = /(\[[^[\]]*\])/;
const PLACEHOLDER = /\{(\w+)\}/;

/** A template, read once: fills itself from details. */
export type Template = (details: Readonly<Record<string, unknown>>) => string;

/** Names of the details that a template mentions. */
export function placeholdersOf(template: string): string[] {
  return [...template.matchAll(new RegExp(PLACEHOLDER, 'g'))].map(([, name]) => name as string);
}

/**
 * Reads a template: `{name}` stands for a detail, and a part in square brackets falls away when a detail that
 * it names is absent. The filled text is cut to the limit of messages.
 */
export function compileTemplate(template: string): Template {
  // Splitting by a pattern with one group leaves what it matched at the odd places.
  const parts = template.split(PARTS).map((part, place) => compilePart(part, isOdd(place)));
  return (details) => cut(parts.map((part) => part(details)).join(''));
}

function compilePart(part: string, optional: boolean): Template {
  const pieces = (optional ? part.slice(1, -1) : part).split(PLACEHOLDER);
  const names = pieces.filter((_piece, place) => isOdd(place));
  // Brackets without a detail in them are plain text.
  if (optional && names.length === 0) return () => part;
  return (details) => {
    if (optional && names.some((name) => details[name] === undefined)) return '';
    return pieces.map((piece, place) => (isOdd(place) ? show(details[piece]) : piece)).join('');
  };
}

function isOdd(place: number): boolean {
  return place % 2 === 1;
}

function show(value: unknown): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return value.map(show).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
