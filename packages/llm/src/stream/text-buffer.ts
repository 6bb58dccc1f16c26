/** How many characters wait before they are joined. */
const BLOCK = 8192;

/**
 * Text that grows by small pieces. Adding to a string keeps each piece and a node for it in memory until the
 * whole is read; here the pieces are joined block by block, so that a long answer takes little more than its text.
 */
export class TextBuffer {
  #blocks = '';
  #pieces: string[] = [];
  #waiting = 0;

  /** Adds a piece at the end. */
  add(piece: string): void {
    this.#pieces.push(piece);
    this.#waiting += piece.length;
    if (this.#waiting >= BLOCK) this.#join();
  }

  /** All of it. */
  get text(): string {
    if (this.#waiting > 0) this.#join();
    return this.#blocks;
  }

  #join(): void {
    this.#blocks += this.#pieces.join('');
    this.#pieces = [];
    this.#waiting = 0;
  }
}
