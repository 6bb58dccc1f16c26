/** Longest message or single text detail that an error keeps, in UTF-16 code units. */
export const TEXT_LIMIT = 4_096;
/** Most items of a list that an error keeps: details, causes of equal rank, attempts. */
export const LIST_LIMIT = 256;
/** Deepest chain of causes, and deepest nesting of details, that an error keeps. */
export const DEPTH_LIMIT = 16;

/** Cuts a text to `limit`, its end saying how much is missing; never leaves half a surrogate pair. */
export function cut(text: string, limit: number = TEXT_LIMIT): string {
  if (text.length <= limit) return text;
  const kept = text.slice(0, limit - 24).replace(/[\ud800-\udbff]$/, '');
  return `${kept}… (${text.length - kept.length} more)`;
}

/** Whether a value is a whole number from `least` to `most`. */
export function isWithin(value: unknown, least: number, most: number): value is number {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}
