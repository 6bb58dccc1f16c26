/** A file as lazy edits see it: trailing blanks say nothing, and every line knows where it stands. */
export class LazyFile {
  /** Lines without their trailing blanks. */
  readonly lines: readonly string[];
  readonly #places = new Map<string, number[]>();

  constructor(contents: readonly string[]) {
    this.lines = contents.map((content) => content.trimEnd());
    this.lines.forEach((text, line) => {
      const places = this.#places.get(text);
      if (places === undefined) this.#places.set(text, [line]);
      else places.push(line);
    });
  }

  /** Whether the line at an index reads as a text does. */
  has(line: number, text: string | undefined): boolean {
    return text !== undefined && this.lines[line] === text.trimEnd();
  }

  /** All lines that read as a text does, ascending. */
  placesOf(text: string | undefined): readonly number[] {
    return text === undefined ? [] : (this.#places.get(text.trimEnd()) ?? []);
  }
}
