import { findUnbalanced, keepOneBranch } from './c-branches.ts';

const directive = /^\s*#\s*([a-z]+)(.*)/;

/** C# as the compiler sees it: one branch of each conditional, no other directives. */
export const readWithoutDirectives = (text: string): string => keepOneBranch(text, directive);

/** Conditionals and regions of C# that do not close. */
export const findOpenDirectives = (text: string): ReturnType<typeof findUnbalanced> =>
  findUnbalanced(text, directive);
