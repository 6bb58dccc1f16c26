import type { EditFormat, FileEdit } from '../edit-set.ts';
import type { EditCollector, LineReader } from './edit-parser.ts';
import { isRecord, type JsonRecord, readField } from './json-fields.ts';
import { jsonIn } from './json-text.ts';
import { readWorkspaceEdit } from './workspace-edit.ts';

/** Names under which tools and models pass the same thing; the first that is there counts. */
const PATH = ['path', 'file_path', 'filePath', 'filepath', 'filename', 'file', 'target_file', 'uri'] as const;
const OLD = [
  'old_str',
  'old_string',
  'oldText',
  'old_text',
  'oldString',
  'oldStr',
  'search',
  'find',
  'old',
] as const;
const NEW = [
  'new_str',
  'new_string',
  'newText',
  'new_text',
  'newString',
  'newStr',
  'replace',
  'replacement',
  'new',
] as const;
const TEXT = [
  'text',
  'insert_text',
  'content',
  'contents',
  'file_text',
  'new_str',
  'new_string',
  'newText',
  'new_text',
  'code',
] as const;
const START = ['start_line', 'startLine', 'start', 'from', 'line_start'] as const;
const END = ['end_line', 'endLine', 'end', 'to', 'line_end'] as const;
const AFTER = ['insert_line', 'insertLine', 'after_line', 'afterLine', 'line'] as const;
const HASH = ['base_hash', 'baseHash', 'hash', 'sha256'] as const;
const ALL = ['replace_all', 'replaceAll', 'allow_multiple'] as const;
const COUNT = ['expected_replacements', 'expectedReplacements', 'occurrences'] as const;
const NESTED = ['edits', 'changes', 'operations', 'replacements', 'files', 'calls'] as const;
const INPUT = ['input', 'arguments', 'args', 'parameters'] as const;

/** Reads edits that are JSON: the input of a tool call, or a list of them. */
export class JsonEditReader implements LineReader {
  readonly #collector: EditCollector;
  readonly #format: EditFormat;
  readonly #lines: string[] = [];

  constructor(collector: EditCollector, format: EditFormat) {
    this.#collector = collector;
    this.#format = format;
  }

  line(text: string): void {
    this.#lines.push(text);
  }

  end(): void {
    const text = this.#lines.join('\n');
    if (text.trim() === '') return;
    const found = jsonIn(text);
    if (found.state !== 'value') {
      const kind = found.state === 'open' ? 'truncated' : 'malformed';
      this.#collector.problem({
        kind,
        message: found.state === 'open' ? 'its JSON is not closed' : 'it is not JSON',
      });
      return;
    }
    const edits =
      this.#format === 'workspace-edit'
        ? readWorkspaceEdit(found.value)
        : readEdits(found.value, {}, this.#format);
    if (edits === undefined)
      this.#collector.problem({ kind: 'malformed', message: 'a field is missing or has a wrong type' });
    else for (const edit of edits) this.#add(edit);
  }

  #add(edit: FileEdit): void {
    this.#collector.start(edit.path);
    this.#collector.hunk(0);
    this.#collector.add(edit);
  }
}

/** Reads one edit or a list; what is missing in an element is taken from around it. Undefined if anything is wrong. */
function readEdits(value: unknown, around: JsonRecord, format: EditFormat): FileEdit[] | undefined {
  if (Array.isArray(value)) return joinAll(value.map((element) => readEdits(element, around, format)));
  if (!isRecord(value)) return undefined;
  const input = readField(value, INPUT);
  if (isRecord(input)) return readEdits(input, around, format);
  const own = { ...shared(around), ...value };
  const nested = readField(value, NESTED);
  if (Array.isArray(nested)) return readEdits(nested, own, format);
  const edit = readOne(own, format);
  return edit === undefined ? undefined : [edit];
}

function shared(around: JsonRecord): JsonRecord {
  const keys: readonly string[] = [...PATH, ...HASH];
  return Object.fromEntries(Object.entries(around).filter(([key]) => keys.includes(key)));
}

function joinAll(parts: readonly (FileEdit[] | undefined)[]): FileEdit[] | undefined {
  return parts.some((part) => part === undefined) ? undefined : parts.flatMap((part) => part ?? []);
}

function readOne(record: JsonRecord, format: EditFormat): FileEdit | undefined {
  const path = readField(record, PATH);
  const baseHash = readField(record, HASH);
  if (path !== undefined && typeof path !== 'string') return undefined;
  const target = {
    ...(path === undefined ? {} : { path }),
    ...(typeof baseHash === 'string' ? { baseHash } : {}),
  };
  const kinds = { 'str-replace': readSubstitute, insert: readInsert, 'line-range': readRange } as const;
  const readers =
    format in kinds
      ? [kinds[format as keyof typeof kinds]]
      : [readFileAction, readSubstitute, readRange, readInsert, readWhole];
  for (const reader of readers) {
    const edit = reader(record);
    if (edit !== undefined) return { ...edit, ...target } as FileEdit;
  }
  return undefined;
}

function readSubstitute(record: JsonRecord): FileEdit | undefined {
  const oldText = readField(record, OLD);
  const newText = readField(record, NEW) ?? (record.command === 'str_replace' ? '' : undefined);
  if (typeof oldText !== 'string' || typeof newText !== 'string') return undefined;
  const replaceAll = readField(record, ALL);
  const occurrences = readField(record, COUNT);
  return {
    kind: 'substitute',
    oldText,
    newText,
    ...(replaceAll === true ? { replaceAll } : {}),
    ...(typeof occurrences === 'number' ? { occurrences } : {}),
  };
}

function readInsert(record: JsonRecord): FileEdit | undefined {
  const text = readField(record, TEXT);
  const after = readField(record, AFTER);
  const anchor = readField(record, ['anchor', 'after', 'before']);
  if (typeof text !== 'string' || (!isLine(after) && typeof anchor !== 'string')) return undefined;
  return {
    kind: 'insert',
    text,
    ...(isLine(after) ? { afterLine: after } : {}),
    ...(typeof anchor === 'string' ? { anchor } : {}),
    ...(typeof record.before === 'string' || record.before === true ? { before: true } : {}),
  };
}

function readRange(record: JsonRecord): FileEdit | undefined {
  const startLine = readField(record, START);
  const endLine = readField(record, END);
  const text = readField(record, TEXT);
  if (!isLine(startLine) || !isLine(endLine) || typeof text !== 'string') return undefined;
  return { kind: 'line-range', startLine, endLine, text };
}

function readWhole(record: JsonRecord): FileEdit | undefined {
  const text = readField(record, ['content', 'contents', 'file_text', 'text']);
  if (typeof text !== 'string') return undefined;
  return record.command === 'create' || record.type === 'create'
    ? { kind: 'create', text }
    : { kind: 'whole', text, hashExpected: true };
}

function readFileAction(record: JsonRecord): FileEdit | undefined {
  const action = record.command ?? record.type ?? record.action ?? record.kind;
  const newPath = readField(record, ['new_path', 'newPath', 'to', 'destination']);
  if (action === 'delete') return { kind: 'delete' };
  if ((action === 'rename' || action === 'move') && typeof newPath === 'string')
    return { kind: 'rename', newPath };
  return undefined;
}

function isLine(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}
