import type { FileRecord } from '../index/file-record.ts';
import { Kept } from '../index/kept.ts';
import type { ContextSource } from '../source.ts';
import { Draft } from './draft.ts';

/** UTF-16 code units of text that are kept, so that the questions of one task do not read the same files again. */
const MOST_KEPT = 3_000_000;

/** Texts of the files that were shown more than once. A record stands for one text, so a file that changes is read again. */
export class Drafts {
  readonly #readRecord: (path: string, text: string) => FileRecord;
  readonly #kept = new Kept<FileRecord, Draft>(MOST_KEPT, ({ length }) => length);

  /** @param readRecord Makes the record of a text that is newer than the one in the index. */
  constructor(readRecord: (path: string, text: string) => FileRecord) {
    this.#readRecord = readRecord;
  }

  /** Text of a file; when it changed since it was indexed, the draft has a record of its own. */
  async load(record: FileRecord, source: ContextSource): Promise<Draft | undefined> {
    if (record.state === 'binary' || record.state === 'huge') return undefined;
    const kept = this.#kept.get(record);
    if (kept !== undefined) return kept;
    const draft = await this.#read(record, source);
    if (draft?.record === record) this.#kept.offer(record, draft);
    return draft;
  }

  async #read(record: FileRecord, source: ContextSource): Promise<Draft | undefined> {
    const text = await source.read(record.path).catch(() => undefined);
    if (text === undefined) return undefined;
    const isSame = Buffer.byteLength(text) === record.bytes;
    return new Draft(isSame ? record : this.#readRecord(record.path, text), text);
  }
}
