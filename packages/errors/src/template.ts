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
  const parts = template.split(PARTS).map(compilePart);
  return (details) => cut(parts.map((part) => part(details)).join(''));
}

function compilePart(part: string): Template {
  const optional = part.startsWith('[') && part.endsWith(']');
  // Splitting by a pattern with one group leaves texts at even and names at odd places.
  const pieces = (optional ? part.slice(1, -1) : part).split(PLACEHOLDER);
  const names = pieces.filter((_piece, index) => index % 2 === 1);
  if (optional && names.length === 0) return () => part;
  return (details) => {
    if (optional && names.some((name) => details[name] === undefined)) return '';
    return pieces.map((piece, index) => (index % 2 === 1 ? show(details[piece]) : piece)).join('');
  };
}

function show(value: unknown): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return value.map(show).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
