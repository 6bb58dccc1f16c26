import type { EditFormat } from '../edit-set.ts';
import { isPlaceholder } from '../plan/placeholders.ts';
import { openingFence } from './fence.ts';
import { isRecord, type JsonRecord } from './json-fields.ts';
import { jsonIn } from './json-text.ts';

/** Characters of a reply that are looked at. */
const LOOKED_AT = 1_000_000;

const MARKS: readonly (readonly [EditFormat, RegExp])[] = [
  ['apply-patch', /^\*\*\* (?:Begin Patch|(?:Add|Update|Delete) File: )/m],
  ['search-replace', /^(?:<{5,9} ?SEARCH>?(?::\d+)?\s*|-{5,9} SEARCH>?\r?)$/m],
  ['unified-diff', /^diff --git |^--- \S.*\r?\n\+\+\+ \S|^@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@/m],
  ['unified-diff', /^ {0,3}(?:`{3,}|~{3,})(?:diff|patch|udiff)\b/m],
  ['unified-diff', /^@@(?:(?: |@@).*)?\r?\n(?:.*\r?\n){0,40}?[+-]/m],
];

/** The format that a reply is written in, by the marks it holds; undefined if it holds no edit. */
export function detectFormat(text: string): EditFormat | undefined {
  const looked = text.slice(0, LOOKED_AT);
  const json = /^\s*[[{]/.test(looked) || /^ {0,3}`{3,}json\b/m.test(looked) ? detectJson(text) : undefined;
  if (json !== undefined) return json;
  const marked = MARKS.find(([, mark]) => mark.test(looked));
  if (marked !== undefined) return marked[0];
  const lines = looked.split('\n');
  if (!lines.some((line) => openingFence(line) !== undefined)) return undefined;
  return lines.some((line) => isPlaceholder(line)) ? 'lazy' : 'whole-file';
}

function detectJson(text: string): EditFormat | undefined {
  const found = jsonIn(text);
  if (found.state === 'open') return 'json';
  if (found.state !== 'value') return undefined;
  return isRecord(found.value)
    ? formatOf(found.value)
    : Array.isArray(found.value) && found.value.some(isRecord)
      ? 'json'
      : undefined;
}

function formatOf(record: JsonRecord): EditFormat | undefined {
  const has = (...names: string[]): boolean => names.some((name) => Object.hasOwn(record, name));
  if (has('documentChanges') || isRecord(record.changes)) return 'workspace-edit';
  if (has('edits', 'changes', 'operations', 'files', 'input', 'arguments')) return 'json';
  if (has('old_str', 'old_string', 'oldText', 'oldString')) return 'str-replace';
  if (has('start_line', 'startLine') && has('end_line', 'endLine')) return 'line-range';
  if (has('insert_line', 'insertLine', 'anchor', 'after_line')) return 'insert';
  return has('path', 'file_path', 'command') ? 'json' : undefined;
}
