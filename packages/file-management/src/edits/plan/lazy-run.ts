import type { LazyFile } from './lazy-file.ts';

/** The one place of a run of lines, and whether a line of it says so by itself. */
export interface LazyRun {
  /** 0-based line of the file at which the run begins. */
  readonly place: number;
  /** Whether one of the lines that were read stands nowhere else in the file. */
  readonly sure: boolean;
}

/** Reads a run down or up until it stands in one place of the file only; undefined if it never does. */
export function readRun(file: LazyFile, run: readonly string[], up: boolean): LazyRun | undefined {
  const step = up ? -1 : 1;
  let places = file.placesOf(run[0]);
  let read = 1;
  for (; places.length > 1 && read < run.length; read++) {
    places = places.filter((line) => file.has(line + read * step, run[read]));
  }
  const [place, ...others] = places;
  if (place === undefined || others.length > 0) return undefined;
  return { place, sure: run.slice(0, read).some((line) => file.placesOf(line).length === 1) };
}
