import type { HunkLine } from '../edit-set.ts';
import { type Reindent, reindentLine } from '../locate/indentation.ts';
import type { LineChange, NewLine, PlacedHunk } from './place-hunk.ts';

interface OpenChange {
  start: number;
  end: number;
  lines: NewLine[];
  removed: HunkLine[];
  added: HunkLine[];
}

/**
 * The changes that a hunk makes at its place: one for each run of deleted and added lines. Lines that stay
 * are in none, so the file keeps them as they are. Undefined where an added line cannot be indented.
 */
export function changesOf(placed: PlacedHunk, ownEndings: boolean): LineChange[] | undefined {
  const runs: OpenChange[] = [];
  let open: OpenChange | undefined;
  let at = placed.start;
  for (const line of placed.hunk.lines) {
    if (line.op === 'keep') {
      open = undefined;
      at++;
      continue;
    }
    if (open === undefined) {
      open = { start: at, end: at, lines: [], removed: [], added: [] };
      runs.push(open);
    }
    if (line.op === 'delete') {
      open.removed.push(line);
      open.end = ++at;
    } else {
      const written = writeLine(line, placed.reindent, ownEndings);
      if (written === undefined) return undefined;
      open.lines.push(written);
      open.added.push(line);
    }
  }
  return runs.map((run) => close(run, placed));
}

function writeLine(line: HunkLine, reindent: Reindent, ownEndings: boolean): NewLine | undefined {
  const text = reindentLine(line.text, reindent);
  if (text === undefined) return undefined;
  return ownEndings ? { text, ending: line.cr === true ? '\r\n' : '\n' } : { text };
}

function close({ start, end, lines, removed, added }: OpenChange, placed: PlacedHunk): LineChange {
  return {
    start,
    end,
    lines,
    finalNewline: finalNewline(placed, removed, added),
    hunkIndex: placed.hunkIndex,
  };
}

// Only the marker of a missing newline says anything about the end of the file.
function finalNewline(
  { hunk }: PlacedHunk,
  removed: readonly HunkLine[],
  added: readonly HunkLine[],
): 'keep' | 'add' | 'drop' {
  const marksOld =
    removed.some((line) => line.noNewline) || hunk.lines.some((line) => line.op === 'keep' && line.noNewline);
  const marksNew =
    added.some((line) => line.noNewline) || hunk.lines.some((line) => line.op === 'keep' && line.noNewline);
  if (marksOld === marksNew) return 'keep';
  return marksNew ? 'drop' : 'add';
}

/** Whether some lines of a file's hunks end with a carriage return and others do not. */
export function hasMixedEndings(lines: readonly HunkLine[]): boolean {
  const telling = lines.filter((line) => line.text !== '' || line.cr === true);
  return telling.some((line) => line.cr === true) && telling.some((line) => line.cr !== true);
}
