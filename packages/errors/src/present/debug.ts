/**
 * Whether a list as in the variable `DEBUG` of the npm package debug names a code: names apart by commas or
 * blanks, `*` for any characters, `-` before a name to leave it out. `enhanced-code` names every code.
 */
export function isDebugged(list: string | undefined, code: string): boolean {
  const names = (list ?? '').split(/[\s,]+/);
  const named = (name: string) => matches(name, code) || matches(name, 'enhanced-code');
  const isLeftOut = names.some((name) => name.startsWith('-') && named(name.slice(1)));
  return !isLeftOut && names.some(named);
}

/** Only the star means something; other signs of patterns stand for themselves. */
function matches(name: string, text: string): boolean {
  const pattern = name
    .split('*')
    .map((part) => part.replace(/[^\w-]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${pattern}$`).test(text);
}
