import type { LanguageId } from './languages.ts';
import { languageByShebang } from './shebang.ts';

type Refinement = (path: string, head: string) => LanguageId | undefined;

const cppOnly =
  /^\s*(?:class|namespace|template|using|public:|private:|protected:|virtual|constexpr|extern "C\+\+")\b|\bstd::|^\s*#\s*include\s*<(?:string|vector|memory|map|iostream|algorithm|utility|functional|type_traits|cstd\w+)>/m;
const objectiveC = /^\s*(?:@(?:interface|protocol|class|implementation|import|end)\b|#\s*import\b)/m;
const guardedForC = /#\s*ifdef\s+__cplusplus/;

/** What the text decides for languages whose file names are shared with another one. */
const refinements: Partial<Record<LanguageId, Refinement>> = {
  c: (path, head) => (isHeader(path) ? languageOfHeader(head) : undefined),
  bash: (_path, head) => (languageByShebang(head) === 'zsh' || /^#compdef\b/.test(head) ? 'zsh' : undefined),
  javascript: (_path, head) => (hasFlowPragma(head) ? 'flow' : undefined),
  jsx: (_path, head) => (hasFlowPragma(head) ? 'flow' : undefined),
  yaml: (_path, head) => (/^\s*(?:- )?\{\{-?\s/m.test(head) ? 'helm' : undefined),
  // Queries between the tags of a template engine, as dbt keeps them.
  sql: (_path, head) =>
    /\{%-?\s*(?:macro|materialization|set|snapshot|test)\b/.test(head) ? 'template' : undefined,
  xml: (_path, head) => (/^\s*<!doctype html\b/i.test(head) ? 'html' : undefined),
};

function languageOfHeader(head: string): LanguageId | undefined {
  if (objectiveC.test(head)) return 'objective-c';
  return cppOnly.test(head) && !guardedForC.test(head) ? 'cpp' : undefined;
}

const isHeader = (path: string): boolean => /\.h$/i.test(path);

/** Whether one of the comments before the first statement asks for Flow types. */
function hasFlowPragma(head: string): boolean {
  const comments = /^(?:\s|\/\/[^\n]*\n|\/\*[\s\S]*?\*\/)*/.exec(head.slice(0, 4_096))?.[0] ?? '';
  return /@flow\b/.test(comments);
}

/** Lets the text overrule the language that the name suggests, where names are shared. */
export function refineByContent(
  language: LanguageId | undefined,
  path: string,
  head: string,
): LanguageId | undefined {
  if (language === undefined) return undefined;
  return refinements[language]?.(path, head) ?? language;
}
