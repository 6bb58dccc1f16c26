import { constants } from 'node:fs';
import { access, type FileHandle, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

const PAGE_BYTES = 64 * 1024;
const LINE_FEED = 0x0a;
const SEGMENT_NAME = /^(\d{8})\.ndjson$/;

/** Where the segment of an epoch lies in the folder of a run. */
export function segmentPath(folder: string, epoch: number): string {
  return join(folder, `${String(epoch).padStart(8, '0')}.ndjson`);
}

/** The epochs that have a segment file, oldest first; undefined where the folder does not exist. */
export async function listEpochs(folder: string): Promise<readonly number[] | undefined> {
  try {
    const names = await readdir(folder);
    const epochs = names.map((name) => Number(SEGMENT_NAME.exec(name)?.[1] ?? 0));
    return epochs.filter((epoch) => epoch > 0).sort((left, right) => left - right);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whether an epoch has been claimed by a writer. */
export async function isClaimed(folder: string, epoch: number): Promise<boolean> {
  try {
    await access(segmentPath(folder, epoch), constants.F_OK);
    return true;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false;
    throw error;
  }
}

/** The code of a system error, such as `ENOENT`. */
export function systemCode(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** Reads the whole lines of a segment, page by page. A last line without its line feed is not there yet. */
export class SegmentReader implements AsyncDisposable {
  readonly epoch: number;
  readonly #handle: FileHandle;
  #offset = 0;
  #page = Buffer.allocUnsafe(PAGE_BYTES);

  private constructor(epoch: number, handle: FileHandle) {
    this.epoch = epoch;
    this.#handle = handle;
  }

  static async open(folder: string, epoch: number): Promise<SegmentReader> {
    return new SegmentReader(epoch, await open(segmentPath(folder, epoch), 'r'));
  }

  /** Byte offset of the next line. */
  get offset(): number {
    return this.#offset;
  }

  /** The next whole lines, without their line feeds; none at the present end. */
  async nextLines(): Promise<readonly string[]> {
    for (;;) {
      const { bytesRead } = await this.#handle.read(this.#page, 0, this.#page.length, this.#offset);
      const end = this.#page.subarray(0, bytesRead).lastIndexOf(LINE_FEED);
      if (end >= 0) return this.#take(end);
      if (bytesRead < this.#page.length) return [];
      // A line longer than the page: read it again with more room.
      this.#page = Buffer.allocUnsafe(this.#page.length * 2);
    }
  }

  /**
   * Goes to a line at or before the one that `isBehind` first answers with true, at most one page before it. Lines
   * are only probed, so the cost grows with the logarithm of the file. A line that cannot be read ends the search.
   */
  async seek(isBehind: (line: string) => boolean | undefined): Promise<void> {
    let end = (await this.#handle.stat()).size;
    while (end - this.#offset > PAGE_BYTES) {
      const middle = Math.floor((this.#offset + end) / 2);
      const probe = await this.#probe(middle);
      const behind = probe === undefined ? undefined : isBehind(probe.line);
      if (probe === undefined || behind === undefined) return;
      if (behind) end = middle;
      else this.#offset = probe.start;
    }
  }

  /** Goes back so that these lines, the last ones that were read, come again. */
  unread(lines: readonly string[]): void {
    for (const line of lines) this.#offset -= Buffer.byteLength(line) + 1;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close();
  }

  /** The first whole line that begins behind a place, if it fits into a page. */
  async #probe(place: number): Promise<{ start: number; line: string } | undefined> {
    const { bytesRead } = await this.#handle.read(this.#page, 0, this.#page.length, place);
    const page = this.#page.subarray(0, bytesRead);
    const before = page.indexOf(LINE_FEED);
    const end = before < 0 ? -1 : page.indexOf(LINE_FEED, before + 1);
    if (end < 0) return undefined;
    return { start: place + before + 1, line: page.toString('utf8', before + 1, end) };
  }

  #take(end: number): readonly string[] {
    const text = this.#page.toString('utf8', 0, end);
    this.#offset += end + 1;
    if (this.#page.length > PAGE_BYTES) this.#page = Buffer.allocUnsafe(PAGE_BYTES);
    return text.split('\n');
  }
}
