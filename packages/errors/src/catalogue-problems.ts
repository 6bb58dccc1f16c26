import type { ErrorEntry } from './entry.ts';
import { isWithin } from './limits.ts';
import { placeholdersOf } from './template.ts';

/** Also rules out an area with other characters: the code has to contain it. */
const CODE = /^EC(?:_[A-Z0-9]+){2,}$/;

/** What is wrong with a catalogue; types rule most of it out, but not for callers without them. */
export function findCatalogueProblems(area: string, entries: Readonly<Record<string, ErrorEntry>>): string[] {
  const prefix = `EC_${area.toUpperCase().replaceAll('-', '_')}_`;
  return Object.entries(entries).flatMap(([code, entry]) =>
    [
      ...(CODE.test(code) && code.startsWith(prefix) ? [] : [`the code is not ${prefix}REASON`]),
      ...entryProblems(entry),
    ].map((problem) => `${code}: ${problem}`),
  );
}

function entryProblems(entry: ErrorEntry): string[] {
  const undeclared = (entry.details?.required ?? []).filter((name) => !isDeclared(entry, name));
  return [
    ...templateProblems('message', entry),
    ...templateProblems('hint', entry),
    ...(isWithin(entry.exitCode, 0, 255) ? [] : ['exitCode is not 0 to 255']),
    ...(isWithin(entry.httpStatus, 400, 599) ? [] : ['httpStatus is not 400 to 599']),
    ...undeclared.map((name) => `details name {${name}}, which is not declared`),
  ];
}

function templateProblems(name: 'message' | 'hint', entry: ErrorEntry): string[] {
  const template: unknown = entry[name];
  if (typeof template !== 'string' || template.trim() === '') return [`${name} is missing`];
  return placeholdersOf(template)
    .filter((detail) => !isDeclared(entry, detail))
    .map((detail) => `${name} names {${detail}}, which is not declared`);
}

function isDeclared(entry: ErrorEntry, detail: string): boolean {
  return Object.hasOwn(entry.details?.properties ?? {}, detail);
}
