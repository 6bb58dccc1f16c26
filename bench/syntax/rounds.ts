/** Milliseconds of one run. */
export async function milliseconds(run: () => unknown): Promise<number> {
  const started = performance.now();
  await run();
  return performance.now() - started;
}

/** The value that a share of the values does not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** A row of a table: the first cell to the left, the others to the right. */
export const row = (...cells: readonly (string | number)[]): string =>
  `${cells.map((cell, at) => (at === 0 ? String(cell).padEnd(12) : String(cell).padStart(12))).join('')}\n`;

/** Whether a figure keeps its limit, as a cell. */
export const judged = (isMet: boolean): string => (isMet ? 'met' : 'NOT MET');
