import { type EditPlan, parseEdits, planEdits } from '../../src/edits/index.ts';
import type { EditCase } from './case.ts';

/** What an engine made of a case. */
export type Verdict = 'pass' | 'refused' | 'WRONG' | 'false success';

/** Files after an edit, or nothing if it was refused. */
export type Outcome = Readonly<Record<string, string>> | undefined;

/** Compares what an engine left behind with the right answer. */
export function judge({ files, expected }: EditCase, outcome: Outcome): Verdict {
  if (outcome === undefined) return expected === undefined ? 'pass' : 'refused';
  if (expected !== undefined) {
    if (isSame(outcome, expected)) return 'pass';
    return isSame(outcome, files) ? 'false success' : 'WRONG';
  }
  return isSame(outcome, files) ? 'false success' : 'WRONG';
}

function isSame(left: Readonly<Record<string, string>>, right: Readonly<Record<string, string>>): boolean {
  const paths = Object.keys(left);
  return paths.length === Object.keys(right).length && paths.every((path) => left[path] === right[path]);
}

/** Applies a case with this engine. */
export function applyCase({ format, edit, files, target }: EditCase): { outcome: Outcome; plan: EditPlan } {
  const read = (path: string) => {
    const text = files[path];
    return text === undefined ? undefined : { path, text, hash: hashOf(text) };
  };
  const plan = planEdits(parseEdits(edit, format), read, target === undefined ? {} : { target });
  return { outcome: plan.refusals.length > 0 ? undefined : carryOut(files, plan), plan };
}

/** The files after a plan. */
export function carryOut(files: EditCase['files'], plan: EditPlan): Record<string, string> {
  const after: Record<string, string> = { ...files };
  for (const file of plan.files) {
    if (file.kind === 'delete' || file.kind === 'rename') delete after[file.path];
    if (file.kind === 'rename') after[file.newPath] = file.text;
    else if (file.kind !== 'delete') after[file.path] = file.text;
  }
  return after;
}

/** A hash for cases: nothing but the same text may have it. */
export function hashOf(text: string): string {
  return `text:${text.length}:${text}`;
}
