import { type MergeStretch, mergeStretches } from './merge-chunks.ts';
import { splitAtLineFeeds } from './split-lines.ts';

/** A stretch that both sides changed differently. Texts are whole lines with their endings. */
export interface MergeConflict {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
  /** Where the stretch starts in each text, counted from 0. */
  readonly baseLine: number;
  readonly oursLine: number;
  readonly theirsLine: number;
}

/** A piece of the merged text: settled, or in conflict. */
export type MergeChunk =
  | { readonly kind: 'merged'; readonly text: string }
  | ({ readonly kind: 'conflict' } & MergeConflict);

/** Names of the sides in conflict markers. */
export interface MarkerOptions {
  /** Behind `<<<<<<<`. Default: `ours`. */
  readonly ours?: string;
  /** Behind `>>>>>>>`. Default: `theirs`. */
  readonly theirs?: string;
  /** Behind `|||||||`; the base is shown only when it is named. */
  readonly base?: string;
}

/** What a three-way merge came to: the text, or the conflicts with both sides and the base. */
export type MergeResult =
  | { readonly clean: true; readonly text: string }
  | {
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
  const texts = {
    base: splitAtLineFeeds(base),
    ours: splitAtLineFeeds(ours),
    theirs: splitAtLineFeeds(theirs),
  };
  const chunks: MergeChunk[] = [];
  for (const stretch of mergeStretches(texts.base, texts.ours, texts.theirs))
    addStretch(chunks, texts, stretch);
  const conflicts = chunks.filter((chunk) => chunk.kind === 'conflict');
  if (conflicts.length === 0) return { clean: true, text: chunks.map(mergedText).join('') };
  return { clean: false, chunks, conflicts, toMarkers: (options) => renderMarkers(chunks, options) };
}

interface Texts {
  readonly base: readonly string[];
  readonly ours: readonly string[];
  readonly theirs: readonly string[];
}

function addStretch(chunks: MergeChunk[], texts: Texts, stretch: MergeStretch): void {
  const ours = texts.ours.slice(...stretch.ours).join('');
  const theirs = texts.theirs.slice(...stretch.theirs).join('');
  if (stretch.kind !== 'both' || ours === theirs) {
    addMerged(chunks, stretch.kind === 'theirs' ? theirs : ours);
    return;
  }
  const base = texts.base.slice(...stretch.base).join('');
  const [baseLine, oursLine, theirsLine] = [stretch.base[0], stretch.ours[0], stretch.theirs[0]];
  chunks.push({ kind: 'conflict', base, ours, theirs, baseLine, oursLine, theirsLine });
}

function addMerged(chunks: MergeChunk[], text: string): void {
  if (text === '') return;
  const last = chunks.at(-1);
  if (last?.kind === 'merged') chunks[chunks.length - 1] = { kind: 'merged', text: last.text + text };
  else chunks.push({ kind: 'merged', text });
}

function mergedText(chunk: MergeChunk): string {
  return chunk.kind === 'merged' ? chunk.text : '';
}

function renderMarkers(chunks: readonly MergeChunk[], options: MarkerOptions = {}): string {
  const ending = chunks.some((chunk) => mergedText(chunk).includes('\r\n')) ? '\r\n' : '\n';
  return chunks
    .map((chunk) => (chunk.kind === 'merged' ? chunk.text : renderConflict(chunk, options, ending)))
    .join('');
}

function renderConflict(conflict: MergeConflict, options: MarkerOptions, ending: string): string {
  const { ours = 'ours', theirs = 'theirs', base } = options;
  const close = (text: string) => (text === '' || text.endsWith('\n') ? text : text + ending);
  const baseText = base === undefined ? '' : `||||||| ${base}${ending}${close(conflict.base)}`;
  return (
    `<<<<<<< ${ours}${ending}${close(conflict.ours)}${baseText}` +
    `=======${ending}${close(conflict.theirs)}>>>>>>> ${theirs}${ending}`
  );
}
