import { mapLines } from './line-map.ts';
import type { Diagnostic } from './types.ts';

/** One side of a comparison. */
export interface ComparedText {
  /** The text. */
  readonly text: string;
  /** What was found in it. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The diagnostics of the new text that the old one did not have. One is matched with an old one when code
 * and message agree and its line is the old line, shifted; inside a stretch that the edit rewrote, lines
 * have no counterpart, and one of the same code and message there is taken for the same. Each old one
 * explains one new one.
 *
 * @param witnesses Lines of the old text on which another parser found errors too; an exact parser that
 * stops at the first error says nothing of what comes after it.
 */
export function addedDiagnostics(
  before: ComparedText,
  after: ComparedText,
  witnesses: readonly Diagnostic[] = [],
): Diagnostic[] {
  if (before.diagnostics.length === 0) return [...after.diagnostics];
  const oldLine = mapLines(before.text, after.text);
  const unexplained = [...before.diagnostics];
  const witnessed = new Set(witnesses.map((witness) => witness.range.start.line));
  return after.diagnostics.filter((diagnostic) => {
    const line = oldLine(diagnostic.range.start.line);
    const twin = unexplained.findIndex((old) => isSame(old, diagnostic, line, oldLine.isRewritten));
    if (twin >= 0) unexplained.splice(twin, 1);
    return twin < 0 && !(line !== undefined && witnessed.has(line));
  });
}

function isSame(
  old: Diagnostic,
  fresh: Diagnostic,
  oldLine: number | undefined,
  isRewritten: (oldLine: number) => boolean,
): boolean {
  if (old.code !== fresh.code || old.source !== fresh.source || old.message !== fresh.message) return false;
  return oldLine === undefined ? isRewritten(old.range.start.line) : old.range.start.line === oldLine;
}
