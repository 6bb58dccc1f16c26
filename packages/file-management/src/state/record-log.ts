import type { Folder } from '../driver/driver.ts';
import { decodeRecords, encodeRecord, type FormatHeader } from './records.ts';
import { PRIVATE_FILE, readIfPresent } from './write-file.ts';

/** An append-only file of checksummed records that others may append to as well. */
export class RecordLog {
  readonly #folder: Folder;
  readonly #name: string;
  readonly #header: FormatHeader;
  #records: unknown[] = [];
  #end = 0;

  constructor(folder: Folder, name: string, header: FormatHeader) {
    this.#folder = folder;
    this.#name = name;
    this.#header = header;
  }

  /** All good records, none when there is no file yet. Only what is new since the last time is read. */
  async read(): Promise<readonly unknown[]> {
    const size = (await this.#folder.stat(this.#name))?.size ?? 0;
    if (size < this.#end) this.#forget();
    if (size === this.#end) return this.#records;
    const bytes = (await readIfPresent(this.#folder, this.#name, this.#end)) ?? new Uint8Array();
    const { records, end } = decodeRecords(bytes, this.#header, {
      file: this.#name,
      line: this.#end === 0 ? 1 : this.#records.length + 2,
    });
    for (const record of records) this.#records.push(record);
    this.#end += end;
    return this.#records;
  }

  /**
   * Adds records behind the last good one. What lies behind it, the torn end of an interrupted write, is cut
   * off first. Only one process may append at a time.
   */
  async append(records: readonly unknown[], durable: boolean): Promise<void> {
    await this.read();
    const first = this.#end === 0;
    const lines = Buffer.from((first ? [this.#header, ...records] : records).map(encodeRecord).join(''));
    const file = await this.#folder.append(this.#name, PRIVATE_FILE);
    try {
      await file.truncate(this.#end);
      await file.write(lines);
      if (durable) await file.sync();
    } finally {
      await file.close();
    }
    if (durable && first) await this.#folder.sync();
    for (const record of records) this.#records.push(record);
    this.#end += lines.length;
  }

  #forget(): void {
    this.#records = [];
    this.#end = 0;
  }
}
