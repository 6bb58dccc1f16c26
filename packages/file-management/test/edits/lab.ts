import {
  type EditFormat,
  type EditPlan,
  type PlanOptions,
  parseEdits,
  planEdits,
} from '../../src/edits/index.ts';
import { carryOut, hashOf } from './judge.ts';

/** The files of an experiment, by path. */
export type Files = Readonly<Record<string, string>>;

/** What an edit did: the plan, and the files after it if nothing was refused. */
export interface Experiment {
  readonly plan: EditPlan;
  readonly after: Files | undefined;
  /** Codes of the refusals. */
  readonly codes: readonly string[];
}

/** Applies a reply to files in memory. */
export function apply(
  format: EditFormat | undefined,
  edit: string,
  files: Files,
  options: PlanOptions = {},
): Experiment {
  const read = (path: string) => {
    const text = Object.hasOwn(files, path) ? files[path] : undefined;
    return text === undefined ? undefined : { path, text, hash: hashOf(text) };
  };
  const plan = planEdits(parseEdits(edit, format), read, options);
  const refused = plan.refusals.length > 0;
  return {
    plan,
    after: refused ? undefined : carryOut(files, plan),
    codes: plan.refusals.map(({ code }) => code),
  };
}

/** A unified diff of one file called `a.txt` with the given body. */
export function diff(...body: string[]): string {
  return ['--- a/a.txt', '+++ b/a.txt', ...body, ''].join('\n');
}

/** A search/replace block for a file called `a.txt`. */
export function block(search: string, replace: string): string {
  const end = (text: string): string => (text === '' ? '' : `${text}\n`);
  return `a.txt\n\`\`\`\n<<<<<<< SEARCH\n${end(search)}=======\n${end(replace)}>>>>>>> REPLACE\n\`\`\`\n`;
}

/** Joins lines into a text that ends with a newline. */
export function lines(...texts: string[]): string {
  return texts.map((text) => `${text}\n`).join('');
}

/** `count` lines that differ from each other. */
export function filler(count: number, name = 'line'): string[] {
  return Array.from({ length: count }, (_, at) => `${name} number ${at}`);
}
