const replacements: readonly (readonly [RegExp, (found: string) => string])[] = [
  // A test of bats is the body of a function.
  [
    /^@test\s[^\n]*\{[ \t]*$/gm,
    (found) => `${'f() '.padEnd(found.trimEnd().length - 1)}{`.padEnd(found.length),
  ],
  // `for a do` goes over the arguments of the script.
  [/^(\s*for\s+\w+)\s(?=do\b)/gm, (found) => `${found.slice(0, -1)};`],
];

/** Scripts with the forms that the grammar does not know replaced by those that it does. */
export const readAsPlainBash = (text: string): string =>
  replacements.reduce((now, [pattern, stand]) => now.replace(pattern, stand), text);
