/** Where the bytes of a grammar come from: given a name such as `c_sharp`, its WebAssembly module. */
export type GrammarSource = (grammar: string) => Promise<Uint8Array>;

/** Reads grammars from the package that this one depends on. Works in Node, Bun and Deno; a browser passes its own source. */
export const installedGrammars: GrammarSource = async (grammar) => {
  const [{ createRequire }, { readFile }] = await Promise.all([
    import('node:module'),
    import('node:fs/promises'),
  ]);
  const require = createRequire(import.meta.url);
  return readFile(require.resolve(`@cursorless/tree-sitter-wasms/out/tree-sitter-${grammar}.wasm`));
};
