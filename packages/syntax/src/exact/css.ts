import { CssReader } from '../css/css-reader.ts';
import type { CssDialect } from '../css/css-text.ts';
import type { LanguageId } from '../detect/languages.ts';
import type { ExactLoader } from './exact-parser.ts';

const dialects: Partial<Record<LanguageId, CssDialect>> = {
  css: { lineComments: false, interpolation: false, relaxed: false },
  scss: { lineComments: true, interpolation: true, relaxed: true },
  less: { lineComments: true, interpolation: true, relaxed: true },
};

/** The frame of CSS, SCSS and Less. Part of this package, so always there. */
export const loadCss: ExactLoader = async () => ({
  name: 'css',
  role: 'precedes',
  find: ({ text, language }) => {
    const dialect = dialects[language];
    return dialect === undefined ? undefined : new CssReader(text, dialect).read();
  },
});
