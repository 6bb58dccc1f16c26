import type { FileEdit, Hunk, HunkLine } from '../edit-set.ts';
import { type DiffHeader, NO_FILE, namesOf } from './diff-header.ts';

/** The edit that the header and the hunks of one file make; undefined if they say nothing. */
export function toDiffEdit(header: DiffHeader, hunks: readonly Hunk[]): FileEdit | undefined {
  const { oldName, newName, others } = namesOf(header);
  // Lines of a file show that there is one, whatever the header says.
  const isNew = oldName === NO_FILE || header.isNew === true;
  if (isNew && hunks.every(({ lines }) => lines.every(({ op }) => op === 'add'))) {
    return toCreation(header, newName ?? oldName, header.cr === true ? hunks.map(withoutReturns) : hunks);
  }
  if (newName === NO_FILE || header.isDeleted === true) return toDeletion(oldName, hunks);
  const moves = header.renameTo !== undefined && header.renameFrom !== undefined;
  if (hunks.length === 0 && !moves && header.newMode === undefined) return undefined;
  const path = moves ? header.renameFrom : (newName ?? (oldName === NO_FILE ? undefined : oldName));
  return {
    kind: 'hunks',
    ...(path === undefined ? {} : { path }),
    ...(moves || others.length === 0 ? {} : { otherPaths: others }),
    hunks,
    ...(moves ? { newPath: header.renameTo } : {}),
    ...(header.copies === true ? { copy: true } : {}),
    ...(header.newMode === undefined ? {} : { mode: header.newMode }),
  } as FileEdit;
}

function toCreation(header: DiffHeader, path: string | undefined, hunks: readonly Hunk[]): FileEdit {
  const added = hunks.flatMap(({ lines }) => lines.filter((line) => line.op === 'add'));
  return {
    kind: 'create',
    ...(path === undefined ? {} : { path }),
    text: added.map(lineText).join(''),
    ...(header.newMode === undefined ? {} : { mode: header.newMode }),
  };
}

function lineText({ text, cr, noNewline }: HunkLine): string {
  return text + (noNewline === true ? '' : cr === true ? '\r\n' : '\n');
}

function toDeletion(path: string | undefined, hunks: readonly Hunk[]): FileEdit {
  const lines = hunks.flatMap((hunk) => hunk.lines.map((line) => line.text));
  return { kind: 'delete', ...(path === undefined ? {} : { path }), lines };
}

// A reply that was sent with `\r\n` throughout says nothing about the endings of the file.
function withoutReturns(hunk: Hunk): Hunk {
  return { ...hunk, lines: hunk.lines.map(({ cr: _cr, ...line }) => line) };
}
