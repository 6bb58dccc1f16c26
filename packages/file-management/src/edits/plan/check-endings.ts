import type { Hunk, HunkLine } from '../edit-set.ts';
import type { Contradiction } from '../locate/contradiction.ts';
import { oldLines } from '../locate/old-lines.ts';
import { endingOf, type SourceLines } from '../locate/source-lines.ts';

const ENDS_WITH_NEWLINE = 'the file ends with a newline, which the edit says it does not';

/**
 * Why the end of the file or the line endings of a place are not those that an edit states: it marks a missing
 * newline where the file goes on or ends with one, it ends before the lines it promises at the end of the
 * file, or it is written with `\r\n` throughout and the place in a file of mixed endings is not. Undefined if
 * nothing speaks against the place.
 */
export function contradictsEndings(
  source: SourceLines,
  hunk: Hunk,
  start: number,
  mixedFile: boolean,
): Contradiction | undefined {
  const old = oldLines(hunk);
  const last = old.at(-1);
  const end = start + old.length;
  if (last?.noNewline === true && endingOf(source, end - 1) !== '') {
    const goesOn = end < source.contents.length;
    const reason = goesOn ? 'the file goes on where the edit says it ends' : ENDS_WITH_NEWLINE;
    return objection(reason, end);
  }
  const owed = hunk.hint.owedOldLines;
  if (owed !== undefined && end + owed === source.contents.length) {
    return { code: 'EC_EDIT_TRUNCATED', reason: 'its last hunk has fewer lines than it promises' };
  }
  if (endsEarly(hunk, start) && end < source.contents.length) {
    return { code: 'EC_EDIT_TRUNCATED', reason: 'it ends behind a changed line where the file goes on' };
  }
  if (
    mixedFile &&
    old.length > 0 &&
    hunk.lines.every(hasReturn) &&
    !old.every((_line, at) => endsInReturn(source, start + at))
  ) {
    return objection('the lines end differently in the file', start + 1);
  }
  return undefined;
}

// Behind a change stands context as before it, and behind deleted lines what takes their place, unless the file ends.
// Where the file begins there is none before, and so nothing shows that it is left out on purpose.
function endsEarly({ hint, lines }: Hunk, start: number): boolean {
  const last = lines.at(-1)?.op;
  const hasContext = lines[0]?.op === 'keep' || start === 0;
  return hint.endsOpen === true && (last === 'delete' || (hasContext && last === 'add'));
}

function objection(reason: string, line: number): Contradiction {
  return { code: 'EC_EDIT_NO_MATCH', reason, positions: [line] };
}

function hasReturn(line: HunkLine): boolean {
  return line.cr === true || line.noNewline === true;
}

function endsInReturn(source: SourceLines, line: number): boolean {
  return endingOf(source, line) !== '\n';
}

/** Whether lines of a file end in both ways. */
export function hasMixedFile({ text }: SourceLines): boolean {
  return text.includes('\r\n') && /(?<!\r)\n/.test(text);
}
