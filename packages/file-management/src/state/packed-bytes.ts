import { promisify } from 'node:util';
import { deflateRaw, inflateRaw, inflateRawSync } from 'node:zlib';

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

/** Bytes below which a file takes one block of the disk anyway. */
const SMALLEST = 512;
/** Bytes above which packing would hold a commit up for longer than the space is worth. */
const LARGEST = 64 * 1024 ** 2;
/** Packed bytes that are unpacked at once, sooner than they would be waited for. */
const SMALL = 16_384;
/** What they may become. */
const MOST_AT_ONCE = 262_144;
/** What packing has to save to be of use. */
const SHARE = 0.9;
/** The quickest level: source texts come to about a third with it, and to little less with a higher one. */
const QUICK = { level: 1 };

/** The bytes in fewer bytes (DEFLATE, RFC 1951); undefined when that is not worth it. */
export async function pack(bytes: Uint8Array): Promise<Uint8Array | undefined> {
  if (bytes.length < SMALLEST || bytes.length > LARGEST) return undefined;
  const packed = await deflate(bytes, QUICK);
  return packed.length < bytes.length * SHARE ? packed : undefined;
}

/** The bytes that were packed; undefined when they are damaged. */
export async function unpack(packed: Uint8Array): Promise<Uint8Array | undefined> {
  if (packed.length > SMALL) return inflate(packed).catch(() => undefined);
  try {
    // A few bytes may stand for very many: those are left to the other way.
    return inflateRawSync(packed, { maxOutputLength: MOST_AT_ONCE });
  } catch {
    return inflate(packed).catch(() => undefined);
  }
}
