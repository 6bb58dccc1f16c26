import type { ErrorEntry } from './entry.ts';
import { placeholdersOf } from './template.ts';

const AREA = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/** What is wrong with a catalogue; types rule most of it out, but not for callers without them. */
export function findCatalogueProblems(area: string, entries: Readonly<Record<string, ErrorEntry>>): string[] {
  const prefix = `EC_${area.toUpperCase().replaceAll('-', '_')}_`;
  const ofArea = AREA.test(area) ? [] : [`the area is not lower case words joined by "-"`];
  return [
    ...ofArea,
    ...Object.entries(entries).flatMap(([code, entry]) => entryProblems(code, entry, prefix)),
  ];
}

function entryProblems(code: string, entry: ErrorEntry, prefix: string): string[] {
  const named = code.startsWith(prefix) && /^[A-Z0-9_]+[A-Z0-9]$/.test(code.slice(prefix.length - 1));
  const found = named ? [] : [`the code does not read ${prefix}REASON`];
  for (const name of ['message', 'hint'] as const) found.push(...templateProblems(name, entry));
  if (!within(entry.exitCode, 0, 255)) found.push('exitCode is not between 0 and 255');
  if (!within(entry.httpStatus, 400, 599)) found.push('httpStatus is not between 400 and 599');
  for (const name of entry.details?.required ?? []) {
    if (!isDeclared(entry, name)) found.push(`required detail ${name} is not declared`);
  }
  return found.map((problem) => `${code}: ${problem}`);
}

function templateProblems(name: 'message' | 'hint', entry: ErrorEntry): string[] {
  const template: unknown = entry[name];
  if (typeof template !== 'string' || template.trim() === '') return [`${name} is missing`];
  return placeholdersOf(template)
    .filter((detail) => !isDeclared(entry, detail))
    .map((detail) => `${name} names {${detail}}, which details do not declare`);
}

function isDeclared(entry: ErrorEntry, detail: string): boolean {
  return Object.hasOwn(entry.details?.properties ?? {}, detail);
}

function within(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}
