import type { BaseFile, EditReceipt, EditRefusal, PlannedFile } from '../edit-plan.ts';
import type { EditFormat, FileEdit } from '../edit-set.ts';
import { checkHash } from './check-hash.ts';
import { createdText } from './created-text.ts';
import { type FileUnit, plainReceipt } from './file-unit.ts';
import { planDelete } from './plan-delete.ts';
import type { PlanOptions, ReadBase } from './plan-options.ts';
import { planText } from './plan-text.ts';
import { refuse } from './refuse.ts';
import { type FileGroup, plainPath } from './resolve-target.ts';

/** The plan for one file. */
export interface FilePlan {
  readonly files: readonly PlannedFile[];
  readonly receipts: readonly EditReceipt[];
  readonly refusals: readonly EditRefusal[];
}

/** Plans everything that an edit set wants of one file. */
export function planFile(
  format: EditFormat,
  group: FileGroup,
  read: ReadBase,
  options: PlanOptions,
): FilePlan {
  const plan = planGroup(format, group, read, options);
  const hashes = hashesOf(plan.files[0], group.base, options);
  return { ...plan, receipts: plan.receipts.map((receipt) => ({ ...receipt, ...hashes })) };
}

/** The hashes of a file before and after its edits, so far as they are known. */
function hashesOf(
  file: PlannedFile | undefined,
  base: BaseFile | undefined,
  { hashText }: PlanOptions,
): Pick<EditReceipt, 'baseHash' | 'newHash'> {
  const before = base === undefined ? {} : { baseHash: base.hash };
  if (file === undefined || file.kind === 'delete' || hashText === undefined) return before;
  return { ...before, newHash: hashText(file.kind === 'rename' ? file.newPath : file.path, file.text) };
}

function planGroup(format: EditFormat, group: FileGroup, read: ReadBase, options: PlanOptions): FilePlan {
  const { path, base } = group;
  const units = group.edits.map(
    ({ edit, editIndex }): FileUnit => ({ edit, format, place: { path, editIndex }, options }),
  );
  const [first] = units;
  if (first === undefined) return fail([]);
  const created = base === undefined || first.edit.kind === 'create' ? createdText(first) : undefined;
  if (created !== undefined) return planNew(units, first, created, base);
  if (base === undefined) return fail([refuse('EC_EDIT_FILE_MISSING', first.place)]);
  const hashes = units.flatMap((unit) => checkHash(unit, base) ?? []);
  if (hashes.length > 0) return fail(hashes);
  return planDelete(units, base) ?? planExisting(units, base, read);
}

function fail(refusals: readonly EditRefusal[]): FilePlan {
  return { files: [], receipts: [], refusals };
}

function planNew(
  units: readonly FileUnit[],
  first: FileUnit,
  text: string,
  base: BaseFile | undefined,
): FilePlan {
  const { path } = first.place;
  const replaces = base !== undefined && first.options.overwrite !== true;
  if (replaces) return fail([refuse('EC_EDIT_FILE_EXISTS', first.place)]);
  const rest = units.slice(1);
  const moved = rest.find(({ edit }) => newPathOf(edit) !== undefined);
  if (moved !== undefined) return fail([refuse('EC_EDIT_OVERLAP', moved.place)]);
  const planned = planText(text, rest);
  if ('refusals' in planned) return fail(planned.refusals);
  const { text: final, receipts } = planned;
  const file: PlannedFile =
    base === undefined
      ? { kind: 'create', path, text: final, ...modeOf([first.edit]) }
      : {
          kind: 'modify',
          path,
          baseHash: base.hash,
          spans: [{ start: 0, end: base.text.length, newText: final }],
          text: final,
        };
  return { files: [file], receipts: [plainReceipt(first, 0), ...receipts], refusals: [] };
}

function planExisting(units: readonly FileUnit[], base: BaseFile, read: ReadBase): FilePlan {
  const planned = planText(base.text, units);
  if ('refusals' in planned) return fail(planned.refusals);
  const { text, spans, receipts } = planned;
  const mode = modeOf(units.map(({ edit }) => edit));
  const moved = units.find(({ edit }) => newPathOf(edit) !== undefined);
  const common = { path: base.path, baseHash: base.hash, spans, text, ...mode };
  if (moved !== undefined) return planMove(moved, common, receipts, read);
  const changes = text !== base.text || 'mode' in mode;
  return { files: changes ? [{ kind: 'modify', ...common }] : [], receipts, refusals: [] };
}

type Common = Omit<Extract<PlannedFile, { kind: 'modify' }>, 'kind'>;

function planMove(
  unit: FileUnit,
  common: Common,
  receipts: readonly EditReceipt[],
  read: ReadBase,
): FilePlan {
  const newPath = plainPath(newPathOf(unit.edit) ?? '');
  const taken = newPath !== common.path && read(newPath) !== undefined && unit.options.overwrite !== true;
  if (taken) return fail([refuse('EC_EDIT_FILE_EXISTS', { path: newPath, editIndex: unit.place.editIndex })]);
  const known = receipts.length > 0 ? receipts : [plainReceipt(unit, 0)];
  if (unit.edit.kind === 'hunks' && unit.edit.copy === true) {
    return { files: [{ kind: 'create', path: newPath, text: common.text }], receipts: known, refusals: [] };
  }
  const file: PlannedFile =
    newPath === common.path ? { kind: 'modify', ...common } : { kind: 'rename', newPath, ...common };
  return { files: [file], receipts: known, refusals: [] };
}

function newPathOf(edit: FileEdit): string | undefined {
  return edit.kind === 'rename' || edit.kind === 'hunks' ? edit.newPath : undefined;
}

function modeOf(edits: readonly FileEdit[]): { mode?: number } {
  for (const edit of edits) {
    if ((edit.kind === 'hunks' || edit.kind === 'create') && edit.mode !== undefined)
      return { mode: edit.mode };
  }
  return {};
}
