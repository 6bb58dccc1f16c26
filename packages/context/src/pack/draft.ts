import type { ContextTier, EntryContent, Passage } from '../entry.ts';
import type { FileRecord } from '../index/file-record.ts';
import type { Definition } from '../text/definitions.ts';
import { type LineTable, lineTable, sliceLines } from '../text/lines.ts';
import type { Segment } from '../text/segments.ts';

const IMPORT =
  /^\s*(?:import\b|from\s+\S+\s+import\b|export\s+.*\bfrom\b|use\s|package\s|#include|require|using\s|(?:const|let|var)\s.*\brequire\()/;
const MOST_IMPORT_LINES = 30;
/** Two shown runs that are so close are joined: the gap costs no more than the marks around it. */
const JOINED_GAP = 1;

type Run = readonly [startLine: number, endLine: number];

function joinRuns(runs: readonly Run[]): Run[] {
  const joined: [number, number][] = [];
  for (const [start, end] of [...runs].sort((left, right) => left[0] - right[0] || left[1] - right[1])) {
    const last = joined.at(-1);
    if (last !== undefined && start <= last[1] + 1 + JOINED_GAP) last[1] = Math.max(last[1], end);
    else joined.push([start, end]);
  }
  return joined;
}

/** A file on its way into the prompt, with its text. */
export class Draft {
  /** Record that the segments belong to. */
  readonly record: FileRecord;
  /** Length of its text in UTF-16 code units. */
  readonly length: number;
  readonly #text: string;
  readonly #lines: LineTable;
  #importLines: readonly Run[] | undefined;

  constructor(record: FileRecord, text: string) {
    this.record = record;
    this.#text = text;
    this.length = text.length;
    this.#lines = lineTable(text);
  }

  /** The whole file. */
  whole(): EntryContent {
    const endLine = Math.max(1, this.#lines.count);
    return this.#content('whole', [{ startLine: 1, endLine, text: this.#text }]);
  }

  /** Whether the file holds a passage as it was shown. */
  holds({ startLine, endLine, text }: Passage, tier: ContextTier): boolean {
    if (tier === 'whole') return text === this.#text;
    return endLine <= this.#lines.count && sliceLines(this.#text, this.#lines, startLine, endLine) === text;
  }

  /** Some segments, with the imports and the signatures around them. */
  passages(segments: readonly Segment[]): EntryContent {
    const runs: Run[] = segments.map(({ startLine, endLine }) => [startLine, endLine]);
    for (const { enclosing } of segments) for (const line of enclosing) runs.push([line, line]);
    return this.#content('passages', this.#cut([...this.#imports(), ...runs]));
  }

  /** The lines that name what the file defines. */
  outline(definitions: readonly Definition[]): EntryContent {
    return this.#content('outline', this.#cut(definitions.map(({ line }): Run => [line, line])));
  }

  #content(tier: ContextTier, passages: readonly Passage[]): EntryContent {
    const { path, language } = this.record;
    return { path, tier, passages, ...(language === undefined ? {} : { language }) };
  }

  #cut(runs: readonly Run[]): Passage[] {
    return joinRuns(runs).map(([startLine, endLine]) => ({
      startLine,
      endLine,
      text: sliceLines(this.#text, this.#lines, startLine, endLine),
    }));
  }

  #imports(): readonly Run[] {
    this.#importLines ??= this.#findImports();
    return this.#importLines;
  }

  #findImports(): Run[] {
    const runs: Run[] = [];
    const last = Math.min(this.#lines.count, MOST_IMPORT_LINES);
    for (let line = 1; line <= last; line += 1) {
      if (IMPORT.test(sliceLines(this.#text, this.#lines, line, line))) runs.push([line, line]);
    }
    return runs;
  }
}

/** The file's name alone. */
export function nameContent({ path, language }: FileRecord): EntryContent {
  return { path, tier: 'name', passages: [], ...(language === undefined ? {} : { language }) };
}
