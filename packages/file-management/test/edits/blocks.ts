import { type CaseMaker, makeSubject, type Subject, type SubjectOptions } from './case.ts';
import { type DiffHunk, newSide, oldSide } from './change.ts';
import type { Random } from './random.ts';

/** Both sides of a search/replace block. */
export interface Blocks {
  readonly search: readonly string[];
  readonly replace: readonly string[];
}

/** The block that says the same as a hunk. */
export function blockOf(hunk: DiffHunk): Blocks {
  return { search: oldSide(hunk), replace: newSide(hunk) };
}

/** Prints blocks as aider asks for them. */
export function printBlocks(path: string, blocks: readonly Blocks[], language = ''): string {
  const printed = blocks.map(({ search, replace }) =>
    [
      path,
      `\`\`\`\`\`\`${language}`,
      '<<<<<<< SEARCH',
      ...search,
      '=======',
      ...replace,
      '>>>>>>> REPLACE',
      '``````',
      '',
    ].join('\n'),
  );
  return printed.join('\n');
}

/** Makes cases of a changed file whose lines hold none of the marks of a block. */
export function blockCase(
  make: (random: Random, subject: Subject) => ReturnType<CaseMaker>,
  options: SubjectOptions = {},
): CaseMaker {
  return (random, file) => {
    const subject = makeSubject(random, file, options);
    if (subject === undefined) return undefined;
    const marks = subject.hunks.some(({ lines }) =>
      lines.some(({ text }) => /^(?:={5,}|<{5,}|>{5,}|-{5,}|\+{5,})/.test(text)),
    );
    return marks ? undefined : make(random, subject);
  };
}

/** Typographic quotes and dashes in the place of ASCII ones. */
export function smartEdges(line: string): string {
  return line
    .replace(/(^|[\s([{=,:])"/g, '$1\u201c')
    .replace(/"/g, '\u201d')
    .replace(/'/g, '\u2019')
    .replace(/ - /g, ' \u2013 ');
}

/** The file with one line that a hunk wants changed. */
export function staleLines(random: Random, subject: Subject, hunk: DiffHunk): string[] | undefined {
  const old = hunk.lines.filter(({ op }) => op !== '+');
  const wanted = old.flatMap(({ text }, at) => (/\w{3}/.test(text) ? [at] : []));
  if (wanted.length === 0) return undefined;
  const at = hunk.oldStart + random.pick(wanted);
  return subject.before.map((line, index) =>
    index === at ? line.replace(/\w{3,}/, () => `stale${random.below(999)}`) : line,
  );
}
