import type { Hunk } from '../edit-set.ts';
import type { Choice } from './choose-place.ts';
import type { Contradiction } from './contradiction.ts';
import { indentOf } from './indentation.ts';
import { matchKey } from './match-key.ts';
import type { SourceLines } from './source-lines.ts';

/** What the section lines of a hunk say about its possible places. */
export interface SectionView {
  /** 0-based line of the innermost section line, for each way to read the sections. */
  readonly anchors: readonly number[];
  /** The places that stand in a section. */
  readonly inside: readonly number[];
  /** Whether the sections are in the file, but no place follows them. */
  readonly contradicted: boolean;
}

/** Lines that open a block: what follows them deeper indented is inside. */
const OPENS_BLOCK =
  /[:{]\s*$|^\s*(class|def|function|fn|func|interface|struct|impl|module|namespace|enum|trait|type|public|private|protected|export|async|static)\b/;
/** Lines that close a block, or go on with the head of one. */
const CLOSES = /^\s*[)\]}{]/;

/** Looks which places stand in the section that a hunk names; no sections leave every place as it is. */
export function viewSections(
  source: SourceLines,
  sections: readonly string[],
  starts: readonly number[],
): SectionView {
  const anchors = findAnchors(source, sections);
  const inside = starts.filter((start) => anchors.some((anchor) => isInside(source, anchor, start)));
  const follows = starts.some((start) => anchors.some((anchor) => anchor < start));
  const opening = anchors.length > 0 && anchors.every((anchor) => opensBlock(source, anchor));
  const contradicted = anchors.length > 0 && (opening ? inside.length === 0 : !follows);
  return { anchors, inside, contradicted };
}

/** The first place behind the only section line there is: what the format means where indentation says nothing. */
export function firstAfter({ anchors }: SectionView, starts: readonly number[]): number | undefined {
  const [anchor] = anchors;
  return anchor === undefined || anchors.length > 1 ? undefined : starts.find((start) => start > anchor);
}

function opensBlock(source: SourceLines, line: number): boolean {
  return OPENS_BLOCK.test(source.contents[line] ?? '');
}

/** Every line that is the innermost section, found below the lines of the outer ones. */
function findAnchors(source: SourceLines, sections: readonly string[]): number[] {
  return (
    sections.reduce<number[] | undefined>((outer, section) => {
      const lines = linesOf(source, section);
      if (outer === undefined) return lines;
      return lines.filter((line) =>
        outer.some((anchor) => isInside(source, anchor, line) || anchor === line),
      );
    }, undefined) ?? []
  );
}

function linesOf(source: SourceLines, section: string): number[] {
  for (const level of ['exact', 'trailing-blanks', 'punctuation-and-indentation'] as const) {
    const key = matchKey(section, level);
    const found = source.contents.flatMap((content, line) =>
      matchKey(content, level) === key ? [line] : [],
    );
    if (found.length > 0 && key.trim() !== '') return found;
  }
  return [];
}

// A line is inside the block of an anchor until a line that is indented no deeper begins something else.
function isInside(source: SourceLines, anchor: number, line: number): boolean {
  if (line <= anchor) return false;
  const depth = indentOf(source.contents[anchor] ?? '').length;
  for (let at = anchor + 1; at < line; at++) {
    const content = source.contents[at] ?? '';
    if (content.trim() !== '' && indentOf(content).length <= depth && !CLOSES.test(content)) return false;
  }
  return true;
}

/** Whether a line of the file begins with the section, since models leave the end of long ones out. */
function isMentioned(source: SourceLines, section: string): boolean {
  const key = matchKey(section, 'punctuation-and-indentation');
  return source.contents.some((content) => matchKey(content, 'punctuation-and-indentation').startsWith(key));
}

/** The places whose nearest line of less indentation is a section line. */
function directlyInside(
  source: SourceLines,
  anchors: readonly number[],
  starts: readonly number[],
): number[] {
  return starts.filter((start) => {
    const depth = indentOf(source.contents[start] ?? '').length;
    const parent = source.contents.findLastIndex(
      (content, line) => line < start && content.trim() !== '' && indentOf(content).length < depth,
    );
    return anchors.includes(parent);
  });
}

/** Chooses the one place that stands in the section which a hunk names. */
export function chooseBySection(
  source: SourceLines,
  hunk: Hunk,
  starts: readonly number[],
): Choice | undefined {
  const view = viewSections(source, hunk.hint.sections ?? [], starts);
  const inside = view.inside.length > 1 ? directlyInside(source, view.anchors, view.inside) : view.inside;
  if (view.inside.length > 1 && inside.length !== 1) return undefined;
  const start = inside[0] ?? firstAfter(view, starts);
  return start === undefined ? undefined : { start, hints: ['section'] };
}

/** Why a place cannot be meant: the section that the hunk names is in the file, but elsewhere. */
export function contradictsSection(
  source: SourceLines,
  hunk: Hunk,
  start: number,
): Contradiction | undefined {
  const { sections, sectionsRequired } = hunk.hint;
  if (sections === undefined) return undefined;
  if (sectionsRequired === true && !sections.every((section) => isMentioned(source, section))) {
    return { code: 'EC_EDIT_WRONG_HINT', reason: 'the named section is not in the file' };
  }
  const { contradicted } = viewSections(source, sections, [start]);
  return contradicted
    ? { code: 'EC_EDIT_WRONG_HINT', reason: 'the lines stand outside the named section' }
    : undefined;
}
