import { type EditPlan, type EditSet, inverseOf, parseEdits, planEdits } from '../../src/edits/index.ts';
import { applySpans } from '../../src/edits/plan/text-spans.ts';
import type { EditCase } from './case.ts';
import { carryOut, hashOf } from './judge.ts';

type Files = Readonly<Record<string, string>>;

const hashText = (_path: string, text: string): string => hashOf(text);

function reader(files: Files) {
  return (path: string) => {
    const text = Object.hasOwn(files, path) ? files[path] : undefined;
    return text === undefined ? undefined : { path, text, hash: hashOf(text) };
  };
}

function planned(set: EditSet, files: Files, target?: string): EditPlan {
  return planEdits(set, reader(files), { hashText, ...(target === undefined ? {} : { target }) });
}

/**
 * What does not hold of a plan that must: it survives JSON, is the same each time, its spans make its text, its
 * receipts name the files before and after, and its inverse takes it back byte for byte and no other file.
 */
export function brokenPromise({ format, edit, files, target }: EditCase): string | undefined {
  const set = parseEdits(edit, format);
  const plan = planned(set, files, target);
  if (!survivesJson(plan) || !survivesJson(set)) return 'it does not survive JSON';
  if (JSON.stringify(planned(set, files, target)) !== JSON.stringify(plan)) return 'another plan comes out';
  if (plan.refusals.length > 0) return plan.files.length > 0 ? 'a refused edit has files' : undefined;
  const after = carryOut(files, plan);
  return spansDiffer(plan, files) ?? hashesDiffer(plan, files, after) ?? inverseDiffers(plan, files, after);
}

function survivesJson(value: unknown): boolean {
  const text = JSON.stringify(value);
  return JSON.stringify(JSON.parse(text)) === text;
}

function spansDiffer(plan: EditPlan, files: Files): string | undefined {
  const differs = plan.files.some(
    (file) => 'spans' in file && applySpans(files[file.path] ?? '', file.spans) !== file.text,
  );
  return differs ? 'its spans make another text' : undefined;
}

function hashesDiffer(plan: EditPlan, before: Files, after: Files): string | undefined {
  const expected = (text: string | undefined) => (text === undefined ? undefined : hashOf(text));
  const moved = new Map(
    plan.files.flatMap((file) => (file.kind === 'rename' ? [[file.path, file.newPath]] : [])),
  );
  const wrong = plan.receipts.find(({ path, baseHash, newHash }) => {
    const changed = plan.files.some((file) => file.path === path);
    const now = changed ? expected(after[moved.get(path) ?? path]) : newHash;
    return baseHash !== expected(before[path]) || newHash !== now;
  });
  return wrong === undefined ? undefined : `wrong hashes: ${JSON.stringify(wrong)}`;
}

function inverseDiffers(plan: EditPlan, files: Files, after: Files): string | undefined {
  if (plan.files.length === 0) return undefined;
  const set = JSON.parse(JSON.stringify(inverseOf(plan, reader(files), hashText))) as EditSet;
  const back = planned(set, after);
  if (back.refusals.length > 0) return `its inverse is refused: ${JSON.stringify(back.refusals)}`;
  if (!isSame(carryOut(after, back), files)) return 'its inverse gives other files';
  const touched = plan.files.flatMap((file) => (file.kind === 'delete' ? [] : [file]));
  const later = { ...after };
  for (const file of touched) later[file.kind === 'rename' ? file.newPath : file.path] += 'later\n';
  return touched.length > 0 && planned(set, later).refusals.length === 0
    ? 'its inverse is taken for a file that changed since'
    : undefined;
}

function isSame(left: Files, right: Files): boolean {
  const paths = Object.keys(left);
  return paths.length === Object.keys(right).length && paths.every((path) => left[path] === right[path]);
}
