import { importFiles, importModule } from '../node-modules.ts';
import { grammarFiles } from './grammar-files.ts';

/** Where the bytes of a grammar come from: given a name such as `c_sharp`, its WebAssembly module. */
export type GrammarSource = (grammar: string) => Promise<Uint8Array>;

/**
 * Reads the grammars that come with this package. Works in Node, Bun and Deno; a browser passes a source
 * of its own.
 */
export const installedGrammars: GrammarSource = async (grammar) => {
  const { readFile } = await importFiles();
  const shipped = new URL(`./grammars/${grammar}.wasm`, import.meta.url);
  try {
    return await readFile(shipped);
  } catch (error) {
    // Read from its sources, this package has no built files; the packages they are copied from are there.
    const file = grammarFiles[grammar];
    if (file === undefined) throw error;
    const { createRequire } = await importModule();
    return readFile(createRequire(import.meta.url).resolve(file));
  }
};
