import { isEnhancedCodeError } from '@enhanced-code/errors';
import { grammarOf, type LanguageId } from '../src/detect/languages.ts';
import { installedGrammars } from '../src/tree/grammar-source.ts';
import { TreeRuntime } from '../src/tree/tree-runtime.ts';

/** Plain tree-sitter, to compare with: whether the tree of a text holds an error, and nothing else. */
export class PlainGrammar {
  readonly #runtime = new TreeRuntime(installedGrammars, () => performance.now());

  /** Whether the grammar rejects a text; undefined for a language without one. */
  async rejects(language: LanguageId, text: string): Promise<boolean | undefined> {
    const use = grammarOf(language);
    if (use === undefined) return undefined;
    const grammar = await this.#runtime.grammar(use.grammar);
    try {
      const tree = this.#runtime.parse(grammar, text, { path: '', limitMs: 60_000 });
      const { hasError } = tree.rootNode;
      tree.delete();
      return hasError;
    } catch (error) {
      // Brackets deeper than its stack; that it gives no tree may count for it.
      if (isEnhancedCodeError(error)) return true;
      throw error;
    }
  }
}
