/** Marks errors of every installed copy of this package: symbols of the global registry are shared. */
export const brand: unique symbol = Symbol.for('@enhanced-code/errors') as never;

/**
 * Whether a value carries the mark. It never throws, not even for a revoked proxy, and does not believe one that
 * claims to have every property: what it stands for would be shown as one of ours.
 */
export function isBranded(value: unknown): boolean {
  try {
    return typeof value === 'object' && (value as { [brand]?: unknown } | null)?.[brand] === true;
  } catch {
    return false;
  }
}
