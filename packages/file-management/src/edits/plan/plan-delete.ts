import type { BaseFile } from '../edit-plan.ts';
import { matchKey } from '../locate/match-key.ts';
import { toSourceLines } from '../locate/source-lines.ts';
import { type FileUnit, plainReceipt } from './file-unit.ts';
import type { FilePlan } from './plan-file.ts';
import { refuse } from './refuse.ts';

/**
 * Plans the deletion of a file; undefined where no edit wants it. Where the edit shows lines, they must be all that
 * the file holds.
 */
export function planDelete(units: readonly FileUnit[], base: BaseFile): FilePlan | undefined {
  const unit = units.find(({ edit }) => edit.kind === 'delete');
  if (unit?.edit.kind !== 'delete') return undefined;
  const refuseIt = (code: 'EC_EDIT_OVERLAP' | 'EC_EDIT_DELETE_NOT_SHOWN', facts = {}): FilePlan => ({
    files: [],
    receipts: [],
    refusals: [refuse(code, unit.place, facts)],
  });
  if (units.length > 1) return refuseIt('EC_EDIT_OVERLAP');
  const differing = unit.edit.lines === undefined ? undefined : firstDifference(base.text, unit.edit.lines);
  if (differing !== undefined) return refuseIt('EC_EDIT_DELETE_NOT_SHOWN', { positions: [differing + 1] });
  return {
    files: [{ kind: 'delete', path: base.path, baseHash: base.hash }],
    receipts: [plainReceipt(unit, 0)],
    refusals: [],
  };
}

function firstDifference(text: string, shown: readonly string[]): number | undefined {
  const { contents } = toSourceLines(text);
  const lines = Math.max(contents.length, shown.length);
  for (let at = 0; at < lines; at++) {
    const [held, given] = [contents[at], shown[at]];
    if (held === undefined || given === undefined) return at;
    if (matchKey(held, 'punctuation') !== matchKey(given, 'punctuation')) return at;
  }
  return undefined;
}
