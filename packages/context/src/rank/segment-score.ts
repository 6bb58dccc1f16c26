import { type FileRecord, linesOf } from '../index/file-record.ts';
import { type Layout, type Layouts, segmentAt } from '../index/layouts.ts';
import type { Segment } from '../text/segments.ts';
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

/** What a long segment is divided by. */
function slopeOf({ startLine, endLine }: Segment): number {
  const length = (endLine - startLine + 1) / TYPICAL_LINES;
  return SATURATION * (1 - LENGTH_SLOPE + LENGTH_SLOPE * length);
}

function addTerm(scores: Float64Array, weight: number, lines: readonly number[], layout: Layout): void {
  for (let at = 0; at < lines.length; ) {
    const place = segmentAt(layout, lines[at] ?? 0);
    const segment = layout.segments[place];
    if (segment === undefined) return;
    const first = at;
    // Lines ascend, and so do the segments that they lie in.
    while (at < lines.length && (lines[at] ?? 0) <= segment.endLine) at += 1;
    const count = Math.max(1, at - first);
    scores[place] = (scores[place] ?? 0) + (weight * count) / (count + slopeOf(segment));
    at = first + count;
  }
}

/** Segments of a file, in file order, each with its score. */
export function scoreSegments(record: FileRecord, question: Question, layouts: Layouts): ScoredSegment[] {
  const layout = layouts.get(record);
  const lines = linesOf(record, question.ids);
  const scores = new Float64Array(layout.segments.length);
  for (const [term, { weight }] of question.terms.entries()) {
    addTerm(scores, weight, lines[question.places[term] ?? 0] ?? [], layout);
  }
  return layout.segments.map(({ startLine, endLine, enclosing }, place) => {
    const bytes = layout.bytes[place] ?? 0;
    return { startLine, endLine, enclosing, bytes, score: scores[place] ?? 0 };
  });
}
