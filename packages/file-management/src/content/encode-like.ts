import { fileErrors } from '../file-errors.ts';
import { type DecodedText, encodeText } from './encoding.ts';

/** Characters that stand for bytes of an encoding that is not known, next to each other. */
const CARRIED = /[\u0080-\u00ff]+/g;

/**
 * Encodes a text as a given one is: same encoding, same byte order mark. Refuses characters that this encoding
 * cannot hold, and, where the bytes are carried because their encoding is not known, characters that may mean
 * something else in it.
 */
export function encodeLike(path: string, text: string, model: DecodedText | undefined): Uint8Array {
  const { encoding = 'utf-8', bom = false } = model ?? {};
  const plain = bom ? text.replace(/^\ufeff/, '') : text;
  const offset = model?.encoding === 'latin1' ? firstForeign(plain, model.text) : -1;
  if (offset >= 0) {
    throw fileErrors.create('EC_FILE_UNENCODABLE', { path, encoding: 'an unknown encoding', offset });
  }
  return encodeText(path, { text: plain, encoding, bom });
}

/**
 * Where a text has a run of carried bytes that the present one has not; -1 when it has none. In Western texts
 * such bytes are single letters between plain ones, and Latin-1 is taken for granted; where most of them stand
 * together they are halves of characters of another script, and nobody but their author can make new ones.
 */
function firstForeign(text: string, present: string): number {
  const known = present.match(CARRIED) ?? [];
  const together = known.filter((run) => run.length > 1).join('').length;
  if (together * 2 < known.join('').length) return -1;
  const runs = new Set(known);
  for (const { 0: run, index } of text.matchAll(CARRIED)) if (!runs.has(run)) return index;
  return -1;
}
