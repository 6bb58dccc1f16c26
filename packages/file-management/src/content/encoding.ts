import { fileErrors } from '../file-errors.ts';

/**
 * How the bytes of a text are read. `latin1` carries every byte as the character of the same number: the
 * fallback for texts in unknown single-byte or multi-byte encodings, whose untouched bytes stay as they are.
 */
export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'latin1';

/** Line endings of a text: one kind, several, or no line ending at all. */
export type LineEnding = 'lf' | 'crlf' | 'cr' | 'mixed' | 'none';

/** A text with what is needed to turn it into the very same bytes again. */
export interface DecodedText {
  /** The characters, line endings kept, without the byte order mark. */
  readonly text: string;
  readonly encoding: TextEncoding;
  /** Whether the bytes start with a byte order mark. */
  readonly bom: boolean;
}

const MARKS = [
  { encoding: 'utf-8', bytes: [0xef, 0xbb, 0xbf] },
  { encoding: 'utf-16le', bytes: [0xff, 0xfe] },
  { encoding: 'utf-16be', bytes: [0xfe, 0xff] },
] as const;

/** Bytes looked at to tell text from binary, as git does. */
const SNIFFED_BYTES = 8000;

/** Decodes bytes if they are text; undefined if they are not. Encoding the result gives the same bytes. */
export function decodeText(bytes: Uint8Array): DecodedText | undefined {
  for (const mark of MARKS) {
    if (!mark.bytes.every((byte, index) => bytes[index] === byte)) continue;
    const text = decodeExactly(bytes.subarray(mark.bytes.length), mark.encoding);
    if (text !== undefined) return { text, encoding: mark.encoding, bom: true };
  }
  const encoding = guessEncoding(bytes);
  if (encoding === undefined) return undefined;
  const text = decodeExactly(bytes, encoding);
  if (text !== undefined) return { text, encoding, bom: false };
  return hasNul(bytes)
    ? undefined
    : { text: bufferOf(bytes).toString('latin1'), encoding: 'latin1', bom: false };
}

/** Encodes a text as its file is kept. Refuses characters that the encoding cannot hold. */
export function encodeText(path: string, { text, encoding, bom }: DecodedText): Uint8Array {
  const offset = firstUnencodable(text, encoding);
  if (offset >= 0) throw fileErrors.create('EC_FILE_UNENCODABLE', { path, encoding, offset });
  const mark = bom ? MARKS.find((candidate) => candidate.encoding === encoding) : undefined;
  const body = encodeBody(text, encoding);
  return mark === undefined ? body : Buffer.concat([Uint8Array.from(mark.bytes), body]);
}

/** The kind of line endings in a text. */
export function lineEndingOf(text: string): LineEnding {
  const kinds = new Set<LineEnding>();
  for (const [ending] of text.matchAll(/\r\n?|\n/g)) {
    kinds.add(ending === '\n' ? 'lf' : ending === '\r' ? 'cr' : 'crlf');
    if (kinds.size > 1) return 'mixed';
  }
  const [only] = kinds;
  return only ?? 'none';
}

function decodeExactly(bytes: Uint8Array, encoding: TextEncoding): string | undefined {
  if (encoding === 'latin1') return bufferOf(bytes).toString('latin1');
  if (encoding !== 'utf-8' && bytes.length % 2 === 1) return undefined;
  const text = encoding === 'utf-8' ? decodeUtf8(bytes) : decodeUtf16(bytes, encoding);
  return text !== undefined && firstUnencodable(text, encoding) < 0 ? text : undefined;
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function decodeUtf16(bytes: Uint8Array, encoding: 'utf-16le' | 'utf-16be'): string {
  const buffer = Buffer.from(bytes);
  return (encoding === 'utf-16be' ? buffer.swap16() : buffer).toString('utf16le');
}

function encodeBody(text: string, encoding: TextEncoding): Uint8Array {
  if (encoding === 'utf-8') return Buffer.from(text, 'utf8');
  if (encoding === 'latin1') return Buffer.from(text, 'latin1');
  const buffer = Buffer.from(text, 'utf16le');
  return encoding === 'utf-16be' ? buffer.swap16() : buffer;
}

/** Half of a surrogate pair has no bytes in Unicode encodings, and latin1 ends at 255. */
function firstUnencodable(text: string, encoding: TextEncoding): number {
  return encoding === 'latin1' ? text.search(/[^\p{ASCII}\u0080-\u00ff]/u) : text.search(/\p{Surrogate}/u);
}

function guessEncoding(bytes: Uint8Array): TextEncoding | undefined {
  const head = bytes.subarray(0, SNIFFED_BYTES);
  if (!hasNul(head)) return 'utf-8';
  // Text in Latin letters as UTF-16 without a mark: nearly every other byte is zero, always the same half.
  const [even, odd] = countNuls(head);
  const pairs = head.length / 2;
  if (odd > pairs * 0.7 && even === 0) return 'utf-16le';
  return even > pairs * 0.7 && odd === 0 ? 'utf-16be' : undefined;
}

function countNuls(bytes: Uint8Array): [even: number, odd: number] {
  const counts: [number, number] = [0, 0];
  for (const [index, byte] of bytes.entries()) if (byte === 0) counts[index % 2 === 0 ? 0 : 1]++;
  return counts;
}

function hasNul(bytes: Uint8Array): boolean {
  return bytes.subarray(0, SNIFFED_BYTES).includes(0);
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
