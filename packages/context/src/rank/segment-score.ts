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

function segmentOfLines(segments: readonly Segment[], lineCount: number): Uint32Array {
  const owner = new Uint32Array(lineCount + 1);
  segments.forEach(({ startLine, endLine }, index) => {
    owner.fill(index, startLine, endLine + 1);
  });
  return owner;
}

function countPerSegment(lines: readonly number[], owner: Uint32Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (const line of lines) {
    const segment = owner[line] ?? 0;
    counts.set(segment, (counts.get(segment) ?? 0) + 1);
  }
  return counts;
}

/** Segments of a file, in file order, each with its score. */
export function scoreSegments(record: FileRecord, question: Question): ScoredSegment[] {
  const ids = question.terms.map(({ id }) => id);
  const { lineBytes, definitions, lines } = lookInto(record, ids);
  const segments = segmentsOf(definitions, lineBytes.length);
  const owner = segmentOfLines(segments, lineBytes.length);
  const scores = new Float64Array(segments.length);
  for (const [term, { weight }] of question.terms.entries()) {
    for (const [index, count] of countPerSegment(lines[term] ?? [], owner)) {
      const segment = segments[index];
      if (segment === undefined) continue;
      const length = (segment.endLine - segment.startLine + 1) / TYPICAL_LINES;
      const slope = SATURATION * (1 - LENGTH_SLOPE + LENGTH_SLOPE * length);
      scores[index] = (scores[index] ?? 0) + (weight * count) / (count + slope);
    }
  }
  return segments.map((segment, index) => ({
    ...segment,
    bytes: bytesOf(lineBytes, segment),
    score: scores[index] ?? 0,
  }));
}

function bytesOf(lineBytes: Uint32Array, { startLine, endLine }: Segment): number {
  let bytes = 0;
  for (let line = startLine; line <= endLine; line += 1) bytes += lineBytes[line - 1] ?? 0;
  return bytes;
}
