/** Keys that were asked for once are remembered up to this number. */
const MOST_REMEMBERED = 2048;

/**
 * Values that were made for a key. As long as there is room all are kept; then only those of a key that is used a
 * second time, in the place of the least recently used ones: what is asked for only once dies young, since to keep
 * all of it would make the memory of the process grow.
 */
export class Kept<Key extends object, Value> {
  readonly #values = new Map<Key, Value>();
  readonly #once = new Set<Key>();
  readonly #most: number;
  readonly #sizeOf: (value: Value) => number;
  #size = 0;

  /**
   * @param most Largest sum of the sizes.
   * @param sizeOf Size of a value, always the same for one.
   */
  constructor(most: number, sizeOf: (value: Value) => number) {
    this.#most = most;
    this.#sizeOf = sizeOf;
  }

  /** Value of a key, if it is kept. */
  get(key: Key): Value | undefined {
    const value = this.#values.get(key);
    if (value === undefined) return undefined;
    this.#values.delete(key);
    this.#values.set(key, value);
    return value;
  }

  /** Offers a value that had to be made. */
  offer(key: Key, value: Value): void {
    const hasRoom = this.#size + this.#sizeOf(value) <= this.#most;
    if (!this.#once.delete(key) && !hasRoom) {
      if (this.#once.size >= MOST_REMEMBERED) this.#once.clear();
      this.#once.add(key);
      return;
    }
    this.#values.set(key, value);
    this.#size += this.#sizeOf(value);
    for (const oldest of this.#values.keys()) {
      if (this.#size <= this.#most) return;
      this.forget(oldest);
    }
  }

  /** Drops a key. */
  forget(key: Key): void {
    this.#once.delete(key);
    const value = this.#values.get(key);
    if (value === undefined) return;
    this.#values.delete(key);
    this.#size -= this.#sizeOf(value);
  }
}
