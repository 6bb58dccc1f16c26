import { type MatchLevel, matchLevels } from '../edit-plan.ts';
import type { Hunk, HunkLine } from '../edit-set.ts';
import { LineIndex, type LinePattern } from './line-index.ts';
import { keepsIndentation } from './match-key.ts';
import { oldLines } from './old-lines.ts';
import { SectionLines } from './section-lines.ts';
import type { SourceLines } from './source-lines.ts';

/** Where the old lines of a hunk stand in a file. */
export interface Sighting {
  readonly level: MatchLevel;
  /** Whether context lines had to be read with their first blank, because their prefix is missing. */
  readonly bare: boolean;
  /** 0-based lines, ascending, at least one. */
  readonly starts: readonly number[];
}

/**
 * Finds hunks in one file. Levels are tried from strict to loose, and the first with any candidate ends the
 * search: a second candidate is a question for hints or a reason to refuse, never a reason to look closer by.
 */
export class HunkSearch {
  readonly source: SourceLines;
  /** The file's lines as sections see them. */
  readonly sections: SectionLines;
  readonly #wanted: ReadonlySet<string>;
  readonly #indexes = new Map<MatchLevel, LineIndex>();

  constructor(source: SourceLines, wanted: ReadonlySet<string>) {
    this.source = source;
    this.sections = new SectionLines(source);
    this.#wanted = wanted;
  }

  /** Prepares a search for the old lines of some hunks. */
  static for(source: SourceLines, hunks: readonly Hunk[]): HunkSearch {
    const wanted = new Set<string>();
    for (const hunk of hunks) addWanted(hunk.lines, wanted);
    return new HunkSearch(source, wanted);
  }

  /** Where the lines stand at the strictest level that has them; undefined if nowhere. */
  find(lines: readonly HunkLine[]): Sighting | undefined {
    const hasBare = lines.some((line) => line.bare !== undefined);
    for (const level of matchLevels) {
      const plain = this.#findAt(lines, level, false);
      if (plain.length > 0) return { level, bare: false, starts: plain };
      if (!hasBare || !keepsIndentation(level)) continue;
      const bare = this.#findAt(lines, level, true);
      if (bare.length > 0) return { level, bare: true, starts: bare };
    }
    return undefined;
  }

  /** Where old lines of a hunk stand. */
  findHunk(hunk: Hunk): Sighting | undefined {
    return this.find(oldLines(hunk));
  }

  /** The pattern of some lines at a level, for closer looks at one place; `bare` also takes their other readings. */
  patternAt(lines: readonly HunkLine[], level: MatchLevel, bare = false): LinePattern {
    const plain = lines.map((line) => line.text);
    return this.indexAt(level).patternOf(
      plain,
      bare ? lines.map((line) => line.bare ?? line.text) : undefined,
    );
  }

  /** The file's lines at a level. */
  indexAt(level: MatchLevel): LineIndex {
    const known = this.#indexes.get(level);
    if (known !== undefined) return known;
    const index = LineIndex.of(this.source, level, this.#wanted);
    this.#indexes.set(level, index);
    return index;
  }

  #findAt(lines: readonly HunkLine[], level: MatchLevel, bare: boolean): number[] {
    return this.indexAt(level).find(this.patternAt(lines, level, bare));
  }
}

function addWanted(lines: readonly HunkLine[], wanted: Set<string>): void {
  for (const line of lines) {
    wanted.add(line.text);
    if (line.bare !== undefined) wanted.add(line.bare);
  }
}
