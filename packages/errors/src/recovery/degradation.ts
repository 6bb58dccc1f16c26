import { type Event, EventEmitter } from 'cockatiel';
import { type Clock, systemClock } from './clock.ts';
import { checkCount, checkDuration } from './options.ts';

/** One step down the ladder. */
export interface DegradationLevel<Signals> {
  /** Name of the level, such as `smaller-context`. */
  readonly name: string;
  /** What users lose on it, in words that can be shown to them. */
  readonly gaveUp: string;
  /** Why the level applies to these signals, in words that can be shown; undefined if it does not. */
  readonly when: (signals: Signals) => string | undefined;
}

/** Settings of `createDegradation`. */
export interface DegradationOptions<Signals> {
  /** Levels from mild to severe; a severe one includes those before it. */
  readonly levels: readonly DegradationLevel<Signals>[];
  /** Milliseconds for which a level must not have applied before it is left. Default 30,000. */
  readonly returnAfterMs?: number;
  /** Most ended records that are kept; the oldest go first. Default 100. */
  readonly maxRecords?: number;
  /** Default the time of this machine. */
  readonly clock?: Clock;
}

/** What was given up, why and when. */
export interface DegradationRecord {
  /** Name of the level. */
  readonly level: string;
  /** What users lost. */
  readonly gaveUp: string;
  /** Why. */
  readonly reason: string;
  /** Since when, milliseconds since 1970. */
  readonly from: number;
  /** Until when, milliseconds since 1970; absent while it lasts. */
  readonly until?: number;
}

/** The ladder at one moment, as health shows it. */
export interface DegradationView {
  /** Name of the most severe level that applies; `full` if none does. */
  readonly level: string;
  /** How far down that is; 0 is full service. */
  readonly depth: number;
  /** What is given up now, mild first. */
  readonly active: readonly DegradationRecord[];
}

/** A ladder of levels on which service steps down at once and back one level at a time. */
export interface Degradation<Signals> extends Disposable {
  /** Reports how things are and returns where that leads. */
  report(signals: Signals): DegradationView;
  /** Where the ladder stands. */
  view(): DegradationView;
  /** Everything given up so far, oldest first, including what lasts. */
  records(): readonly DegradationRecord[];
  /** The level has changed. */
  readonly onChange: Event<DegradationView>;
}

/** @throws EC_RECOVERY_BAD_OPTION if an option is out of range. */
export function createDegradation<Signals>(options: DegradationOptions<Signals>): Degradation<Signals> {
  const { returnAfterMs = 30_000, maxRecords = 100, levels, clock = systemClock } = options;
  checkCount('levels.length', levels.length, 1);
  checkDuration('returnAfterMs', returnAfterMs);
  checkCount('maxRecords', maxRecords, 0);
  return new Ladder({ returnAfterMs, maxRecords, levels, clock });
}

class Ladder<Signals> implements Degradation<Signals> {
  readonly #options: Required<DegradationOptions<Signals>>;
  readonly #changed = new EventEmitter<DegradationView>();
  readonly #ended: DegradationRecord[] = [];
  /** One record per level down, so its length is the depth. */
  readonly #active: DegradationRecord[] = [];
  /** How far down the last signals lead. */
  #wanted = 0;
  #cancelReturn: (() => void) | undefined;

  constructor(options: Required<DegradationOptions<Signals>>) {
    this.#options = options;
  }

  readonly onChange: Event<DegradationView> = (listener) => this.#changed.addListener(listener);

  report(signals: Signals): DegradationView {
    const reasons = this.#options.levels.map((level) => level.when(signals));
    this.#wanted = reasons.findLastIndex((reason) => reason !== undefined) + 1;
    if (this.#wanted >= this.#active.length) this.#stopReturn();
    else this.#startReturn();
    if (this.#wanted > this.#active.length) this.#descend(reasons);
    return this.view();
  }

  view(): DegradationView {
    const depth = this.#active.length;
    return { level: this.#active.at(-1)?.level ?? 'full', depth, active: [...this.#active] };
  }

  records(): readonly DegradationRecord[] {
    return [...this.#ended, ...this.#active];
  }

  [Symbol.dispose](): void {
    this.#stopReturn();
  }

  #descend(reasons: readonly (string | undefined)[]): void {
    const from = this.#options.clock.now();
    // A level that is passed over is given up for the reason of the one below it.
    const deepest = reasons[this.#wanted - 1] ?? '';
    for (const { name, gaveUp } of this.#options.levels.slice(this.#active.length, this.#wanted)) {
      const reason = reasons[this.#active.length] ?? deepest;
      this.#active.push({ level: name, gaveUp, reason, from });
    }
    this.#changed.emit(this.view());
  }

  #startReturn(): void {
    this.#cancelReturn ??= this.#options.clock.after(this.#options.returnAfterMs, () => this.#ascend());
  }

  #stopReturn(): void {
    this.#cancelReturn?.();
    this.#cancelReturn = undefined;
  }

  /** One level only: what made it necessary may come back with the load. */
  #ascend(): void {
    this.#cancelReturn = undefined;
    const record = this.#active.pop();
    if (record === undefined) return;
    this.#ended.push({ ...record, until: this.#options.clock.now() });
    if (this.#ended.length > this.#options.maxRecords) this.#ended.shift();
    if (this.#wanted < this.#active.length) this.#startReturn();
    this.#changed.emit(this.view());
  }
}
