import type { FileRole } from '../text/role.ts';
import type { FileRecord, FileState } from './file-record.ts';

/** Description of one record: everything but its numbers, which lie in the two lists. */
export type RecordRow = readonly [
  path: string,
  state: FileState,
  role: FileRole,
  language: string | null,
  bytes: number,
  lineCount: number,
  definitionCount: number,
  base: number,
  folders: number,
  names: number,
  body: number,
  terms: number,
  data: number,
];

/** Records of many files with their numbers in two lists: the form in which they are sent and kept. */
export interface PackedRecords {
  readonly rows: readonly RecordRow[];
  readonly terms: Uint32Array<ArrayBuffer>;
  readonly data: Uint8Array<ArrayBuffer>;
}

/** Description of a record. */
export function toRow(record: FileRecord): RecordRow {
  const { path, state, role, language, bytes, lineCount, definitionCount, lengths, terms, data } = record;
  const { base, folders, names, body } = lengths;
  const counts = [base, folders, names, body, terms.length, data.length] as const;
  return [path, state, role, language ?? null, bytes, lineCount, definitionCount, ...counts];
}

/** Puts records together. */
export function packRecords(records: readonly FileRecord[]): PackedRecords {
  const terms = new Uint32Array(records.reduce((sum, record) => sum + record.terms.length, 0));
  const data = new Uint8Array(records.reduce((sum, record) => sum + record.data.length, 0));
  let termAt = 0;
  let dataAt = 0;
  for (const record of records) {
    terms.set(record.terms, termAt);
    data.set(record.data, dataAt);
    termAt += record.terms.length;
    dataAt += record.data.length;
  }
  return { rows: records.map(toRow), terms, data };
}

/** Takes records apart again; their lists are views of the packed ones. */
export function unpackRecords({ rows, terms, data }: PackedRecords): FileRecord[] {
  let termAt = 0;
  let dataAt = 0;
  return rows.map((row) => {
    const [path, state, role, language, bytes, lineCount, definitionCount] = row;
    const [, , , , , , , base, folders, names, body, termCount, dataCount] = row;
    termAt += termCount;
    dataAt += dataCount;
    return {
      path,
      state,
      role,
      language: language ?? undefined,
      bytes,
      lineCount,
      definitionCount,
      lengths: { base, folders, names, body },
      terms: terms.subarray(termAt - termCount, termAt),
      data: data.subarray(dataAt - dataCount, dataAt),
    };
  });
}
