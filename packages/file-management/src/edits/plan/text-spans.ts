import type { TextSpan } from '../edit-plan.ts';
import {
  contentEndOf,
  endingOf,
  endsWithNewline,
  type SourceLines,
  startOf,
} from '../locate/source-lines.ts';
import type { LineChange } from './place-hunk.ts';

/**
 * Turns changes of lines into replacements of text. A new line takes the ending of the line it replaces, or
 * else of its neighbour; whether the file ends with a newline stays as it is unless the change speaks of it.
 */
export function toSpan(source: SourceLines, change: LineChange): TextSpan {
  const count = source.contents.length;
  return change.end >= count ? spanAtEnd(source, change) : spanInside(source, change);
}

function spanInside(source: SourceLines, change: LineChange): TextSpan {
  const newText = change.lines
    .map((line, at) => line.text + (line.ending ?? endingFor(source, change, at)))
    .join('');
  return { start: startOf(source, change.start), end: startOf(source, change.end), newText };
}

function spanAtEnd(source: SourceLines, change: LineChange): TextSpan {
  const wantsNewline =
    change.finalNewline === 'keep' ? endsWithNewline(source) : change.finalNewline === 'add';
  const last = change.lines.length - 1;
  const body = change.lines.map((line, at) => {
    const ending = line.ending ?? endingFor(source, change, at);
    return line.text + (at < last || wantsNewline ? ending : '');
  });
  const end = source.text.length;
  if (last < 0) return dropAtEnd(source, change, wantsNewline);
  const unfinished = change.start > 0 && endingOf(source, change.start - 1) === '';
  const newText = (unfinished ? endingFor(source, change, 0) : '') + body.join('');
  return { start: unfinished ? end : startOf(source, change.start), end, newText };
}

// With the last lines gone, the ending of the line before them is the end of the file.
function dropAtEnd(source: SourceLines, { start }: LineChange, wantsNewline: boolean): TextSpan {
  const from = wantsNewline || start === 0 ? startOf(source, start) : contentEndOf(source, start - 1);
  return { start: from, end: source.text.length, newText: '' };
}

function endingFor(source: SourceLines, { start, end }: LineChange, at: number): string {
  const replaced = start + at < end ? endingOf(source, start + at) : '';
  return (
    replaced ||
    endingOf(source, end - 1) ||
    endingOf(source, start - 1) ||
    endingOf(source, end) ||
    endingNear(source, start)
  );
}

function endingNear(source: SourceLines, line: number): string {
  for (let at = line - 1; at >= 0; at--) {
    const ending = endingOf(source, at);
    if (ending !== '') return ending;
  }
  return '\n';
}

/** Carries out sorted, disjoint replacements. */
export function applySpans(text: string, spans: readonly TextSpan[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { start, end, newText } of spans) {
    parts.push(text.slice(at, start), newText);
    at = end;
  }
  parts.push(text.slice(at));
  return parts.join('');
}
