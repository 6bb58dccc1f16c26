import type { JsonValue } from '../json.ts';

/** Where a value of an input belongs, from the outside in: names of members and 0-based places. */
export type ArgumentPath = readonly (string | number)[];

/** A value that is complete, or a piece of a text. */
export interface ArgumentPiece {
  readonly path: ArgumentPath;
  readonly value: JsonValue;
  /** Whether more of this very value is to come. */
  readonly continues: boolean;
}

interface Frame {
  /** The member that was written last. */
  key: string | number;
  /** All members of an object so far; none may come twice. */
  readonly seen: Set<string | number>;
}

const STEP = /\.([^.[\]]+)|\[(\d+)\]|\[(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\]/y;

/** Reads a JSONPath to one value, such as `$.list[0]['a name']` (RFC 9535); `undefined` for any other text. */
export function readArgumentPath(text: string): ArgumentPath | undefined {
  if (!text.startsWith('$')) return undefined;
  const path: (string | number)[] = [];
  for (let at = 1; at < text.length; at = STEP.lastIndex) {
    STEP.lastIndex = at;
    const [, name, place, single, double] = STEP.exec(text) ?? [];
    const key = name ?? (place === undefined ? unquoted(single ?? double) : Number(place));
    if (key === undefined) return undefined;
    path.push(key);
  }
  return path;
}

function unquoted(quoted: string | undefined): string | undefined {
  return quoted?.replace(/\\(?:u([\da-f]{4})|(.))/gi, (_all, code: string | undefined, other: string) =>
    code === undefined ? (CONTROLS[other] ?? other) : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

const CONTROLS: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/**
 * Writes the JSON text of an input whose values arrive one after the other, each with its path. Text that was given
 * out cannot be taken back, so values have to come in the order of the text, as a model writes them.
 */
export class ArgumentWriter {
  readonly #frames: Frame[] = [];
  /** What the last value was: a text may go on, and must where more of it was announced. */
  #last: 'whole' | 'text' | 'unfinished' = 'whole';

  /** Whether the outermost object has this member. */
  has(name: string): boolean {
    return this.#frames[0]?.seen.has(name) ?? false;
  }

  /** The text that a value adds; `undefined` where it cannot follow what was written before. */
  add({ path, value, continues }: ArgumentPiece): string | undefined {
    if (typeof path[0] !== 'string' || (continues && typeof value !== 'string')) return undefined;
    const depth = this.#frames.findIndex(({ key }, at) => key !== path[at]);
    if (depth === -1 && this.#frames.length === path.length) return this.#goOn(value, continues);
    const before = this.#moveTo(path, depth);
    if (before === undefined) return undefined;
    this.#last = typeof value !== 'string' ? 'whole' : continues ? 'unfinished' : 'text';
    // The quote at the end of a text waits, since the next piece may go on with it.
    return `${before}${typeof value === 'string' ? `"${quotable(value)}` : JSON.stringify(value)}`;
  }

  /** The text that completes the input; `undefined` where more of a value was announced. */
  end(): string | undefined {
    if (this.#last === 'unfinished') return undefined;
    return this.#frames.length === 0 ? '{}' : this.#close(0);
  }

  #goOn(value: JsonValue, continues: boolean): string | undefined {
    if (this.#last === 'whole' || typeof value !== 'string') return undefined;
    this.#last = continues ? 'unfinished' : 'text';
    return quotable(value);
  }

  /** The text between the last value and the one at this path, which differ from this depth on. */
  #moveTo(path: ArgumentPath, depth: number): string | undefined {
    // A path that ends before it differs names what stands around the last value.
    if (this.#last === 'unfinished' || depth >= path.length) return undefined;
    const at = Math.max(depth, 0);
    const before = this.#frames.length === 0 ? '' : `${this.#close(at + 1)},`;
    this.#frames.splice(at + 1);
    const opened = this.#open(path, at);
    return opened === undefined ? undefined : before + opened;
  }

  #open(path: ArgumentPath, from: number): string | undefined {
    let text = '';
    for (const [depth, key] of path.entries()) {
      if (depth < from) continue;
      const known = this.#frames[depth];
      const frame = known ?? { key, seen: new Set() };
      if (!mayFollow(known, key)) return undefined;
      frame.key = key;
      frame.seen.add(key);
      this.#frames[depth] = frame;
      const name = typeof key === 'string' ? `${JSON.stringify(key)}:` : '';
      text += known === undefined ? `${typeof key === 'string' ? '{' : '['}${name}` : name;
    }
    return text;
  }

  /** Ends the last value and everything around it down to this depth. */
  #close(depth: number): string {
    const ends = this.#frames.slice(depth).map(({ key }) => (typeof key === 'string' ? '}' : ']'));
    return `${this.#last === 'text' ? '"' : ''}${ends.reverse().join('')}`;
  }
}

/** Whether a member may come next: each name once, and places without a gap. */
function mayFollow(known: Frame | undefined, key: string | number): boolean {
  if (typeof key === 'number') return key === (known === undefined ? 0 : Number(known.key) + 1);
  return known === undefined || (typeof known.key === 'string' && !known.seen.has(key));
}

function quotable(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
