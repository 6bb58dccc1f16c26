import type { FileEdit, Hunk } from '../edit-set.ts';
import type { FileUnit } from './file-unit.ts';
import { textToLines } from './new-text.ts';
import { findPlaceholder } from './placeholders.ts';

/**
 * The text of a new file, if the edit makes one: it says so, gives the whole file, or only adds lines to a
 * file that is not there. Undefined for everything that needs a file to begin with.
 */
export function createdText({ edit, place }: FileUnit): string | undefined {
  switch (edit.kind) {
    case 'create':
      return edit.text;
    case 'whole':
    case 'lazy':
      return leavesOut(edit.text, place.path) ? undefined : edit.text;
    case 'substitute':
      return edit.oldText === '' ? edit.newText : undefined;
    case 'hunks':
      return edit.newPath === undefined ? addedText(edit) : undefined;
    default:
      return undefined;
  }
}

function leavesOut(text: string, path: string): boolean {
  return findPlaceholder(textToLines(text), [], path) !== undefined;
}

function addedText({ hunks }: Extract<FileEdit, { kind: 'hunks' }>): string | undefined {
  const [only] = hunks;
  if (only === undefined || hunks.length > 1 || only.lines.length === 0) return undefined;
  return only.lines.every((line) => line.op === 'add') ? joinAdded(only) : undefined;
}

/** The text that added lines make when there is nothing before them. */
export function joinAdded({ lines }: Hunk): string {
  return lines
    .map((line) => line.text + (line.noNewline === true ? '' : line.cr === true ? '\r\n' : '\n'))
    .join('');
}
