import type { EditSet } from '@enhanced-code/file-management';

/**
 * Lets new files of a reply take the place of existing ones, and whole files come without the hash that says which
 * version they were made from. Everything else that guards an edit stays.
 */
export function allowOverwrite(set: EditSet): EditSet {
  return { ...set, edits: set.edits.map(replacing) };
}

type FileEdit = EditSet['edits'][number];

function replacing(edit: FileEdit): FileEdit {
  if (edit.kind === 'create') return { ...edit, kind: 'whole' };
  return edit.kind === 'whole' ? { ...edit, exclusive: false, hashExpected: false } : edit;
}
