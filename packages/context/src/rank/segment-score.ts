import { type FileRecord, lookInto } from '../index/file-record.ts';
import { type Segment, segmentsOf } from '../text/segments.ts';
import type { Question } from './question.ts';

/** A segment of a file with what it is worth. */
export interface ScoredSegment extends Segment {
  /** How well its words answer the question; 0 when none matches. */
  readonly score: number;
  /** UTF-8 bytes of its lines. */
  readonly bytes: number;
}

const SATURATION = 1.5;
const LENGTH_SLOPE = 0.4;
const TYPICAL_LINES = 20;

/** Segment of each line. */
function segmentOfLines(segments: readonly Segment[], lineCount: number): Uint32Array {
  const owner = new Uint32Array(lineCount + 1);
  segments.forEach(({ startLine, endLine }, index) => {
    owner.fill(index, startLine, endLine + 1);
  });
  return owner;
}

/** What a long segment is divided by. */
function slopeOf({ startLine, endLine }: Segment): number {
  const length = (endLine - startLine + 1) / TYPICAL_LINES;
  return SATURATION * (1 - LENGTH_SLOPE + LENGTH_SLOPE * length);
}

function addTerm(
  scores: Float64Array,
  weight: number,
  places: readonly number[],
  slopes: Float64Array,
): void {
  for (let at = 0; at < places.length; ) {
    const segment = places[at] ?? 0;
    let count = 0;
    // Lines ascend, and so do the segments that they lie in.
    for (; at < places.length && places[at] === segment; at += 1) count += 1;
    scores[segment] = (scores[segment] ?? 0) + (weight * count) / (count + (slopes[segment] ?? 1));
  }
}

/** Segments of a file, in file order, each with its score. */
export function scoreSegments(record: FileRecord, question: Question): ScoredSegment[] {
  const { lineBytes, definitions, lines } = lookInto(record, question.ids);
  const segments = segmentsOf(definitions, lineBytes.length);
  const owner = segmentOfLines(segments, lineBytes.length);
  const scores = new Float64Array(segments.length);
  const slopes = Float64Array.from(segments, slopeOf);
  for (const [term, { weight }] of question.terms.entries()) {
    const places = (lines[question.places[term] ?? 0] ?? []).map((line) => owner[line] ?? 0);
    addTerm(scores, weight, places, slopes);
  }
  return segments.map((segment, index) => ({
    startLine: segment.startLine,
    endLine: segment.endLine,
    enclosing: segment.enclosing,
    bytes: bytesOf(lineBytes, segment),
    score: scores[index] ?? 0,
  }));
}

function bytesOf(lineBytes: Uint32Array, { startLine, endLine }: Segment): number {
  let bytes = 0;
  for (let line = startLine; line <= endLine; line += 1) bytes += lineBytes[line - 1] ?? 0;
  return bytes;
}
