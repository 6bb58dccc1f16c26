import type { EditPlan, PlannedFile, TextSpan } from '../edit-plan.ts';
import type { EditSet, FileEdit, RangeChange } from '../edit-set.ts';
import { endsWithNewline, lineAt, type SourceLines, startOf, toSourceLines } from '../locate/source-lines.ts';
import type { HashText, ReadBase } from './plan-options.ts';

/**
 * The edit set that takes a plan back byte for byte, once the plan was carried out. It holds the lines that the
 * plan replaces and no more, and the hash of every file that the plan leaves behind, so that it is refused where
 * one has changed since. `read` gives the texts that the plan was made for. Permission bits are not in it.
 */
export function inverseOf(plan: EditPlan, read: ReadBase, hashText: HashText): EditSet {
  const edits = plan.files.flatMap((file) => takeBack(file, read(file.path)?.text ?? '', hashText));
  return { format: 'workspace-edit', edits, complete: true, problems: [] };
}

function takeBack(file: PlannedFile, before: string, hashText: HashText): FileEdit[] {
  const { path } = file;
  if (file.kind === 'delete') return [{ kind: 'create', path, text: before }];
  const held = file.kind === 'rename' ? file.newPath : path;
  const target = { path: held, baseHash: hashText(held, file.text) };
  if (file.kind === 'create') return [{ kind: 'delete', ...target }];
  const changes = changesBack(before, file.spans, toSourceLines(file.text));
  const edits: FileEdit[] = changes.length === 0 ? [] : [{ kind: 'ranges', ...target, changes }];
  return file.kind === 'rename' ? [{ kind: 'rename', ...target, newPath: path }, ...edits] : edits;
}

/** A stretch of the new text, and the one of the old text that it came from. */
interface Stretch {
  readonly start: number;
  readonly oldStart: number;
  end: number;
  oldEnd: number;
}

// Positions are lines and characters and cannot lie inside a line ending, so whole lines are put back.
function changesBack(before: string, spans: readonly TextSpan[], after: SourceLines): RangeChange[] {
  const stretches: Stretch[] = [];
  let shift = 0;
  for (const { start, end, newText } of spans) {
    const stretch = wholeLines(after, start, end, start + shift, newText.length);
    shift += newText.length - (end - start);
    const last = stretches.at(-1);
    if (last === undefined || stretch.start > last.end) stretches.push(stretch);
    else Object.assign(last, { end: stretch.end, oldEnd: stretch.oldEnd });
  }
  return stretches.map(({ start, end, oldStart, oldEnd }) => ({
    ...positions(after, start, end),
    newText: before.slice(oldStart, oldEnd),
  }));
}

function wholeLines(
  after: SourceLines,
  oldStart: number,
  oldEnd: number,
  newStart: number,
  length: number,
): Stretch {
  const start = lineStart(after, newStart);
  const newEnd = newStart + length;
  const end = lineStart(after, newEnd) === newEnd ? newEnd : startOf(after, lineAt(after, newEnd) + 1);
  return { start, end, oldStart: oldStart - (newStart - start), oldEnd: oldEnd + (end - newEnd) };
}

function lineStart(source: SourceLines, offset: number): number {
  const { text } = source;
  return offset === text.length && endsWithNewline(source) ? offset : startOf(source, lineAt(source, offset));
}

function positions(source: SourceLines, start: number, end: number): Omit<RangeChange, 'newText'> {
  const [first, last] = [positionAt(source, start), positionAt(source, end)];
  return {
    startLine: first.line,
    startCharacter: first.character,
    endLine: last.line,
    endCharacter: last.character,
  };
}

function positionAt(source: SourceLines, offset: number): { line: number; character: number } {
  if (offset === source.text.length && endsWithNewline(source))
    return { line: source.contents.length, character: 0 };
  const line = lineAt(source, offset);
  return { line, character: offset - startOf(source, line) };
}
