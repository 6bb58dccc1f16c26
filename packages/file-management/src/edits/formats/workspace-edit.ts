import type { FileEdit, RangeChange } from '../edit-set.ts';
import { isRecord, type JsonRecord } from './json-fields.ts';

/** Reads a `WorkspaceEdit` of the Language Server Protocol 3.17; undefined if anything in it is not one. */
export function readWorkspaceEdit(value: unknown): FileEdit[] | undefined {
  if (!isRecord(value)) return undefined;
  const edit = isRecord(value.edit) ? value.edit : value;
  if (Array.isArray(edit.documentChanges)) return joined(edit.documentChanges.map(readDocumentChange));
  if (!isRecord(edit.changes)) return undefined;
  return joined(Object.entries(edit.changes).map(([uri, changes]) => readChanges(uri, changes, {})));
}

function joined(edits: readonly (FileEdit | undefined)[]): FileEdit[] | undefined {
  return edits.some((edit) => edit === undefined) ? undefined : edits.filter((edit) => edit !== undefined);
}

function readDocumentChange(change: unknown): FileEdit | undefined {
  if (!isRecord(change)) return undefined;
  if (change.kind !== undefined) return readOperation(change);
  const document = change.textDocument;
  if (!isRecord(document) || typeof document.uri !== 'string') return undefined;
  return readChanges(document.uri, change.edits, change);
}

function readOperation({ kind, uri, oldUri, newUri }: JsonRecord): FileEdit | undefined {
  if (kind === 'create' && typeof uri === 'string') return { kind: 'create', path: toPath(uri), text: '' };
  if (kind === 'delete' && typeof uri === 'string') return { kind: 'delete', path: toPath(uri) };
  if (kind !== 'rename' || typeof oldUri !== 'string' || typeof newUri !== 'string') return undefined;
  return { kind: 'rename', path: toPath(oldUri), newPath: toPath(newUri) };
}

function readChanges(uri: string, edits: unknown, { baseHash }: JsonRecord): FileEdit | undefined {
  if (!Array.isArray(edits)) return undefined;
  const changes = edits.map(readChange);
  if (changes.some((change) => change === undefined)) return undefined;
  const hash = typeof baseHash === 'string' ? { baseHash } : {};
  return {
    kind: 'ranges',
    path: toPath(uri),
    ...hash,
    changes: changes.filter((change) => change !== undefined),
  };
}

function readChange(edit: unknown): RangeChange | undefined {
  if (!isRecord(edit) || !isRecord(edit.range) || typeof edit.newText !== 'string') return undefined;
  const [start, end] = [readPosition(edit.range.start), readPosition(edit.range.end)];
  if (start === undefined || end === undefined) return undefined;
  return {
    startLine: start.line,
    startCharacter: start.character,
    endLine: end.line,
    endCharacter: end.character,
    newText: edit.newText,
  };
}

function readPosition(value: unknown): { line: number; character: number } | undefined {
  if (!isRecord(value)) return undefined;
  const { line, character } = value;
  return isCount(line) && isCount(character) ? { line, character } : undefined;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

// A path that is no URI is taken as it is; the caller judges absolute paths.
function toPath(uri: string): string {
  return uri.startsWith('file://') ? decodeURIComponent(new URL(uri).pathname) : uri;
}
