import { keepOneBranch } from './c-branches.ts';
import { replaceMacros } from './c-macros.ts';

/**
 * C or C++ about as a compiler sees it: one branch of each conditional, no other directives, and words that
 * look like macros replaced by what they most likely stand for. Every sign keeps its place.
 * In one reading a `<` between blanks compares, in the other it may open template arguments.
 */
export function readAfterPreprocessor(text: string): readonly string[] {
  const branch = keepOneBranch(text);
  return [replaceMacros(branch, true), replaceMacros(branch, false)];
}
