import { type Segment, segmentsOf } from '../text/segments.ts';
import { type FileRecord, lookInto } from './file-record.ts';
import { Kept } from './kept.ts';

/** How the lines of a file are divided. */
export interface Layout {
  /** Segments in file order. */
  readonly segments: readonly Segment[];
  /** First line of each segment, ascending. */
  readonly starts: Uint32Array;
  /** UTF-8 bytes of each segment. */
  readonly bytes: Float64Array;
}

/** So many segments are kept: those of the files that the questions of one task look at again and again. */
const MOST_SEGMENTS = 20_000;

function layoutOf(record: FileRecord): Layout {
  const { lineBytes, definitions } = lookInto(record);
  const segments = segmentsOf(definitions, lineBytes.length);
  const bytes = Float64Array.from(segments, ({ startLine, endLine }) => {
    let sum = 0;
    for (let line = startLine; line <= endLine; line += 1) sum += lineBytes[line - 1] ?? 0;
    return sum;
  });
  return { segments, starts: Uint32Array.from(segments, ({ startLine }) => startLine), bytes };
}

/** Place of the segment that holds a line. */
export function segmentAt({ starts }: Layout, line: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= line) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Layouts of the files that were looked into more than once. */
export class Layouts {
  readonly #kept = new Kept<FileRecord, Layout>(MOST_SEGMENTS, ({ segments }) => segments.length + 1);

  /** Layout of a record. A record never changes: a file that does gets another one. */
  get(record: FileRecord): Layout {
    const kept = this.#kept.get(record);
    if (kept !== undefined) return kept;
    const layout = layoutOf(record);
    this.#kept.offer(record, layout);
    return layout;
  }

  /** Drops the layout of a record that is gone. */
  forget(record: FileRecord): void {
    this.#kept.forget(record);
  }
}
