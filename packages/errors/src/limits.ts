/** Longest message or single text detail that an error keeps, in UTF-16 code units. */
export const TEXT_LIMIT = 4_096;
/** Most items of a list that an error keeps: details, causes of equal rank, attempts. */
export const LIST_LIMIT = 256;
/** Deepest chain of causes, and deepest nesting of details, that an error keeps. */
export const DEPTH_LIMIT = 16;

/** Cuts a text to `limit` and says how much is missing; never splits a surrogate pair. */
export function cut(text: string, limit: number = TEXT_LIMIT): string {
  if (text.length <= limit) return text;
  const last = text.charCodeAt(limit - 1);
  const end = last >= 0xd800 && last < 0xdc00 ? limit - 1 : limit;
  return `${text.slice(0, end)}… (${text.length - end} more)`;
}
