import type { EntryContent } from '../entry.ts';

/** UTF-8 bytes that make one token of code, on the average of the common vocabularies. */
const BYTES_PER_TOKEN = 4;
/** Tokens around an entry: a heading and the fence. */
const ENTRY_OVERHEAD = 6;
/** Tokens around a passage: its line numbers. */
const PASSAGE_OVERHEAD = 3;

/** Estimated tokens of an amount of UTF-8 bytes. */
export function tokensOfBytes(bytes: number): number {
  return Math.ceil(bytes / BYTES_PER_TOKEN);
}

/** Estimated tokens of an entry when the caller has no renderer of its own: four bytes a token and a heading. */
export function estimateEntryCost(entry: EntryContent): number {
  const text = entry.passages.reduce(
    (sum, passage) => sum + tokensOfBytes(Buffer.byteLength(passage.text)) + PASSAGE_OVERHEAD,
    0,
  );
  return text + tokensOfBytes(Buffer.byteLength(entry.path)) + ENTRY_OVERHEAD;
}
