import type { Hunk, HunkLine } from '../edit-set.ts';
import type { HunkSearch, Sighting } from '../locate/hunk-search.ts';
import { deriveReindent, type IndentPair, indentOf, type Reindent } from '../locate/indentation.ts';
import { foldPunctuation, keepsIndentation } from '../locate/match-key.ts';
import { oldLines } from '../locate/old-lines.ts';

/** How the added lines of a hunk are indented at a place; undefined where no rule explains what the hunk shows. */
export function reindentFor(
  search: HunkSearch,
  hunk: Hunk,
  { level }: Sighting,
  start: number,
): Reindent | undefined {
  if (keepsIndentation(level)) return { kind: 'none' };
  const lines = oldLines(hunk);
  const plain = deriveReindent(pairsAt(search, lines, start, false));
  if (plain !== undefined || lines.every((line) => line.bare === undefined)) return plain;
  return deriveReindent(pairsAt(search, lines, start, true));
}

/** The indentations of the lines of a hunk and of the file at a place; blank lines say nothing. */
function pairsAt(search: HunkSearch, lines: readonly HunkLine[], start: number, bare: boolean): IndentPair[] {
  return lines.flatMap((line, at) => {
    const text = bare ? (line.bare ?? line.text) : line.text;
    if (text.trim() === '') return [];
    const file = search.source.contents[start + at] ?? '';
    return [{ edit: indent(text), file: indent(file), deleted: line.op === 'delete' }];
  });
}

function indent(line: string): string {
  return indentOf(foldPunctuation(line));
}

/** Whether a hunk shows any indentation at all, so that it agrees or disagrees with the rest of the edit. */
export function showsIndentation(hunk: Hunk): boolean {
  return oldLines(hunk).some((line) => line.text.trim() !== '' && indentOf(line.text) !== '');
}
