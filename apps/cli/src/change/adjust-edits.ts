import type { EditSet } from '@enhanced-code/file-management';
import type { OptionValues } from '../command.ts';

type FileEdit = EditSet['edits'][number];

/** The edits of a reply as the options of the call want them: in a named file, or over existing ones. */
export function adjustEdits(set: EditSet, { path, allowOverwrite }: OptionValues): EditSet {
  const named = typeof path === 'string' ? set.edits.map((edit) => inFile(edit, path)) : set.edits;
  return { ...set, edits: allowOverwrite === true ? named.map(replacing) : named };
}

/** Gives an edit that names no file one to go to. */
function inFile(edit: FileEdit, path: string): FileEdit {
  return edit.path === undefined ? { ...edit, path } : edit;
}

/**
 * Lets a new file take the place of an existing one, and a whole file come without the hash that says which version
 * it was made from. Everything else that guards an edit stays.
 */
function replacing(edit: FileEdit): FileEdit {
  if (edit.kind === 'create') return { ...edit, kind: 'whole' };
  return edit.kind === 'whole' ? { ...edit, exclusive: false, hashExpected: false } : edit;
}
