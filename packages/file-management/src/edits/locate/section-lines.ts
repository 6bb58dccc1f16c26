import type { MatchLevel } from '../edit-plan.ts';
import { type BlockLines, toBlockLines } from './block-lines.ts';
import { matchKey } from './match-key.ts';
import type { SourceLines } from './source-lines.ts';

/** How closely a section line must agree, from strict to loose. */
const LEVELS = ['exact', 'trailing-blanks', 'punctuation-and-indentation'] as const satisfies MatchLevel[];

/** The lines of a file as sections see them. What it finds out is kept, because hunks name the same sections. */
export class SectionLines {
  readonly #contents: readonly string[];
  readonly #keys = new Map<MatchLevel, ReadonlyMap<string, readonly number[]>>();
  #blocks: BlockLines | undefined;

  constructor({ contents }: SourceLines) {
    this.#contents = contents;
  }

  /** Lines that read as a section does, at the strictest level that has any; ascending. */
  linesOf(section: string): readonly number[] {
    if (section.trim() === '') return [];
    for (const level of LEVELS) {
      const found = this.#at(level).get(matchKey(section, level));
      if (found !== undefined) return found;
    }
    return [];
  }

  /** Whether a line of the file begins with the section, since models leave the end of long ones out. */
  mentions(section: string): boolean {
    const key = matchKey(section, 'punctuation-and-indentation');
    return this.#at('punctuation-and-indentation')
      .keys()
      .some((line) => line.startsWith(key));
  }

  /**
   * Those of some lines that stand inside the block of one of the anchors, both ascending: a line is inside until
   * one that is indented no deeper than the anchor begins something else.
   */
  inside(anchors: readonly number[], lines: readonly number[]): number[] {
    const { ends } = this.#nesting();
    let next = 0;
    let end = -1;
    return lines.filter((line) => {
      for (; (anchors[next] ?? line) < line; next++) end = Math.max(end, ends[anchors[next] ?? 0] ?? 0);
      return line <= end;
    });
  }

  /** The nearest line above with less indentation; -1 for none. */
  parentOf(line: number): number {
    return this.#nesting().parents[line] ?? -1;
  }

  #nesting(): BlockLines {
    this.#blocks ??= toBlockLines(this.#contents);
    return this.#blocks;
  }

  #at(level: MatchLevel): ReadonlyMap<string, readonly number[]> {
    const known = this.#keys.get(level);
    if (known !== undefined) return known;
    const lines = new Map<string, number[]>();
    this.#contents.forEach((content, line) => {
      const key = matchKey(content, level);
      const found = lines.get(key);
      if (found === undefined) lines.set(key, [line]);
      else found.push(line);
    });
    this.#keys.set(level, lines);
    return lines;
  }
}
