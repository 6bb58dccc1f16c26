import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

/** Bytes below which a file takes one block of the disk anyway. */
const SMALLEST = 512;
/** Bytes above which packing would hold a commit up for longer than the space is worth. */
const LARGEST = 64 * 1024 ** 2;
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
  return inflate(packed).catch(() => undefined);
}
