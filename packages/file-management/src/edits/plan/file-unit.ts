import type { EditReceipt, EditRefusal, TextSpan } from '../edit-plan.ts';
import type { EditFormat, FileEdit } from '../edit-set.ts';
import type { Reindent } from '../locate/indentation.ts';
import type { SourceLines } from '../locate/source-lines.ts';
import type { PlanOptions } from './plan-options.ts';
import type { RefusalPlace } from './refuse.ts';

/** One edit of a file, with all that is needed to plan it. */
export interface FileUnit<Edit extends FileEdit = FileEdit> {
  readonly edit: Edit;
  readonly format: EditFormat;
  readonly place: RefusalPlace;
  readonly options: PlanOptions;
  /** How other edits of the file prove that the reply writes its tabs. */
  readonly tabs?: Reindent;
}

/** A part of an edit that succeeds or fails as one: a hunk, or the whole edit. */
export type UnitOutcome =
  | {
      readonly spans: readonly TextSpan[];
      readonly receipt: EditReceipt;
      /** How it proves that the reply writes the tabs of the file, if it does. */
      readonly tabs?: Reindent;
    }
  | { readonly refusal: EditRefusal };

/** Plans one kind of edit against one text. */
export type UnitPlanner<Edit extends FileEdit> = (source: SourceLines, unit: FileUnit<Edit>) => UnitOutcome[];

/** A receipt for an edit that states its place itself. */
export function plainReceipt({ format, place }: FileUnit, line: number): EditReceipt {
  return {
    format,
    path: place.path,
    editIndex: place.editIndex,
    hunkIndex: 0,
    level: 'exact',
    relaxations: [],
    hints: [],
    line,
  };
}
