import { languageOf } from './language.ts';

/** A named thing that a file defines. Lines are 1-based and included. */
export interface Definition {
  /** Name as it is written. */
  readonly name: string;
  /** Line that holds the name. */
  readonly line: number;
  /** First line, with the comments and decorators above it. */
  readonly startLine: number;
  /** Last line. */
  readonly endLine: number;
}

const JAVASCRIPT =
  /\b(?:function\*?|class|interface|enum|namespace)[ \t]+([A-Za-z_$][\w$]*)|^[ \t]{0,4}(?:export[ \t]+)?(?:declare[ \t]+)?(?:const|let|var|type)[ \t]+([A-Za-z_$][\w$]*)[ \t]*(?:<[^=\n]*>)?[ \t]*(?::[^=\n]+)?=|^[ \t]{1,8}(?:(?:public|private|protected|static|async|get|set|readonly|override)[ \t]+)*\*?([A-Za-z_$#][\w$]*)[ \t]*(?:<[^>\n]*>)?\((?:[^()\n]|\([^()\n]*\))*\)?[ \t]*(?::[^{;\n]+)?(?:\{|$)|\bprototype\.([A-Za-z_$][\w$]*)[ \t]*=/gm;
const CURLY_CLASS =
  /\b(?:class|interface|enum|@interface|record|object|trait|struct|protocol|extension)[ \t]+([A-Za-z_]\w*)|^[ \t]+(?:(?:public|protected|private|internal|static|final|abstract|synchronized|default|native|fun|func|override|virtual|async|suspend|open|inline|def)[ \t]+)+(?:<[^>\n]+>[ \t]+)?[\w<>[\],.? ]*?\b([A-Za-z_]\w*)[ \t]*\(|^[ \t]*(?:(?:public|private|internal|suspend|inline|open)[ \t]+)*(?:fun|func|def)[ \t]+(?:<[^>\n]+>[ \t]+)?([A-Za-z_]\w*)/gm;

const PATTERNS: Readonly<Record<string, RegExp>> = {
  python:
    /^[ \t]*(?:async[ \t]+)?(?:def|class|cdef[ \t]+class|cpdef)[ \t]+([A-Za-z_]\w*)|^([A-Z][A-Z0-9_]{2,})[ \t]*(?::[^=\n]+)?=/gm,
  go: /^func[ \t]+(?:\([^)\n]*\)[ \t]*)?([A-Za-z_]\w*)|^type[ \t]+([A-Za-z_]\w*)|^(?:var|const)[ \t]+([A-Za-z_]\w*)/gm,
  rust: /^[ \t]*(?:pub(?:\([^)\n]*\))?[ \t]+)?(?:default[ \t]+|async[ \t]+|const[ \t]+|unsafe[ \t]+|extern[ \t]+"[^"\n]*"[ \t]+)*(?:fn|struct|enum|trait|type|mod|union|macro_rules!)[ \t]+([A-Za-z_]\w*)|^[ \t]*(?:pub(?:\([^)\n]*\))?[ \t]+)?(?:const|static)[ \t]+([A-Z_]\w*)|^impl(?:<[^{\n]*?>)?[ \t]+(?:[\w:<>', ]+[ \t]+for[ \t]+)?&?(?:mut[ \t]+)?([A-Z]\w*)/gm,
  java: CURLY_CLASS,
  kotlin: CURLY_CLASS,
  scala: CURLY_CLASS,
  swift: CURLY_CLASS,
  csharp: CURLY_CLASS,
  javascript: JAVASCRIPT,
  typescript: JAVASCRIPT,
  tsx: JAVASCRIPT,
  vue: JAVASCRIPT,
  svelte: JAVASCRIPT,
  c: /^(?:[A-Za-z_][\w:<>,]*[ \t*&]+)+(?:[A-Za-z_]\w*::)*(~?[A-Za-z_]\w*)[ \t]*\([^;\n]*$|^[ \t]*(?:typedef[ \t]+)?(?:struct|enum|union|class|namespace)[ \t]+([A-Za-z_]\w*)|^#define[ \t]+(\w+)/gm,
  ruby: /^[ \t]*(?:def|class|module)[ \t]+(?:self\.)?([A-Za-z_][\w?!]*)/gm,
  php: /^[ \t]*(?:(?:abstract|final|public|protected|private|static)[ \t]+)*(?:function|class|interface|trait|enum)[ \t]+&?([A-Za-z_]\w*)/gm,
  lua: /^[ \t]*(?:local[ \t]+)?function[ \t]+([\w.:]+)/gm,
  bash: /^[ \t]*(?:function[ \t]+([A-Za-z_][\w-]*)|([A-Za-z_][\w-]*)[ \t]*\(\))/gm,
  markdown: /^#{1,4}[ \t]+(.{1,60})$/gm,
};
const FALLBACK =
  /\b(?:class|struct|enum|def|defp|defmodule|function|module|interface|trait|fn|func|fun|proc|sub|type)[ \t]+([A-Za-z_]\w*)/gm;

function patternFor(path: string): RegExp {
  const language = languageOf(path);
  if (language === 'cpp') return PATTERNS.c ?? FALLBACK;
  return (language === undefined ? undefined : PATTERNS[language]) ?? FALLBACK;
}

const NOT_NAMES: ReadonlySet<string> = new Set(
  'if for while switch catch return function with do else await typeof super import constructor when try'.split(
    ' ',
  ),
);

/** A name and the 0-based offset at which it ends. */
export interface NamedOffset {
  readonly name: string;
  readonly offset: number;
}

/** No definition stands on a longer line, and on those a pattern could try for a long time. */
const LONGEST_LINE = 1000;

function hasLongLine(text: string): boolean {
  let start = 0;
  while (text.length - start > LONGEST_LINE) {
    const end = text.indexOf('\n', start);
    if (end < 0 || end - start > LONGEST_LINE) return true;
    start = end + 1;
  }
  return false;
}

/** The text with blanks in the place of long lines, so that offsets stay. */
function withoutLongLines(text: string): string {
  if (!hasLongLine(text)) return text;
  const lines = text.split('\n');
  return lines.map((line) => (line.length > LONGEST_LINE ? ' '.repeat(line.length) : line)).join('\n');
}

/** Names that a text defines, found by line patterns, in order. Works without a grammar, so it can miss some. */
export function definedNames(path: string, text: string): NamedOffset[] {
  const found: NamedOffset[] = [];
  for (const match of withoutLongLines(text).matchAll(patternFor(path))) {
    const name = match[1] ?? match[2] ?? match[3] ?? match[4];
    if (name === undefined || (NOT_NAMES.has(name) && name !== 'constructor')) continue;
    found.push({ name, offset: match.index + match[0].lastIndexOf(name) });
  }
  return found;
}
