import type { ErrorEntry } from './entry.ts';
import { isWithin } from './limits.ts';
import { placeholdersOf } from './template.ts';
import { wrongFields } from './to-json.ts';

/** Also rules out an area with other characters: the code has to contain it. */
const CODE = /^EC(?:_[A-Z0-9]+){2,}$/;

/** What is wrong with a catalogue; types rule most of it out, but not for callers without them. */
export function findCatalogueProblems(area: string, entries: Readonly<Record<string, ErrorEntry>>): string[] {
  const prefix = `EC_${area.toUpperCase().replaceAll('-', '_')}_`;
  return Object.entries(entries).flatMap(([code, entry]) =>
    [
      ...(CODE.test(code) && code.startsWith(prefix) ? [] : [`the code is not ${prefix}REASON`]),
      ...entryProblems(code, entry ?? {}),
    ].map((problem) => `${code}: ${problem}`),
  );
}

function entryProblems(code: string, entry: ErrorEntry): string[] {
  const { message, hint, details, exitCode, httpStatus } = entry;
  const { properties = {}, required = [] } = details ?? {};
  const undeclared = (part: string, names: readonly string[]) =>
    names
      .filter((name) => !Object.hasOwn(properties, name))
      .map((name) => `{${name}} in ${part} is not declared`);
  return [
    ...wrongFields({ ...entry, code, message: filled(message), hint: filled(hint) }).map(
      (field) => `${field} is missing`,
    ),
    ...undeclared('message', placeholdersOf(message)),
    ...undeclared('hint', placeholdersOf(hint)),
    ...undeclared('required', required),
    ...(isWithin(exitCode, 0, 255) ? [] : ['exitCode is not 0 to 255']),
    ...(isWithin(httpStatus, 400, 599) ? [] : ['httpStatus is not 400 to 599']),
  ];
}

/** A blank text counts as none. */
function filled(text: string): string | undefined {
  return /\S/.test(text) ? text : undefined;
}
