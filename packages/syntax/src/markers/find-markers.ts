import type { LanguageId } from '../detect/languages.ts';
import type { Finding } from '../finding.ts';
import { findFences } from './fences.ts';
import { markerFinding, type TextLine } from './marker-finding.ts';
import { anyMarker, type MarkerLine, markerLines } from './marker-lines.ts';

/** Texts in which fences, patch headers and placeholders are an ordinary part. */
export function isProse(language: LanguageId | undefined): boolean {
  return language === undefined || language === 'markdown';
}

/**
 * Lines that no finished file holds: conflict markers, search/replace markers, patch headers, code fences
 * around or inside the text, and comments that stand for omitted text.
 *
 * @param onlyCertain Leaves out what a file may legally hold; a comparison asks for everything and keeps
 * what is new.
 */
export function findMarkers(text: string, language: LanguageId | undefined, onlyCertain: boolean): Finding[] {
  if (!anyMarker.test(text)) return [];
  const prose = isProse(language);
  const kinds = markerLines.filter((kind) =>
    prose ? !onlyCertain && kind.code === 'conflict-marker' : kind.certain || !onlyCertain,
  );
  const lines = splitLines(text);
  const found = findMarkedLines(lines, kinds);
  return prose ? found : [...found, ...findFences(lines, language, onlyCertain)];
}

function findMarkedLines(lines: readonly TextLine[], kinds: readonly MarkerLine[]): Finding[] {
  const findings: Finding[] = [];
  let insideConflict = false;
  for (const line of lines) {
    const code = insideConflict && line.text === '=======' ? 'conflict-marker' : kindOf(line.text, kinds);
    if (code === undefined) continue;
    if (code === 'conflict-marker') insideConflict = !line.text.startsWith('>');
    findings.push(markerFinding(code, line));
  }
  return findings;
}

function kindOf(line: string, kinds: readonly MarkerLine[]): string | undefined {
  // A longer line is data, and patterns with gaps must not be tried on it.
  if (line.length > 400) return undefined;
  return kinds.find((kind) => kind.pattern.test(line))?.code;
}

function splitLines(text: string): TextLine[] {
  const lines: TextLine[] = [];
  let start = 0;
  for (const raw of text.split('\n')) {
    lines.push({ text: raw.endsWith('\r') ? raw.slice(0, -1) : raw, start });
    start += raw.length + 1;
  }
  return lines;
}
