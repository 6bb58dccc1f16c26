import type { LanguageId } from '../detect/languages.ts';
import type { Finding } from '../finding.ts';
import { markerFinding, type TextLine } from './marker-finding.ts';

const fence = /^(?:`{3,}|~{3,})[\w+#.:/ -]{0,60}$/;
const closingFence = /^(?:`{3,}|~{3,})\s*$/;

/** Languages whose parsers take a fence for text or for an empty command, so that no syntax error shows it. */
const swallowsFences: ReadonlySet<LanguageId | undefined> = new Set([
  'bash',
  'blade',
  'erb',
  'html',
  'perl',
  'php',
  'svelte',
  'vue',
  'zsh',
]);

/** Code fences that wrap the text; with `onlyCertain` off also those inside it, where no parser would tell. */
export function findFences(
  lines: readonly TextLine[],
  language: LanguageId | undefined,
  onlyCertain: boolean,
): Finding[] {
  const filled = lines.filter((line) => line.text.trim() !== '');
  const first = filled.at(0);
  const last = filled.at(-1);
  const marked = new Set<TextLine>();
  if (first !== undefined && fence.test(first.text)) marked.add(first);
  if (last !== undefined && filled.length > 1 && closingFence.test(last.text)) marked.add(last);
  if (!onlyCertain && swallowsFences.has(language)) {
    for (const line of filled) if (fence.test(line.text)) marked.add(line);
  }
  return [...marked].map((line) => markerFinding('code-fence', line));
}
