import type { EditPlan, EditReceipt, EditRefusal, PlannedFile } from '../edit-plan.ts';
import type { EditProblem, EditSet } from '../edit-set.ts';
import { planFile } from './plan-file.ts';
import type { PlanOptions, ReadBase } from './plan-options.ts';
import { refuse } from './refuse.ts';
import { resolveTargets } from './resolve-target.ts';

const CODE_OF_PROBLEM = {
  truncated: 'EC_EDIT_TRUNCATED',
  malformed: 'EC_EDIT_MALFORMED',
  unsupported: 'EC_EDIT_UNSUPPORTED',
  'too-large': 'EC_EDIT_TOO_LARGE',
} as const;

/**
 * Works out what an edit set does to the files that `read` returns. Nothing is written and nothing is thrown:
 * what cannot be done is a refusal, and with any refusal nothing of the set may be carried out.
 */
export function planEdits(set: EditSet, read: ReadBase, options: PlanOptions = {}): EditPlan {
  const problems = refuseProblems(set);
  if (problems.length > 0) return { files: [], receipts: [], refusals: problems };
  const { groups, refusals } = resolveTargets(set, read, options);
  const files: PlannedFile[] = [];
  const receipts: EditReceipt[] = [];
  for (const group of groups) {
    const plan = planFile(set.format, group, read, options);
    files.push(...plan.files);
    receipts.push(...plan.receipts);
    refusals.push(...plan.refusals);
  }
  if (refusals.length === 0) refusals.push(...refuseTogether(files, receipts));
  const ordered = [...receipts].sort(
    (left, right) => left.editIndex - right.editIndex || left.hunkIndex - right.hunkIndex,
  );
  return { files: refusals.length > 0 ? [] : files, receipts: ordered, refusals };
}

function refuseProblems(set: EditSet): EditRefusal[] {
  const refusals = set.problems.map((problem) => toRefusal(set, problem));
  if (refusals.length > 0) return refusals;
  const place = { path: '', editIndex: -1 };
  if (!set.complete)
    return [refuse('EC_EDIT_TRUNCATED', place, { reason: 'the reply ends before its edit does' })];
  return set.edits.length === 0 ? [refuse('EC_EDIT_EMPTY', place)] : [];
}

function toRefusal({ edits }: EditSet, { kind, message, editIndex = -1 }: EditProblem): EditRefusal {
  return refuse(
    CODE_OF_PROBLEM[kind],
    { path: edits[editIndex]?.path ?? '', editIndex },
    { reason: message },
  );
}

/** Reasons that only show when all files are planned: two of them would take one name, or nothing changes. */
function refuseTogether(files: readonly PlannedFile[], receipts: readonly EditReceipt[]): EditRefusal[] {
  const taken = new Set<string>();
  for (const file of files) {
    const path = file.kind === 'rename' ? file.newPath : file.path;
    if (taken.has(path)) return [refuse('EC_EDIT_OVERLAP', { path, editIndex: -1 })];
    taken.add(path);
  }
  if (files.length > 0 || receipts.some((receipt) => receipt.line === 0)) return [];
  return [
    refuse('EC_EDIT_NO_CHANGE', { path: receipts[0]?.path ?? '', editIndex: receipts[0]?.editIndex ?? -1 }),
  ];
}
