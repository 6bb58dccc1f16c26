import type { BaseFile, EditRefusal } from '../edit-plan.ts';
import type { EditSet, FileEdit } from '../edit-set.ts';
import type { PlanOptions, ReadBase } from './plan-options.ts';
import { refuse } from './refuse.ts';

/** An edit with its index in the set. */
export interface IndexedEdit {
  readonly edit: FileEdit;
  readonly editIndex: number;
}

/** Every edit of one file, in order. */
export interface FileGroup {
  readonly path: string;
  readonly base: BaseFile | undefined;
  readonly edits: readonly IndexedEdit[];
}

/** Gathers the edits of each file. A named path is taken as named; no other file is ever tried in its place. */
export function resolveTargets(
  set: EditSet,
  read: ReadBase,
  options: PlanOptions,
): { groups: FileGroup[]; refusals: EditRefusal[] } {
  const groups = new Map<string, { base: BaseFile | undefined; edits: IndexedEdit[] }>();
  const refusals: EditRefusal[] = [];
  set.edits.forEach((edit, editIndex) => {
    const path = resolvePath(edit, read, options);
    if (path === undefined) {
      refusals.push(refuse('EC_EDIT_NO_PATH', { path: '', editIndex }));
      return;
    }
    const group = groups.get(path) ?? { base: read(path), edits: [] };
    group.edits.push({ edit, editIndex });
    groups.set(path, group);
  });
  return { groups: [...groups].map(([path, group]) => ({ path, ...group })), refusals };
}

function resolvePath(edit: FileEdit, read: ReadBase, { target }: PlanOptions): string | undefined {
  if (edit.path === undefined) return target;
  const path = plainPath(edit.path);
  if (edit.kind === 'create') return path;
  const others = (edit.otherPaths ?? []).map(plainPath);
  const readings = [path, ...others];
  // A backward slash may be part of a name; where a file has it, that is the one that was named.
  const existing = [edit.path, ...readings].find((reading) => read(reading) !== undefined);
  if (existing !== undefined) return existing;
  // A new file may have blanks in its name, or words may stand before the name: nothing tells them apart.
  if (others.some((other) => path.endsWith(` ${other}`))) return target;
  return target !== undefined && readings.some((reading) => target.endsWith(`/${reading}`)) ? target : path;
}

/** A path without `./` in front, and with forward slashes where it has only backward ones. */
export function plainPath(path: string): string {
  const slashed = path.includes('\\') && !path.includes('/') ? path.replaceAll('\\', '/') : path;
  return slashed.replace(/^(?:\.\/)+/, '');
}
