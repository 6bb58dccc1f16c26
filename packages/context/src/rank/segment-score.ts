import type { FileRecord } from '../index/file-record.ts';
import { findTerm } from '../index/postings.ts';
import { type Segment, segmentsOf } from '../text/segments.ts';
import type { Question } from './question.ts';

/** A segment of a file with what it is worth. */
export interface ScoredSegment extends Segment {
  /** How well its words answer the question; 0 when none matches. */
  readonly score: number;
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

function countPerSegment(record: FileRecord, at: number, owner: Uint32Array): Map<number, number> {
  const counts = new Map<number, number>();
  const end = record.starts[at + 1] ?? 0;
  for (let index = record.starts[at] ?? 0; index < end; index += 1) {
    const segment = owner[record.lines[index] ?? 0] ?? 0;
    counts.set(segment, (counts.get(segment) ?? 0) + 1);
  }
  return counts;
}

/** Segments of a file, in file order, each with its score. */
export function scoreSegments(record: FileRecord, question: Question): ScoredSegment[] {
  const segments = segmentsOf(record.definitions, record.lineBytes.length);
  const owner = segmentOfLines(segments, record.lineBytes.length);
  const scores = new Float64Array(segments.length);
  for (const { id, weight } of question.terms) {
    const at = findTerm(record.terms, id);
    if (at < 0) continue;
    for (const [index, count] of countPerSegment(record, at, owner)) {
      const segment = segments[index];
      if (segment === undefined) continue;
      const length = (segment.endLine - segment.startLine + 1) / TYPICAL_LINES;
      const slope = SATURATION * (1 - LENGTH_SLOPE + LENGTH_SLOPE * length);
      scores[index] = (scores[index] ?? 0) + (weight * count) / (count + slope);
    }
  }
  return segments.map((segment, index) => ({ ...segment, score: scores[index] ?? 0 }));
}
