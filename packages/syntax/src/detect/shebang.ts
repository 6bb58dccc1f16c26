import { languageByAlias } from './file-names.ts';
import type { LanguageId } from './languages.ts';

/** Language of the program that a `#!` line names. */
export function languageByShebang(head: string): LanguageId | undefined {
  const line = /^\uFEFF?#!\s*(\S+)([^\r\n]*)/.exec(head);
  if (line === null) return undefined;
  const words = [line[1] ?? '', ...(line[2] ?? '').trim().split(/\s+/)].map((word) =>
    word.replace(/.*\//, ''),
  );
  const program = words[0] === 'env' ? words.slice(1).find((word) => !/^-|=/.test(word)) : words[0];
  if (program === undefined) return undefined;
  return languageByAlias.get(program) ?? languageByAlias.get(program.replace(/[\d.]+$/, ''));
}
