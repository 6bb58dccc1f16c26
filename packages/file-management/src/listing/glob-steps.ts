import { FOLDERS, REST, WITHIN_NAME } from './ignore-pattern.ts';

/** Wildcards of any length that a regular expression may have; with each more its time grows by a power. */
const MOST_WILD = 3;

/** Whether a pattern would make a regular expression slow on names that nearly match. */
export function isWild(steps: readonly string[]): boolean {
  return steps.filter(isAnyLength).length > MOST_WILD;
}

function isAnyLength(step: string): boolean {
  return step === FOLDERS || step === REST || step === WITHIN_NAME;
}

/** A step can begin here. */
const AT = 1;
/** A step that matches folders is inside of one. */
const INSIDE = 2;

/**
 * Compares texts with the steps of a pattern in time that is at most their product, by following all ways to match
 * at once: whoever writes an ignore file must not decide how long it takes to read a folder.
 */
export class GlobSteps {
  readonly #steps: readonly string[];
  readonly #characters: readonly (RegExp | undefined)[];

  constructor(steps: readonly string[]) {
    this.#steps = steps;
    this.#characters = steps.map((step) => (isAnyLength(step) ? undefined : new RegExp(`^${step}$`, 'su')));
  }

  /** Whether the steps match all of a text. */
  test(text: string): boolean {
    let ways = new Uint8Array(this.#steps.length + 1);
    let next = new Uint8Array(ways.length);
    this.#begin(ways, 0);
    for (const character of text) {
      next.fill(0);
      for (let at = 0; at < this.#steps.length; at++) if (ways[at] !== 0) this.#take(next, at, character);
      [ways, next] = [next, ways];
    }
    return ((ways.at(-1) ?? 0) & AT) !== 0;
  }

  #take(next: Uint8Array, at: number, character: string): void {
    const step = this.#steps[at];
    if (step === REST || (step === WITHIN_NAME && character !== '/')) this.#begin(next, at);
    if (step === FOLDERS) next[at] = (next[at] ?? 0) | INSIDE;
    const passes = step === FOLDERS ? character === '/' : this.#characters[at]?.test(character) === true;
    if (passes) this.#begin(next, at + 1);
  }

  /** A step of any length may also match nothing, so that the one behind it begins too. */
  #begin(ways: Uint8Array, from: number): void {
    for (let at = from; ; at++) {
      ways[at] = (ways[at] ?? 0) | AT;
      if (at >= this.#steps.length || this.#characters[at] !== undefined) return;
    }
  }
}
