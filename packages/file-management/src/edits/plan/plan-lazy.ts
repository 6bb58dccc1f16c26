import type { LazyEdit } from '../edit-set.ts';
import type { SourceLines } from '../locate/source-lines.ts';
import type { FileUnit, UnitOutcome } from './file-unit.ts';
import { refuse } from './refuse.ts';

/** Plans a file that is written with placeholders. */
export function planLazy(_source: SourceLines, unit: FileUnit<LazyEdit>): UnitOutcome[] {
  return [{ refusal: refuse('EC_EDIT_NO_PLACE', unit.place) }];
}
