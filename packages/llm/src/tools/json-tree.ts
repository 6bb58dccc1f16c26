import type { JsonValue } from '../json.ts';

/** An object or an array that is being filled. */
export interface JsonContainer {
  readonly kind: 'object' | 'array';
  readonly value: Record<string, JsonValue> | JsonValue[];
  /** The key of the member that comes next, in an object. */
  key: string;
}

/** The value that a JSON reader builds up. */
export class JsonTree {
  readonly #stack: JsonContainer[] = [];
  #root: JsonValue | undefined;
  /** Whether the last member of the innermost array is a string that is not complete. */
  #partial = false;

  get root(): JsonValue | undefined {
    return this.#root;
  }

  /** Where the value stands that was placed last; what is closed or has no value yet does not count. */
  get path(): readonly (string | number)[] {
    return this.#stack.flatMap(({ value, key }): (string | number)[] => {
      if (Array.isArray(value)) return value.length > 0 ? [value.length - 1] : [];
      return Object.hasOwn(value, key) ? [key] : [];
    });
  }

  /** What kind the innermost open container is of, or `undefined` outside of all. */
  get kind(): JsonContainer['kind'] | undefined {
    return this.#stack[this.#stack.length - 1]?.kind;
  }

  /** Opens a container inside of the innermost one. */
  open(kind: JsonContainer['kind']): void {
    const value = kind === 'object' ? {} : [];
    this.set(value);
    this.#stack.push({ kind, value, key: '' });
  }

  /** Closes the innermost container. */
  close(): void {
    this.#stack.pop();
  }

  /** Names the next member of the innermost object. */
  key(name: string): void {
    const top = this.#stack[this.#stack.length - 1];
    if (top !== undefined) top.key = name;
  }

  /** Puts a complete value in its place. */
  set(value: JsonValue): void {
    this.#place(value);
    this.#partial = false;
  }

  /** Puts a string that is still growing in its place; the next value takes the same one. */
  showPartial(text: string): void {
    this.#place(text);
    this.#partial = true;
  }

  #place(value: JsonValue): void {
    const top = this.#stack[this.#stack.length - 1];
    if (top === undefined) this.#root = value;
    else if (!Array.isArray(top.value)) setMember(top.value, top.key, value);
    else if (this.#partial) top.value[top.value.length - 1] = value;
    else top.value.push(value);
  }
}

/** A member called `__proto__` must become one, as `JSON.parse` makes it, and not the prototype. */
function setMember(target: Record<string, JsonValue>, key: string, value: JsonValue): void {
  if (key !== '__proto__') target[key] = value;
  else Object.defineProperty(target, key, { value, configurable: true, enumerable: true, writable: true });
}
