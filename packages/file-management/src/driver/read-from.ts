import { read, readSync } from 'node:fs';
import { promisify } from 'node:util';

const readLater = promisify(read);
/** Bytes that are read at once, without letting others have their turn. */
const AT_ONCE = 65_536;

/** The bytes of an open file from an offset to its end, which may have moved since its size was looked at. */
export async function readFrom(descriptor: number, from: number, size: number): Promise<Uint8Array> {
  // One byte more than there should be, so that the end is seen by the first call.
  let bytes = Buffer.allocUnsafeSlow(Math.max(0, size - from) + 1);
  let done = 0;
  for (;;) {
    const count = await readPart(descriptor, bytes, done, from + done);
    done += count;
    if (count === 0 || (done < bytes.length && bytes.length <= AT_ONCE)) return bytes.subarray(0, done);
    if (done === bytes.length) bytes = Buffer.concat([bytes], bytes.length * 2);
  }
}

async function readPart(descriptor: number, into: Buffer, at: number, position: number): Promise<number> {
  const length = into.length - at;
  if (length <= AT_ONCE) return readSync(descriptor, into, at, length, position);
  return (await readLater(descriptor, into, at, length, position)).bytesRead;
}
