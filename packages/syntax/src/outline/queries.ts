import type { LanguageId } from '../detect/languages.ts';
import { go } from './queries-go.ts';
import { javascript, typescript } from './queries-javascript.ts';
import { python } from './queries-python.ts';

/**
 * Tag queries by language. A pattern captures the whole definition under the name of its kind and its name
 * as `@id`; uses are `@ref.call`, `@ref.type` and `@ref.name`; what is imported is `@import`.
 */
export const tagQueries: Partial<Record<LanguageId, string>> = {
  javascript,
  jsx: javascript,
  typescript,
  tsx: typescript,
  python,
  go,
};
