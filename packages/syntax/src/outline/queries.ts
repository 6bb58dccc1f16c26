import type { LanguageId } from '../detect/languages.ts';
import { c, cpp, csharp } from './queries-c.ts';
import { go } from './queries-go.ts';
import { javascript, typescript } from './queries-javascript.ts';
import { java, kotlin, scala } from './queries-jvm.ts';
import { python } from './queries-python.ts';
import { bash, elixir, lua, php, ruby } from './queries-scripts.ts';
import { dart, rust, swift, zig } from './queries-systems.ts';

/**
 * Tag queries by language. A pattern captures the whole definition under the name of its kind and its name
 * as `@id`; uses are `@ref.call`, `@ref.type` and `@ref.name`; what is imported is `@import`. Where several
 * patterns fit one name, the more telling kind wins.
 */
export const tagQueries: Partial<Record<LanguageId, string>> = {
  bash,
  c,
  cpp,
  csharp,
  dart,
  elixir,
  go,
  java,
  javascript,
  jsx: javascript,
  kotlin,
  lua,
  php,
  python,
  ruby,
  rust,
  scala,
  swift,
  tsx: typescript,
  typescript,
  zig,
};
