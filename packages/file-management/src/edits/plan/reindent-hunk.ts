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
import { addsNextToDeviation } from './added-indentation.ts';

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
    const part = bare ? dedentedPart(hunk) : 'none';
    const rule = part === 'none' ? undefined : uniformReindent(pairsAt(search, lines, start, false));
    if (rule === undefined) return { kind: 'none' };
    return prefixed || part === 'all' ? rule : undefined;
  }
  if (addsNextToDeviation(hunk, deviatingLines(search, lines, start))) {
    return uniformReindent(pairsAt(search, lines, start, false));
  }
  const plain = deriveReindent(pairsAt(search, lines, start, false));
  if (plain !== undefined) return plain;
  // Context that agrees as it is read with its prefix has not lost it.
  const agrees = (pair: IndentPair): boolean => pair.deleted || pair.edit === pair.file;
  if (prefixed || pairsAt(search, lines, start, false).every(agrees)) return undefined;
  // One blank more on every line of context can make a wrong tab width fit, so no tabs are read into that.
  const bareRule = deriveReindent(pairsAt(search, lines, start, true));
  return bareRule === undefined || provenTabs(bareRule) !== undefined ? undefined : bareRule;
}

// Context that lost its prefix looks like context that lost one blank of indentation. Deleted lines tell them
// apart; without any, the added lines do if they have the indentation of context in the second reading only.
function dedentedPart(hunk: Hunk): 'none' | 'some' | 'all' {
  if (!addsOnly(hunk)) return 'none';
  const context = oldLines(hunk).filter((line) => line.text.trim() !== '');
  const asBare = new Set(context.map((line) => indentOf(line.bare ?? line.text)));
  const asPlain = new Set(context.map((line) => indentOf(line.text)));
  const added = hunk.lines.filter(({ op, text }) => op === 'add' && text.trim() !== '');
  const fitting = added.filter(({ text }) => !asBare.has(indentOf(text)) && asPlain.has(indentOf(text)));
  if (fitting.length === 0) return 'none';
  return fitting.length === added.length ? 'all' : 'some';
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

function deviatingLines({ source }: HunkSearch, lines: readonly HunkLine[], start: number): Set<HunkLine> {
  return new Set(lines.filter(({ text }, at) => indent(text) !== indent(source.contents[start + at] ?? '')));
}

function indent(line: string): string {
  return indentOf(foldPunctuation(line));
}

/**
 * Whether a hunk writes its context with its prefix: the lines stand in the file as they are read with it, or a
 * blank line has nothing else.
 */
export function provesPrefix(hunk: Hunk, { level, bare }: Sighting): boolean {
  if (hunk.lines.some((line) => line.bare === ' ')) return true;
  const telling = hunk.lines.some((line) => line.bare !== undefined && line.text.trim() !== '');
  return telling && !bare && keepsIndentation(level);
}

/** Whether a hunk shows any indentation at all, so that it agrees or disagrees with the rest of the edit. */
export function showsIndentation(hunk: Hunk): boolean {
  return oldLines(hunk).some((line) => line.text.trim() !== '' && indentOf(line.text) !== '');
}
