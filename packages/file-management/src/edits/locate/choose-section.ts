import type { Hunk } from '../edit-set.ts';
import type { Choice } from './choose-place.ts';
import type { Contradiction } from './contradiction.ts';
import type { HunkSearch } from './hunk-search.ts';
import type { SectionLines } from './section-lines.ts';

/** What the section lines of a hunk say about its possible places. */
interface SectionView {
  /** 0-based line of the innermost section line, for each way to read the sections; ascending. */
  readonly anchors: readonly number[];
  /** The places that stand in a section. */
  readonly inside: readonly number[];
}

/** Lines that open a block: what follows them deeper indented is inside. */
const OPENS_BLOCK =
  /[:{]\s*$|^\s*(class|def|function|fn|func|interface|struct|impl|module|namespace|enum|trait|type|public|private|protected|export|async|static)\b/;

/** Every line that is the innermost section, found below the lines of the outer ones; ascending. */
export function sectionAnchors(
  { sections: file }: HunkSearch,
  sections: readonly string[],
): readonly number[] {
  let anchors: readonly number[] | undefined;
  for (const section of sections) {
    const lines = file.linesOf(section);
    anchors = anchors === undefined ? lines : within(file, anchors, lines);
  }
  return anchors ?? [];
}

/** The lines that stand inside the block of an outer section line, or are one. */
function within(file: SectionLines, outer: readonly number[], lines: readonly number[]): number[] {
  const found = new Set(outer);
  for (const line of file.inside(outer, lines)) found.add(line);
  return lines.filter((line) => found.has(line));
}

/** Looks which places, ascending, stand in the section that a hunk names; no sections leave every place as it is. */
function viewSections(
  search: HunkSearch,
  sections: readonly string[],
  starts: readonly number[],
): SectionView {
  const anchors = sectionAnchors(search, sections);
  return { anchors, inside: anchors.length === 0 ? [] : search.sections.inside(anchors, starts) };
}

/** Whether the sections are in the file, but a place neither follows them nor begins with the section line itself. */
function standsOutside({ source }: HunkSearch, { anchors, inside }: SectionView, start: number): boolean {
  if (anchors.includes(start)) return false;
  const opening = anchors.every((anchor) => OPENS_BLOCK.test(source.contents[anchor] ?? ''));
  return opening ? anchors.length > 0 && inside.length === 0 : anchors.every((anchor) => start <= anchor);
}

/** The first place behind the only section line there is: what the format means where indentation says nothing. */
function firstAfter({ anchors: [anchor, another] }: SectionView, starts: readonly number[]): number[] {
  if (anchor === undefined || another !== undefined) return [];
  return starts.filter((start) => start > anchor).slice(0, 1);
}

/** Chooses the one place that stands in the section which a hunk names. */
export function chooseBySection(
  search: HunkSearch,
  hunk: Hunk,
  starts: readonly number[],
): Choice | undefined {
  const view = viewSections(search, hunk.hint.sections ?? [], starts);
  const places = view.inside.length === 0 ? firstAfter(view, starts) : view.inside;
  const [start, another] = places.length > 1 ? directlyInside(search, view) : places;
  return start === undefined || another !== undefined ? undefined : { start, hints: ['section'] };
}

/** The places whose nearest line of less indentation is a section line. */
function directlyInside({ sections }: HunkSearch, { anchors, inside }: SectionView): number[] {
  const lines = new Set(anchors);
  return inside.filter((start) => lines.has(sections.parentOf(start)));
}

/** Why a place cannot be meant: the section that the hunk names is in the file, but elsewhere. */
export function contradictsSection(search: HunkSearch, hunk: Hunk, start: number): Contradiction | undefined {
  const { sections, sectionsRequired } = hunk.hint;
  if (sections === undefined) return undefined;
  if (sectionsRequired === true && !sections.every((section) => search.sections.mentions(section))) {
    return { code: 'EC_EDIT_WRONG_HINT', reason: 'the named section is not in the file' };
  }
  return standsOutside(search, viewSections(search, sections, [start]), start)
    ? { code: 'EC_EDIT_WRONG_HINT', reason: 'the lines stand outside the named section' }
    : undefined;
}
