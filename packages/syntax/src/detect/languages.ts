import type { DiagnosticConfidence } from '../types.ts';

/** How the tree-sitter layer reads a language. */
export interface GrammarUse {
  /** Name of the grammar. */
  readonly grammar: string;
  /** `block` when the grammar rejected no valid file of the measured corpus, else `advise`. */
  readonly confidence: DiagnosticConfidence;
  /** What the grammar does not see. */
  readonly blind?: readonly string[];
}

const block = (grammar: string): GrammarUse => ({ grammar, confidence: 'block' });
const advise = (grammar: string): GrammarUse => ({ grammar, confidence: 'advise' });
const none: GrammarUse | undefined = undefined;

/**
 * Every language that is detected. One without a grammar is `unsupported`, unless an exact parser for it
 * is installed.
 */
export const languageTable = {
  bash: advise('bash'),
  blade: none,
  c: { grammar: 'c', confidence: 'advise', blind: ['preprocessor'] },
  cpp: { grammar: 'cpp', confidence: 'advise', blind: ['preprocessor'] },
  csharp: advise('c_sharp'),
  css: advise('css'),
  dart: advise('dart'),
  dockerfile: none,
  elixir: block('elixir'),
  erb: none,
  flow: none,
  go: block('go'),
  haskell: none,
  hcl: block('hcl'),
  helm: none,
  html: advise('html'),
  java: block('java'),
  javascript: advise('javascript'),
  json: block('json'),
  jsonc: advise('json'),
  jsx: advise('javascript'),
  kotlin: advise('kotlin'),
  less: none,
  lua: block('lua'),
  markdown: none,
  'objective-c': none,
  perl: none,
  php: block('php'),
  python: { grammar: 'python', confidence: 'block', blind: ['indentation'] },
  r: block('r'),
  ruby: block('ruby'),
  rust: block('rust'),
  scala: advise('scala'),
  scss: none,
  sql: none,
  svelte: none,
  swift: advise('swift'),
  template: none,
  toml: none,
  tsx: advise('tsx'),
  typescript: advise('typescript'),
  vue: advise('html'),
  xml: advise('xml'),
  yaml: advise('yaml'),
  zig: advise('zig'),
  zsh: none,
} as const satisfies Readonly<Record<string, GrammarUse | undefined>>;

/** Name of a language that this package can tell apart; being detected does not mean being supported. */
export type LanguageId = keyof typeof languageTable;

/** How the tree-sitter layer reads a language; undefined when no grammar is there. */
export function grammarOf(language: LanguageId): GrammarUse | undefined {
  return languageTable[language];
}
