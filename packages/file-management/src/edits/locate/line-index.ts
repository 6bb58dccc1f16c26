import type { MatchLevel } from '../edit-plan.ts';
import { matchKey } from './match-key.ts';
import type { SourceLines } from './source-lines.ts';

/** Number of a line that is equal to no line of any pattern. */
const OTHER = -1;
/** Comparisons of lines after which a search by the rarest line gives way to one of linear time. */
const COMPARISONS = 2_000_000;

/** Lines to look for, by their numbers in a `LineIndex`; `bare` numbers may stand in for the plain ones. */
export interface LinePattern {
  readonly plain: Int32Array;
  /** Absent where no line has another reading. */
  readonly bare?: Int32Array;
}

/** The lines of a file at one match level, numbered so far as they occur in the patterns to be found. */
export class LineIndex {
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #lines: Int32Array;
  readonly #places: readonly number[][];
  readonly #level: MatchLevel;

  private constructor(
    level: MatchLevel,
    numbers: Map<string, number>,
    lines: Int32Array,
    places: number[][],
  ) {
    this.#level = level;
    this.#numbers = numbers;
    this.#lines = lines;
    this.#places = places;
  }

  /** Reads the file once for all the lines that will be asked for. */
  static of(source: SourceLines, level: MatchLevel, wanted: Iterable<string>): LineIndex {
    const numbers = new Map<string, number>();
    for (const line of wanted) {
      const key = matchKey(line, level);
      if (!numbers.has(key)) numbers.set(key, numbers.size);
    }
    const lines = new Int32Array(source.contents.length);
    const places: number[][] = Array.from({ length: numbers.size }, () => []);
    source.contents.forEach((content, at) => {
      const number = numbers.get(matchKey(content, level)) ?? OTHER;
      lines[at] = number;
      places[number]?.push(at);
    });
    return new LineIndex(level, numbers, lines, places);
  }

  /** The numbers of some lines; every line must be among the wanted ones. */
  patternOf(lines: readonly string[], bare?: readonly string[]): LinePattern {
    const toNumbers = (texts: readonly string[]): Int32Array =>
      Int32Array.from(texts, (text) => this.#numbers.get(matchKey(text, this.#level)) ?? OTHER);
    return bare === undefined
      ? { plain: toNumbers(lines) }
      : { plain: toNumbers(lines), bare: toNumbers(bare) };
  }

  /** Every line number at which the pattern stands, ascending and from 0. */
  find(pattern: LinePattern): number[] {
    const { plain, bare } = pattern;
    const { anchor, cost } = this.#rarest(pattern);
    if (cost * plain.length > COMPARISONS) return bare === undefined ? this.#findLinear(plain) : [];
    return this.#placesOf(pattern, anchor)
      .map((place) => place - anchor)
      .filter((start) => this.agreement(pattern, start) === plain.length);
  }

  /** How many lines from `start` on agree with the pattern before the first that does not. */
  agreement({ plain, bare }: LinePattern, start: number): number {
    let count = 0;
    while (this.#agrees(plain, bare, count, start + count)) count++;
    return count;
  }

  /** Whether one line of the pattern agrees with one line of the file. */
  agreesAt({ plain, bare }: LinePattern, at: number, line: number): boolean {
    return this.#agrees(plain, bare, at, line);
  }

  /** Where one line of a pattern stands in the file. */
  placesOfLine(pattern: LinePattern, at: number): readonly number[] {
    return this.#placesOf(pattern, at);
  }

  #agrees(plain: Int32Array, bare: Int32Array | undefined, at: number, line: number): boolean {
    const number = this.#lines[line];
    if (number === undefined || number === OTHER) return false;
    return number === plain[at] || number === bare?.[at];
  }

  /** The places of one line of a pattern as it is, and those of its other reading. */
  #readingsOf({ plain, bare }: LinePattern, at: number): readonly [readonly number[], readonly number[]] {
    const own = this.#places[plain[at] ?? OTHER] ?? [];
    const other = bare?.[at] === plain[at] ? [] : (this.#places[bare?.[at] ?? OTHER] ?? []);
    return [own, other];
  }

  #placesOf(pattern: LinePattern, at: number): readonly number[] {
    const [own, other] = this.#readingsOf(pattern, at);
    return other.length === 0 ? own : [...own, ...other].sort((left, right) => left - right);
  }

  #rarest(pattern: LinePattern): { anchor: number; cost: number } {
    let best = { anchor: 0, cost: Number.POSITIVE_INFINITY };
    for (let at = 0; at < pattern.plain.length; at++) {
      const [own, other] = this.#readingsOf(pattern, at);
      const cost = own.length + other.length;
      if (cost < best.cost) best = { anchor: at, cost };
    }
    return best;
  }

  // Knuth, Morris and Pratt: for files and patterns of many equal lines.
  #findLinear(plain: Int32Array): number[] {
    const borders = bordersOf(plain);
    const found: number[] = [];
    let matched = 0;
    for (let line = 0; line < this.#lines.length; line++) {
      while (matched > 0 && this.#lines[line] !== plain[matched]) matched = borders[matched - 1] ?? 0;
      if (this.#lines[line] === plain[matched]) matched++;
      if (matched < plain.length) continue;
      found.push(line - plain.length + 1);
      matched = borders[matched - 1] ?? 0;
    }
    return found;
  }
}

/** For each prefix the length of its longest proper prefix that also ends it. */
function bordersOf(pattern: Int32Array): Int32Array {
  const borders = new Int32Array(pattern.length);
  let length = 0;
  for (let at = 1; at < pattern.length; at++) {
    while (length > 0 && pattern[at] !== pattern[length]) length = borders[length - 1] ?? 0;
    if (pattern[at] === pattern[length]) length++;
    borders[at] = length;
  }
  return borders;
}
