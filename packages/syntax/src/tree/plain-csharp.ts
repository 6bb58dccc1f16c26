import { keepOneBranch } from './c-branches.ts';

/** C# as the compiler sees it: one branch of each conditional, no other directives. */
export const readWithoutDirectives = (text: string): string => keepOneBranch(text, /^\s*#\s*([a-z]+)(.*)/);
