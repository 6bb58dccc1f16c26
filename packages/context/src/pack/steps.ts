import type { RankedFile } from '../rank/ranking.ts';
import type { ScoredSegment } from '../rank/segment-score.ts';
import { tokensOfBytes } from './estimate.ts';

/** One thing that can be added to the prompt. */
export interface Step {
  /** The file. */
  readonly file: RankedFile;
  /** Its place in the ranking, from 0. */
  readonly rank: number;
  /** The segment, or `undefined` for the whole file. */
  readonly segment?: ScoredSegment;
  /** Expected use per token. */
  readonly density: number;
  /** Estimated tokens. */
  readonly tokens: number;
}

/** How passages and whole files are weighed against each other. */
export interface PackingOptions {
  /** Share of a file's value that goes to the segments whose words match; the rest is spread over all lines. */
  readonly focus: number;
  /** Sharpens (above 1) or flattens the differences between the segments' scores. */
  readonly sharpness: number;
  /** Files up to this many tokens are shown whole or not at all. */
  readonly smallFileTokens: number;
  /** A file that is shown to this share becomes whole. */
  readonly wholeAbove: number;
  /** Tokens that opening one more file costs beside its lines. */
  readonly openingTokens: number;
  /** Share of a test's value that goes to its last segment, after which new tests are written. */
  readonly tail: number;
}

/** The options in use. */
export const PACKING: PackingOptions = {
  focus: 0.8,
  sharpness: 2.5,
  smallFileTokens: 900,
  wholeAbove: 0.75,
  openingTokens: 20,
  tail: 0.2,
};

function holdsAnchor(file: RankedFile, segment: ScoredSegment): boolean {
  return file.anchors.some(({ lines }) =>
    lines.some((line) => line >= segment.startLine && line <= segment.endLine),
  );
}

function segmentSteps(file: RankedFile, rank: number, options: PackingOptions): Step[] {
  const { record, segments } = file;
  const tokens = segments.map(({ bytes }) => Math.max(1, tokensOfBytes(bytes)));
  const all = Math.max(1, tokensOfBytes(record.bytes));
  const values = segments.map((segment) => segment.score ** options.sharpness);
  const best = Math.max(...values, 0);
  const weights = values.map((value, index) => {
    const segment = segments[index];
    return segment !== undefined && holdsAnchor(file, segment) ? Math.max(value, best || 1) : value;
  });
  const total = weights.reduce((sum, value) => sum + value, 0);
  const focus = total > 0 ? options.focus : 0;
  const tail = record.role === 'test' ? options.tail : 0;
  return segments.map((segment, index) => {
    const cost = tokens[index] ?? 1;
    const spread = (1 - focus) * (cost / all) + (total > 0 ? (focus * (weights[index] ?? 0)) / total : 0);
    const value = (1 - tail) * spread + (index === segments.length - 1 ? tail : 0);
    return {
      file,
      rank,
      segment,
      tokens: cost,
      density: (file.value * value) / (cost + options.openingTokens),
    };
  });
}

function stepsOf(file: RankedFile, rank: number, options: PackingOptions): Step[] {
  const { record } = file;
  if (record.state !== 'indexed') return [];
  const tokens = Math.max(1, tokensOfBytes(record.bytes));
  if (tokens <= options.smallFileTokens || file.segments.length < 2) {
    return [{ file, rank, tokens, density: file.value / (tokens + options.openingTokens) }];
  }
  return segmentSteps(file, rank, options);
}

/** All steps, the most useful per token first. */
export function planSteps(ranked: readonly RankedFile[], options: PackingOptions = PACKING): Step[] {
  const steps = ranked.flatMap((file, rank) => stepsOf(file, rank, options));
  return steps.sort(
    (left, right) =>
      right.density - left.density ||
      left.rank - right.rank ||
      (left.segment?.startLine ?? 0) - (right.segment?.startLine ?? 0),
  );
}
