import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Parses a text to its end; the tree is thrown away. */
export type Parse = (text: string) => unknown;

/** Parsers of other projects for a language, by name. */
export type Peers = Readonly<Record<string, Parse>>;

/** Why the native binding of tree-sitter does not load here; undefined where it does. */
export function nativeObstacle(): string | undefined {
  try {
    require('tree-sitter');
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  }
}

const grammars: Readonly<Record<string, string>> = {
  python: 'python',
  go: 'go',
  java: 'java',
  rust: 'rust',
  cpp: 'cpp',
};

/** Native tree-sitter: its own binding where it loads, else the one inside ast-grep, which brings its own build. */
function nativeTree(language: string, isLoaded: boolean): Parse | undefined {
  if (isLoaded) {
    const Parser = require('tree-sitter');
    const parser = new Parser();
    const grammar = require(`tree-sitter-${language}`);
    parser.setLanguage(language === 'typescript' ? grammar.typescript : grammar);
    return (text) => parser.parse((at: number) => text.slice(at, at + 16_000));
  }
  const { parse } = require('@ast-grep/napi');
  const name = language === 'typescript' ? 'TypeScript' : language;
  return (text) => parse(name, text).root().kind();
}

async function scriptPeers(): Promise<Peers> {
  const [babel, swc, oxc, { default: ts }] = await Promise.all([
    import('@babel/parser'),
    import('@swc/core'),
    import('oxc-parser'),
    import('typescript'),
  ]);
  return {
    oxc: (text) => oxc.parseSync('a.ts', text).errors.length,
    swc: (text) => swc.parseSync(text, { syntax: 'typescript', target: 'es2022' }),
    babel: (text) => babel.parse(text, { sourceType: 'module', plugins: ['typescript'] }),
    typescript: (text) => ts.createSourceFile('a.ts', text, ts.ScriptTarget.Latest),
  };
}

/** Makes the grammars of ast-grep known, once for the process. */
export function prepareNative(): void {
  const { registerDynamicLanguage } = require('@ast-grep/napi');
  const loaded = Object.entries(grammars).map(([name, file]) => [name, require(`@ast-grep/lang-${file}`)]);
  registerDynamicLanguage(Object.fromEntries(loaded));
}

/** The peers of a language. */
export async function peersOf(language: string, isNativeLoaded: boolean): Promise<Peers> {
  const native = nativeTree(language, isNativeLoaded);
  return {
    ...(native === undefined ? {} : { native }),
    ...(language === 'typescript' ? await scriptPeers() : {}),
  };
}
