import { editErrors } from './edit-errors.ts';
import type { EditRefusal } from './edit-plan.ts';

/** Longest text for one refusal, in UTF-16 code units of mostly ASCII text: with 1,500 it stays below 1.5 kB. */
const MOST = 1_400;
const LINE = 200;
const POSITIONS = 40;
const encoder = new TextEncoder();

/**
 * What a refusal says to the model that wrote the edit: what is wrong, the first line that differs in both
 * versions, where similar lines stand, and what to do. At most 1.5 kB of UTF-8.
 */
export function refusalText(refusal: EditRefusal): string {
  const error = refusalError(refusal);
  const parts = [
    `Edit ${refusal.editIndex < 0 ? '' : `${refusal.editIndex + 1} `}refused, nothing was changed. ${error.message}`,
    refusal.reason === undefined || error.message.includes(refusal.reason)
      ? undefined
      : `Reason: ${refusal.reason}.`,
    refusal.alreadyApplied ? 'The file holds the result of this edit already.' : undefined,
    positionsText(refusal),
    divergenceText(refusal),
    nearestText(refusal),
    error.hint,
  ];
  return limit(parts.filter((part) => part !== undefined).join('\n'));
}

function positionsText({ positions }: EditRefusal): string | undefined {
  if (positions.length < 2) return undefined;
  const more = positions.length > POSITIONS ? ` and ${positions.length - POSITIONS} more` : '';
  return `The lines stand at lines ${positions.slice(0, POSITIONS).join(', ')}${more}.`;
}

function divergenceText({ firstDivergence }: EditRefusal): string | undefined {
  if (firstDivergence === undefined) return undefined;
  const { line, expected, found } = firstDivergence;
  const held = found === undefined ? 'the file ends before it' : `the file has: ${quote(found)}`;
  return `First difference at line ${line}:\n  the edit has: ${quote(expected)}\n  ${held}`;
}

function nearestText({ nearest }: EditRefusal): string | undefined {
  if (nearest.length === 0) return undefined;
  const places = nearest.map(
    ({ line, matching, total }) => `line ${line} (${matching} of ${total} lines agree)`,
  );
  return `Most similar: ${places.join(', ')}.`;
}

// JSON shows blanks, tabs and odd characters as they are told apart.
function quote(line: string): string {
  return JSON.stringify(line.length > LINE ? `${line.slice(0, LINE)}…` : line);
}

function limit(text: string): string {
  let length = Math.min(text.length, MOST);
  const bytes = (end: number): number => encoder.encode(text.slice(0, end)).length;
  while (bytes(length) > MOST) length -= 50;
  return length === text.length ? text : `${text.slice(0, length)}…`;
}

/** The error of the catalogue that a refusal stands for, without any line of a file. */
export function refusalError(refusal: EditRefusal): ReturnType<typeof createError> {
  return createError(refusal);
}

function createError({ code, path, editIndex, firstDivergence, positions, reason }: EditRefusal) {
  const line = firstDivergence?.line ?? positions[0];
  const known = {
    ...(path === '' ? {} : { path }),
    ...(editIndex < 0 ? {} : { editIndex }),
    ...(line === undefined ? {} : { line }),
    ...(positions.length > 1 ? { lines: positions.slice(0, POSITIONS) } : {}),
    reason: reason ?? 'it cannot be read',
  };
  const declared = editErrors.entries[code].details.properties;
  const details = Object.fromEntries(Object.entries(known).filter(([name]) => name in declared));
  return editErrors.create(code as 'EC_EDIT_TRUNCATED', details as { reason: string });
}
