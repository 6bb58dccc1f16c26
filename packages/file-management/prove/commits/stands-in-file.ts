import type { EditCase } from '../../test/edits/case.ts';
import { sameButForm } from './commit-change.ts';

/**
 * Lines that git calls a conflict may still stand in the file as the edit shows them, since its merge also looks
 * at their neighbours. Whoever finds all of them, indented or ended differently at most or without the blank
 * lines around them, has not guessed.
 */
export function standsInFile({ files, ...edit }: EditCase): boolean {
  const text = Object.values(files).join('\n');
  const lines = text.split('\n').map(sameButForm);
  const stands = (run: readonly string[]): boolean => {
    const wanted = withoutBlankEdges(run.map(sameButForm));
    const passed = edit.format === 'unified-diff' ? MOST_PASSED : 0;
    return lines.some((_line, at) => standsFrom(lines, at, wanted, passed));
  };
  if (edit.format === 'json' || edit.format === 'str-replace')
    return textsOf(edit.edit).every((old) => text.includes(old) || stands(linesOf(old)));
  return runsOf(edit).every(stands);
}

/** Lines that the context of a diff may pass over in one place. */
const MOST_PASSED = 3;

function standsFrom(
  lines: readonly string[],
  from: number,
  wanted: readonly string[],
  passed: number,
): boolean {
  let place = from;
  return wanted.every((line, at) => {
    const found = lines.slice(place, place + (at === 0 ? 1 : passed + 1)).indexOf(line);
    place += found + 1;
    return found !== -1;
  });
}

/** The runs of lines that an edit expects in the file. */
function runsOf({ format, edit }: Pick<EditCase, 'format' | 'edit'>): string[][] {
  if (format === 'search-replace')
    return [...edit.matchAll(/SEARCH\n([\s\S]*?)^=======$/gm)].map(([, run = '']) => linesOf(run));
  return [...edit.matchAll(/^@@.*\n((?:[ +-].*\n?|\n)*)/gm)].map(([, run = '']) =>
    linesOf(run)
      .filter((line) => !line.startsWith('+'))
      .map((line) => line.slice(1)),
  );
}

/** The texts that calls of a tool expect. */
function textsOf(edit: string): string[] {
  return [...edit.matchAll(/"old_str(?:ing)?":("(?:[^"\\]|\\.)*")/g)].map(
    ([, text = '""']) => JSON.parse(text) as string,
  );
}

function linesOf(run: string): string[] {
  return run.replace(/\n$/, '').split('\n');
}

/** Lines without the blank ones at their edges. */
export function withoutBlankEdges(lines: readonly string[]): string[] {
  const first = lines.findIndex((line) => line !== '');
  return first === -1 ? [] : lines.slice(first, lines.findLastIndex((line) => line !== '') + 1);
}
