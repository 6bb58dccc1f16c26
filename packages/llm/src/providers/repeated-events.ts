import { numberAt } from '../json.ts';

/**
 * Finds events that a proxy or a reconnect has sent twice, by their `sequence_number`, which grows by one with each
 * event. Some compatible servers give every event the same number, so it counts only once it has grown. A gap is no
 * error by itself, since proxies leave events out; that no content is lost, the final answer shows.
 */
export class RepeatedEvents {
  #last = Number.NEGATIVE_INFINITY;
  #grows = false;

  /** Whether an event with this number was there before. */
  has(data: Readonly<Record<string, unknown>>): boolean {
    const number = numberAt(data, 'sequence_number');
    if (number === undefined) return false;
    if (number <= this.#last) return this.#grows;
    this.#grows = this.#last !== Number.NEGATIVE_INFINITY;
    this.#last = number;
    return false;
  }
}
