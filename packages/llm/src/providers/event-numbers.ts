import { numberAt, textAt } from '../json.ts';
import type { EventCursor } from '../wire/wire-decoder.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Finds events that a proxy or a reconnect has sent twice, by their `sequence_number`, which grows by one with each
 * event. Some compatible servers give every event the same number, so it counts only once it has grown. A gap is no
 * error by itself, since proxies leave events out; that no content is lost, the final answer shows. Only where the
 * server keeps the events (`follow`) does a gap count, since what is missing can then be asked for.
 */
export class EventNumbers implements EventCursor {
  #last = Number.NEGATIVE_INFINITY;
  #grows = false;
  #follows = false;
  #complete = true;
  #gap = false;
  /** Id of the answer, once an event has told it. */
  answerId: string | undefined;

  /** Without a number on each event nobody could tell which of them come again. */
  get last(): number | undefined {
    return this.#complete && this.#last !== Number.NEGATIVE_INFINITY ? this.#last : undefined;
  }

  get gap(): boolean {
    return this.#gap;
  }

  follow(): void {
    this.#follows = true;
  }

  resumed(): void {
    this.#gap = false;
    this.#grows = true;
  }

  /** Whether an event is to be passed over: its number was there before, or another one is missing before it. */
  skips(data: Fields): boolean {
    if (this.#gap) return true;
    const number = numberAt(data, 'sequence_number');
    if (number === undefined) return this.#unnumbered(data);
    if (number <= this.#last) return this.#grows;
    const first = this.#last === Number.NEGATIVE_INFINITY;
    this.#gap = this.#follows && !first && number > this.#last + 1;
    if (this.#gap) return true;
    this.#grows ||= !first;
    this.#last = number;
    return false;
  }

  /** A gateway may add events of its own; they are not those of the answer. */
  #unnumbered(data: Fields): false {
    if (textAt(data, 'type')?.startsWith('response.')) this.#complete = false;
    return false;
  }
}
