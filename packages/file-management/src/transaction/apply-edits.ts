import type { BaseFile, EditPlan, EditReceipt, PlannedFile } from '../edits/edit-plan.ts';
import type { EditSet } from '../edits/edit-set.ts';
import { planEdits } from '../edits/plan/plan-edits.ts';
import type { PlanOptions, ReadBase } from '../edits/plan/plan-options.ts';
import { pathProblem } from '../paths/path-syntax.ts';

/** The part of a transaction that applying edits needs. */
export interface EditedFiles {
  /** The text of a file with what is pending; undefined when there is none or it is not text. */
  base(path: string): Promise<BaseFile | undefined>;
}

/** A plan, and the texts that it was made for. */
export interface PlanAgainst {
  readonly plan: EditPlan;
  readonly read: ReadBase;
}

/**
 * Plans an edit set against what is pending. Planning is synchronous and asks for files by path: those that
 * it asked for and that were not loaded yet are loaded, and it is planned again.
 */
export async function planAgainst(
  files: EditedFiles,
  set: EditSet,
  options: PlanOptions,
): Promise<PlanAgainst> {
  const loaded = new Map<string, BaseFile | undefined>();
  for (;;) {
    const asked = new Set<string>();
    const plan = planEdits(
      set,
      (path) => {
        if (!loaded.has(path)) asked.add(path);
        return loaded.get(path);
      },
      options,
    );
    if (asked.size === 0) return { plan, read: (path) => loaded.get(path) };
    // A path that no workspace may use names no file; the plan then creates it, and creating is refused.
    for (const path of asked)
      loaded.set(path, pathProblem(path) === undefined ? await files.base(path) : undefined);
  }
}

/** Paths that a planned file touches. */
export function pathsOf(file: PlannedFile): readonly string[] {
  return file.kind === 'rename' ? [file.path, file.newPath] : [file.path];
}

/** Names in each receipt the hash that its file has now; a deleted file has none. */
export function withNewHashes(
  { receipts, files }: EditPlan,
  hashOf: (path: string) => string | undefined,
): EditReceipt[] {
  const moved = new Map(
    files.flatMap((file) => (file.kind === 'rename' ? [[file.path, file.newPath] as const] : [])),
  );
  return receipts.map((receipt) => {
    const newHash = hashOf(moved.get(receipt.path) ?? receipt.path);
    return newHash === undefined ? receipt : { ...receipt, newHash };
  });
}
