import type { Hunk, HunkLine } from '../edit-set.ts';
import type { HunkSearch, Sighting } from '../locate/hunk-search.ts';
import {
  deriveReindent,
  type IndentPair,
  indentOf,
  provenTabs,
  type Reindent,
  uniformReindent,
} from '../locate/indentation.ts';
import { foldPunctuation, keepsIndentation } from '../locate/match-key.ts';
import { addsOnly, oldLines } from '../locate/old-lines.ts';

/**
 * How the added lines of a hunk are indented at a place; undefined where no rule explains what the hunk shows.
 * `prefixed` says that other hunks of the edit write their context with its prefix.
 */
export function reindentFor(
  search: HunkSearch,
  hunk: Hunk,
  { level, bare }: Sighting,
  start: number,
  prefixed: boolean,
): Reindent | undefined {
  const lines = oldLines(hunk);
  if (keepsIndentation(level)) {
    const dedented =
      bare && looksDedented(hunk) ? uniformReindent(pairsAt(search, lines, start, false)) : undefined;
    if (dedented === undefined) return { kind: 'none' };
    return prefixed ? dedented : undefined;
  }
  const plain = deriveReindent(pairsAt(search, lines, start, false));
  if (plain !== undefined || lines.every((line) => line.bare === undefined)) return plain;
  // One blank more on every line of context can make a wrong tab width fit, so no tabs are read into that.
  const bareRule = deriveReindent(pairsAt(search, lines, start, true));
  return bareRule === undefined || provenTabs(bareRule) !== undefined ? undefined : bareRule;
}

// Context that lost its prefix looks like context that lost one blank of indentation. Deleted lines tell them
// apart; without any, an added line that fits only the second reading leaves it open.
function looksDedented(hunk: Hunk): boolean {
  if (!addsOnly(hunk)) return false;
  const context = oldLines(hunk).filter((line) => line.text.trim() !== '');
  const asBare = new Set(context.map((line) => indentOf(line.bare ?? line.text)));
  const asPlain = new Set(context.map((line) => indentOf(line.text)));
  return hunk.lines.some(({ op, text }) => {
    const own = indentOf(text);
    return op === 'add' && text.trim() !== '' && !asBare.has(own) && asPlain.has(own);
  });
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

/** Whether the context of a hunk stands in the file as it is read with its prefix. */
export function provesPrefix(hunk: Hunk, { level, bare }: Sighting): boolean {
  const telling = hunk.lines.some((line) => line.bare !== undefined && line.text.trim() !== '');
  return telling && !bare && keepsIndentation(level);
}

/** Whether a hunk shows any indentation at all, so that it agrees or disagrees with the rest of the edit. */
export function showsIndentation(hunk: Hunk): boolean {
  return oldLines(hunk).some((line) => line.text.trim() !== '' && indentOf(line.text) !== '');
}
