import type { LanguageId } from '../detect/languages.ts';
import { findMarkdownParts, findScripts, type Sections } from './sections.ts';

/** How a text that mixes languages is taken apart. */
export interface MixedLanguage {
  /** Finds the parts. */
  readonly split: (text: string) => Sections;
  /** Whether a grammar reads the frame too. */
  readonly hasGrammar: boolean;
  /** What is not looked at. */
  readonly blind: readonly string[];
}

/** Languages whose texts hold sections in other languages. */
export const mixedLanguages: Partial<Record<LanguageId, MixedLanguage>> = {
  html: { split: findScripts, hasGrammar: true, blind: ['style'] },
  vue: { split: findScripts, hasGrammar: true, blind: ['template expressions', 'style'] },
  svelte: { split: findScripts, hasGrammar: false, blind: ['template', 'style'] },
  markdown: { split: findMarkdownParts, hasGrammar: false, blind: ['code in fences'] },
};
