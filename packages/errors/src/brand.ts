/** Marks errors of every installed copy of this package: symbols of the global registry are shared. */
export const brand: unique symbol = Symbol.for('@enhanced-code/errors') as never;

/** Whether a value carries the mark. It never throws, not even for a revoked proxy. */
export function isBranded(value: unknown): boolean {
  try {
    return typeof value === 'object' && value !== null && brand in value;
  } catch {
    return false;
  }
}
