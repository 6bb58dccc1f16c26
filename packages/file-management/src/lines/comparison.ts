/**
 * One comparison of two sequences of line numbers in progress. Equal lines have equal numbers. The result
 * is written into `changedA` and `changedB`; what is not marked there is matched in order.
 */
export interface Comparison {
  readonly a: Int32Array;
  readonly b: Int32Array;
  /** 1 where an element of `a` has no partner. */
  readonly changedA: Uint8Array;
  /** 1 where an element of `b` has no partner. */
  readonly changedB: Uint8Array;
  /** Rows of positions that the searches use, one after the other; what is in them does not matter. */
  readonly rows: { readonly forward: Int32Array; readonly backward: Int32Array };
  /** One more than the largest line number. */
  readonly numbers: number;
  /** Steps that the search for a shortest script may still take. */
  steps: number;
  /** Words of 30 cells that the exact table method may still fill. */
  words: number;
  /** Whether every decision so far keeps the script as short as possible. */
  minimal: boolean;
}

/** A part of both sequences; ends are exclusive. */
export interface Box {
  readonly aLow: number;
  readonly aHigh: number;
  readonly bLow: number;
  readonly bHigh: number;
}

/** Begins a comparison in which nothing is marked yet. */
export function startComparison(
  a: Int32Array,
  b: Int32Array,
  numbers: number,
  budget: { readonly steps: number; readonly words: number },
): Comparison {
  const size = a.length + b.length + 3;
  const rows = { forward: new Int32Array(size), backward: new Int32Array(size) };
  const changed = { changedA: new Uint8Array(a.length), changedB: new Uint8Array(b.length) };
  return { a, b, ...changed, rows, numbers, ...budget, minimal: true };
}

/** Marks everything in a box as changed. */
export function markBox(comparison: Comparison, box: Box): void {
  comparison.changedA.fill(1, box.aLow, box.aHigh);
  comparison.changedB.fill(1, box.bLow, box.bHigh);
}
