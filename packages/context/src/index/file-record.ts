import { definitionsOf } from '../text/blocks.ts';
import type { Definition } from '../text/definitions.ts';
import { baseName, languageOf } from '../text/language.ts';
import { type LineTable, lineTable } from '../text/lines.ts';
import { type FileRole, roleOf } from '../text/role.ts';
import { wordsOf } from '../text/words.ts';
import { type LinePostings, PostingsBuilder } from './postings.ts';
import type { TermTable } from './term-table.ts';

/** Whether the content of a file is in the index, and if not, why. */
export type FileState = 'indexed' | 'binary' | 'huge' | 'minified';

/** Everything the index knows of one file. */
export interface FileRecord extends LinePostings {
  /** Path relative to the root. */
  readonly path: string;
  /** State of the content. */
  readonly state: FileState;
  /** What the file is for. */
  readonly role: FileRole;
  /** Language by the name. */
  readonly language: string | undefined;
  /** Length of the text in UTF-8 bytes; of the file when it was not read. */
  readonly bytes: number;
  /** UTF-8 bytes of each line with its end; line n at index n - 1. */
  readonly lineBytes: Uint32Array;
  /** Terms of the base name without its extension. */
  readonly base: readonly number[];
  /** Terms of the folders above it. */
  readonly folders: readonly number[];
  /** Terms of the names that it defines, one for each occurrence. */
  readonly names: readonly number[];
  /** What it defines, in file order. */
  readonly definitions: readonly Definition[];
}

/** Texts above this size are known by name only. */
export const HUGE_BYTES = 1_000_000;
const LONG_LINE = 2_000;
const LONG_AVERAGE = 400;

function isMinified(text: string, lines: LineTable): boolean {
  if (text.length < LONG_LINE) return false;
  return text.length / Math.max(1, lines.count) > LONG_AVERAGE;
}

function lineBytesOf(text: string, lines: LineTable): Uint32Array {
  return Uint32Array.from(lines.offsets, (start, index) => {
    const end = lines.offsets[index + 1] ?? text.length;
    return Buffer.byteLength(text.slice(start, end));
  });
}

/** Turns files into records. */
export class FileReader {
  readonly #table: TermTable;
  readonly #postings: PostingsBuilder;

  constructor(table: TermTable) {
    this.#table = table;
    this.#postings = new PostingsBuilder(table);
  }

  /** Record of a file whose content is not looked at. */
  nameOnly(path: string, bytes: number, state: FileState): FileRecord {
    return this.#record(path, '', bytes, state, lineTable(''));
  }

  /** Record of a text. */
  read(path: string, text: string): FileRecord {
    const bytes = Buffer.byteLength(text);
    if (bytes > HUGE_BYTES) return this.nameOnly(path, bytes, 'huge');
    if (text.includes('\0')) return this.nameOnly(path, bytes, 'binary');
    const lines = lineTable(text);
    if (isMinified(text, lines)) return this.nameOnly(path, bytes, 'minified');
    return this.#record(path, text, bytes, 'indexed', lines);
  }

  #record(path: string, text: string, bytes: number, state: FileState, lines: LineTable): FileRecord {
    const name = baseName(path);
    const definitions = definitionsOf(path, text, lines);
    return {
      path,
      state,
      role: state === 'minified' ? 'generated' : roleOf(path, text),
      language: languageOf(path),
      bytes,
      lineBytes: lineBytesOf(text, lines),
      base: this.#termsOf(name.replace(/(?!^)\.\w+$/, '')),
      folders: this.#termsOf(path.slice(0, -name.length)),
      names: definitions.flatMap((definition) => this.#termsOf(definition.name)),
      definitions,
      ...this.#postings.build(text),
    };
  }

  #termsOf(text: string): number[] {
    return wordsOf(text).flatMap((word) => this.#table.ofWord(word));
  }
}
