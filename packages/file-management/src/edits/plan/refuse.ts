import type { EditErrorCode } from '../edit-errors.ts';
import type { EditRefusal } from '../edit-plan.ts';

/** What a refusal says beyond its code and edit. */
export type RefusalFacts = Partial<Omit<EditRefusal, 'code' | 'path' | 'editIndex'>>;

/** Where a refusal belongs. */
export interface RefusalPlace {
  readonly path: string;
  readonly editIndex: number;
}

/** Makes a refusal with the facts that are known. */
export function refuse(
  code: EditErrorCode,
  { path, editIndex }: RefusalPlace,
  facts: RefusalFacts = {},
): EditRefusal {
  return {
    code,
    path,
    editIndex,
    nearest: [],
    positions: [],
    alreadyApplied: code === 'EC_EDIT_ALREADY_APPLIED',
    ...facts,
  };
}
