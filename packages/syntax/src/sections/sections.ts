import type { LanguageId } from '../detect/languages.ts';
import type { Finding } from '../finding.ts';

/** A stretch of a text that is written in another language. */
export interface Section {
  /** Its language. */
  readonly language: LanguageId;
  /** Where it starts, in UTF-16 code units. */
  readonly start: number;
  /** Where it ends, exclusive. */
  readonly end: number;
}

/** A text taken apart. */
export interface Sections {
  /** What can be checked in its own language. */
  readonly sections: readonly Section[];
  /** What is wrong with the frame around them. */
  readonly findings: readonly Finding[];
}

const scriptLanguages: ReadonlyMap<string, LanguageId> = new Map([
  ['', 'javascript'],
  ['js', 'javascript'],
  ['javascript', 'javascript'],
  ['module', 'javascript'],
  ['text/javascript', 'javascript'],
  ['application/javascript', 'javascript'],
  ['ts', 'typescript'],
  ['typescript', 'typescript'],
  ['tsx', 'tsx'],
  ['jsx', 'jsx'],
  ['importmap', 'json'],
  ['application/json', 'json'],
  ['application/ld+json', 'json'],
]);

/** Scripts of a page or component. A script that holds template tags is left out: nobody but its engine can read it. */
export function findScripts(text: string): Sections {
  const sections: Section[] = [];
  const findings: Finding[] = [];
  const opening = /<!--[\s\S]*?-->|<script\b((?:[^>"']|"[^"]*"|'[^']*')*)>/gi;
  for (let match = opening.exec(text); match !== null; match = opening.exec(text)) {
    if (match[1] === undefined || match[1].endsWith('/')) continue;
    const start = opening.lastIndex;
    const length = text.slice(start).search(/<\/script\s*>/i);
    if (length < 0) {
      findings.push({
        start: match.index,
        end: start,
        code: 'unclosed-section',
        message: '`<script>` is never closed',
      });
      break;
    }
    opening.lastIndex = start + length;
    const language = scriptLanguages.get(languageAttribute(match[1]));
    const content = text.slice(start, start + length);
    if (language !== undefined && content.trim() !== '' && !/\{\{|\{%|<%|<\?/.test(content))
      sections.push({ language, start, end: start + length });
  }
  return { sections, findings };
}

function languageAttribute(attributes: string): string {
  const value = /\b(?:lang|type)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))/i.exec(attributes);
  return (value?.[1] ?? value?.[2] ?? value?.[3] ?? '').toLowerCase();
}

const frontMatterLanguages: ReadonlyMap<string, LanguageId> = new Map([
  ['---', 'yaml'],
  ['+++', 'toml'],
  [';;;', 'json'],
]);

/** Front matter of a document, and a fence that nothing closes. */
export function findMarkdownParts(text: string): Sections {
  const matter = /^\uFEFF?(---|\+\+\+|;;;)[ \t]*\r?\n([\s\S]*?)^\1[ \t]*$/m.exec(text);
  const atStart = matter?.index === 0 ? matter : null;
  const language = frontMatterLanguages.get(atStart?.[1] ?? '');
  const bodyStart = atStart?.[0].length ?? 0;
  const findings = unclosedFence(text, bodyStart);
  if (atStart === null || language === undefined) return { sections: [], findings };
  const start = atStart[0].indexOf('\n') + 1;
  return { sections: [{ language, start, end: start + (atStart[2]?.length ?? 0) }], findings };
}

/** By CommonMark a fence that is never closed runs to the end of the document: legal, and a slip nearly always. */
function unclosedFence(text: string, from: number): Finding[] {
  const fence = /^ {0,3}(`{3,}|~{3,})([^\r\n]*)$/gm;
  fence.lastIndex = from;
  let open: { mark: string; start: number; end: number } | undefined;
  for (let match = fence.exec(text); match !== null; match = fence.exec(text)) {
    const [line, mark = '', info = ''] = match;
    if (open === undefined) {
      if (mark.startsWith('~') || !info.includes('`'))
        open = { mark, start: match.index, end: match.index + line.length };
    } else if (mark.startsWith(open.mark) && info.trim() === '') open = undefined;
  }
  if (open === undefined) return [];
  const message = `code fence \`${open.mark}\` is never closed`;
  return [
    {
      start: open.start,
      end: open.end,
      code: 'unclosed-fence',
      message,
      severity: 'warning',
      confidence: 'advise',
    },
  ];
}

/** The text with everything outside a section blanked, so that every offset stays what it was. */
export function blankAround(text: string, { start, end }: Section): string {
  const blank = (part: string): string => part.replace(/[^\r\n]/g, ' ');
  return blank(text.slice(0, start)) + text.slice(start, end);
}
