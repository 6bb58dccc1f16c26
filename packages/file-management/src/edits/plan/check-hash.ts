import type { BaseFile, EditRefusal } from '../edit-plan.ts';
import type { FileEdit } from '../edit-set.ts';
import type { FileUnit } from './file-unit.ts';
import { refuse } from './refuse.ts';

/** Whether an edit can delete lines that it does not show. */
function hidesLines(edit: FileEdit): boolean {
  switch (edit.kind) {
    case 'whole':
    case 'line-range':
    case 'ranges':
    case 'lazy':
      return true;
    case 'delete':
      return edit.lines === undefined;
    case 'insert':
      return edit.anchor === undefined && edit.afterLine !== 0;
    default:
      return false;
  }
}

/** Whether the format of an edit has a place for the hash, so that its absence is a fault of the reply. */
function expectsHash(edit: FileEdit): boolean {
  if (edit.kind === 'whole') return edit.hashExpected === true;
  return edit.kind === 'line-range' || edit.kind === 'ranges' || edit.kind === 'insert';
}

/** Refuses an edit that was made for another version of the file, or that cannot say for which. */
export function checkHash({ edit, place, options }: FileUnit, base: BaseFile): EditRefusal | undefined {
  if (edit.baseHash !== undefined) {
    return edit.baseHash === base.hash ? undefined : refuse('EC_EDIT_BASE_CHANGED', place);
  }
  if (!hidesLines(edit)) return undefined;
  if (options.shownHashes === undefined) {
    return expectsHash(edit) ? refuse('EC_EDIT_HASH_REQUIRED', place) : undefined;
  }
  const shown = options.shownHashes.get(base.path);
  if (shown === undefined) return refuse('EC_EDIT_HASH_REQUIRED', place);
  return shown === base.hash ? undefined : refuse('EC_EDIT_BASE_CHANGED', place);
}
