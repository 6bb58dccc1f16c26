import { definitionsOf } from '../text/blocks.ts';
import type { Definition } from '../text/definitions.ts';
import { baseName, languageOf } from '../text/language.ts';
import { type LineTable, lineTable } from '../text/lines.ts';
import { roleOf } from '../text/role.ts';
import { wordsOf } from '../text/words.ts';
import { ByteWriter } from './bytes.ts';
import type { FileRecord, FileState } from './file-record.ts';
import { TermCollector } from './term-collector.ts';

/** Texts above this size are known by name only. */
export const HUGE_BYTES = 1_000_000;
const LONG_LINE = 2_000;
const LONG_AVERAGE = 400;

function isMinified(text: string, lines: LineTable): boolean {
  if (text.length < LONG_LINE) return false;
  return text.length / Math.max(1, lines.count) > LONG_AVERAGE;
}

function writeLineBytes(out: ByteWriter, text: string, lines: LineTable, bytes: number): void {
  const isAscii = bytes === text.length;
  for (let at = 0; at < lines.count; at += 1) {
    const start = lines.offsets[at] ?? 0;
    const end = lines.offsets[at + 1] ?? text.length;
    out.number(isAscii ? end - start : Buffer.byteLength(text.slice(start, end)));
  }
}

function writeDefinitions(out: ByteWriter, definitions: readonly Definition[]): void {
  let before = 0;
  for (const { name, line, startLine, endLine } of definitions) {
    out.text(name);
    out.number(line - before);
    out.number(line - startLine);
    out.number(endLine - line);
    before = line;
  }
}

/** Turns files into records. It remembers words, so one reader should read many files. */
export class FileReader {
  readonly #terms = new TermCollector();
  readonly #out = new ByteWriter();

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
    this.#out.clear();
    const { terms, lengths } = this.#terms.collect(this.#out, {
      base: wordsOf(name.replace(/(?!^)\.\w+$/, '')),
      folders: wordsOf(path.slice(0, -name.length)),
      names: definitions.flatMap((definition) => wordsOf(definition.name)),
      text,
    });
    writeLineBytes(this.#out, text, lines, bytes);
    writeDefinitions(this.#out, definitions);
    return {
      path,
      state,
      role: state === 'minified' ? 'generated' : roleOf(path, text),
      language: languageOf(path),
      bytes,
      lineCount: lines.count,
      definitionCount: definitions.length,
      lengths,
      terms,
      data: this.#out.copy(),
    };
  }
}
