import { type MergeStretch, mergeStretches } from './merge-chunks.ts';
import { type MarkerOptions, type MergeTexts, type PlacedChunk, renderMarkers } from './merge-markers.ts';
import { splitAtLineFeeds } from './split-lines.ts';

/** A stretch that both sides changed differently. Texts are whole lines with their endings. */
export interface MergeConflict {
  /** What the base has there; empty if both sides only added. */
  readonly base: string;
  /** What our side has there. */
  readonly ours: string;
  /** What their side has there. */
  readonly theirs: string;
  /** Where the stretch starts in the base, counted from 0. */
  readonly baseLine: number;
  /** Where it starts in our text, counted from 0. */
  readonly oursLine: number;
  /** Where it starts in their text, counted from 0. */
  readonly theirsLine: number;
}

/** A piece of the merged text: settled, or in conflict. */
export type MergeChunk =
  | {
      /** Settled. */
      readonly kind: 'merged';
      /** Who settled it: nobody changed it, one side did, or both did the same. */
      readonly from: 'base' | 'ours' | 'theirs' | 'both';
      /** Whole lines with their endings; empty where lines were deleted. */
      readonly text: string;
    }
  | ({
      /** Changed differently by both sides. */
      readonly kind: 'conflict';
    } & MergeConflict);

/** What a three-way merge came to: the text, or the conflicts with both sides and the base. */
export type MergeResult =
  | {
      /** Nothing conflicts. */
      readonly clean: true;
      /** The merged text. */
      readonly text: string;
    }
  | {
      /** Something conflicts. */
      readonly clean: false;
      /** The whole text in order. */
      readonly chunks: readonly MergeChunk[];
      /** Only the conflicts. */
      readonly conflicts: readonly MergeConflict[];
      /** The text with conflict markers, as `git merge-file` writes them. */
      toMarkers(options?: MarkerOptions): string;
    };

/**
 * Merges two changes of one base by lines, with the verdicts of `git merge-file`: changes that overlap or
 * touch conflict unless both sides made the same one. Line endings are part of their lines and are kept.
 */
export function mergeLines(base: string, ours: string, theirs: string): MergeResult {
  const texts: MergeTexts = {
    base: splitAtLineFeeds(base),
    ours: splitAtLineFeeds(ours),
    theirs: splitAtLineFeeds(theirs),
  };
  const found = mergeStretches(texts.base, texts.ours, texts.theirs)
    .filter(({ base, ours, theirs }) => [base, ours, theirs].some(([start, end]) => end > start))
    .map((stretch) => toChunk(texts, stretch));
  const chunks = found.map(({ chunk }) => chunk);
  const conflicts = chunks.filter((chunk) => chunk.kind === 'conflict');
  if (conflicts.length === 0)
    return { clean: true, text: chunks.map((chunk) => (chunk.kind === 'merged' ? chunk.text : '')).join('') };
  return { clean: false, chunks, conflicts, toMarkers: (options) => renderMarkers(found, texts, options) };
}

function toChunk(texts: MergeTexts, stretch: MergeStretch): PlacedChunk {
  const { kind, alike } = stretch;
  const text = (side: keyof MergeTexts) => texts[side].slice(...stretch[side]).join('');
  if (kind !== 'both') return { alike, chunk: { kind: 'merged', from: kind, text: text(kind) } };
  const [base, ours, theirs] = [text('base'), text('ours'), text('theirs')];
  if (ours === theirs) return { alike, chunk: { kind: 'merged', from: kind, text: ours } };
  const [baseLine, oursLine, theirsLine] = [stretch.base[0], stretch.ours[0], stretch.theirs[0]];
  return { alike, chunk: { kind: 'conflict', base, ours, theirs, baseLine, oursLine, theirsLine } };
}
