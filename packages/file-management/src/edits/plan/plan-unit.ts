import type { FileEdit } from '../edit-set.ts';
import type { SourceLines } from '../locate/source-lines.ts';
import type { FileUnit, UnitOutcome, UnitPlanner } from './file-unit.ts';
import { planHunksEdit } from './plan-hunks-edit.ts';
import { planInsert } from './plan-insert.ts';
import { planLazy } from './plan-lazy.ts';
import { planLineRange, planRanges } from './plan-ranges.ts';
import { planSubstitute } from './plan-substitute.ts';
import { planWhole } from './plan-whole.ts';
import { refuse } from './refuse.ts';

type Planners = { readonly [Kind in FileEdit['kind']]: UnitPlanner<Extract<FileEdit, { kind: Kind }>> };

const planners: Planners = {
  hunks: planHunksEdit,
  substitute: planSubstitute,
  insert: planInsert,
  'line-range': planLineRange,
  ranges: planRanges,
  whole: planWhole,
  lazy: planLazy,
  rename: () => [],
  create: (_source, { place }) => [{ refusal: refuse('EC_EDIT_FILE_EXISTS', place) }],
  delete: (_source, { place }) => [{ refusal: refuse('EC_EDIT_OVERLAP', place) }],
};

/** Plans one edit against one text, by its kind. */
export function planUnit(source: SourceLines, unit: FileUnit): UnitOutcome[] {
  const planner = planners[unit.edit.kind] as UnitPlanner<FileEdit>;
  return planner(source, unit);
}
