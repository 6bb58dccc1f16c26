import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';

type Content = string | Uint8Array | undefined;

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~';
/** Bytes per line of a binary patch, given by its one-letter length: A–Z are 1–26, a–z are 27–52. */
const LINE_BYTES = 52;
const NOTHING = '0'.repeat(40);

/** A change as a git binary patch, with the new content and the old one for the way back. */
export function renderBinary(before: Content, after: Content, mode?: string): string {
  const left = toBytes(before);
  const right = toBytes(after);
  const from = before === undefined ? NOTHING : blobName(left);
  const to = after === undefined ? NOTHING : blobName(right);
  if (from === to) return '';
  const shownMode = mode === undefined ? '' : ' ' + mode;
  return `index ${from}..${to}${shownMode}\nGIT binary patch\n${literal(right)}\n${literal(left)}\n`;
}

function toBytes(content: Content): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : (content ?? new Uint8Array());
}

/** The name that git gives to a file content; `git apply` demands it in full for a binary patch. */
function blobName(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

function literal(bytes: Uint8Array): string {
  const packed = deflateSync(bytes);
  let text = `literal ${bytes.length}\n`;
  for (let at = 0; at < packed.length; at += LINE_BYTES) {
    text += encodeLine(packed.subarray(at, at + LINE_BYTES)) + '\n';
  }
  return text;
}

function encodeLine(bytes: Uint8Array): string {
  const { length } = bytes;
  let line = String.fromCharCode(length <= 26 ? 64 + length : 70 + length);
  for (let at = 0; at < length; at += 4) {
    let value = 0;
    for (let offset = 0; offset < 4; offset++) value = value * 256 + (bytes[at + offset] ?? 0);
    line += fiveDigits(value);
  }
  return line;
}

function fiveDigits(value: number): string {
  let rest = value;
  let digits = '';
  for (let place = 0; place < 5; place++) {
    digits = DIGITS.charAt(rest % 85) + digits;
    rest = Math.trunc(rest / 85);
  }
  return digits;
}
