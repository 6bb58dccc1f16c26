import {
  type Component,
  type ComponentDefinition,
  component,
  createToken,
  type Token,
  type TokenMap,
} from '../src/index.ts';
import type { FakeClock } from './fake-clock.ts';

/** A token for tests that do not care for the type. */
export function token(name: string): Token<string> {
  return createToken<string>(name);
}

/** Writes down what happens in which order. */
export interface Journal {
  readonly lines: string[];
  /**
   * A component whose instance is its name, and which notes when it is created, started and stopped. It
   * takes `takesMs` for each of these.
   */
  component(
    of: Token<string>,
    needs?: readonly Token<string>[],
    more?: Partial<ComponentDefinition<string, TokenMap, undefined>> & { readonly takesMs?: number },
  ): Component;
}

/** Starts an empty journal. */
export function createJournal(clock?: FakeClock): Journal {
  const lines: string[] = [];
  const note = async (line: string, takesMs: number) => {
    lines.push(line);
    if (takesMs > 0) await new Promise<void>((resolve) => clock?.after(takesMs, resolve));
  };
  return {
    lines,
    component(of, needs = [], { takesMs = 0, ...more } = {}) {
      return component(of, {
        dependencies: Object.fromEntries(needs.map((need) => [need.name, need])),
        async create() {
          await note(`create ${of.name}`, takesMs);
          return of.name;
        },
        start: () => note(`start ${of.name}`, 0),
        stop: () => note(`stop ${of.name}`, takesMs),
        ...more,
      });
    },
  };
}

/** What a promise was rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  return undefined;
}

/** Something that never settles. */
export function never<T>(): Promise<T> {
  return new Promise(() => {});
}
