const SPECIAL = new Map([
  [7, 'a'],
  [8, 'b'],
  [9, 't'],
  [10, 'n'],
  [11, 'v'],
  [12, 'f'],
  [13, 'r'],
  [34, '"'],
  [92, '\\'],
]);

/** Whether git would quote the path: a control character, a quote, a backslash or anything outside ASCII. */
function needsQuotes(path: string): boolean {
  for (let at = 0; at < path.length; at++) {
    const code = path.charCodeAt(at);
    if (code < 32 || code > 126 || code === 34 || code === 92) return true;
  }
  return false;
}

/** A path as git writes it in a patch: in C quotes with its UTF-8 bytes in octal where it must be. */
export function quotePath(path: string): string {
  if (!needsQuotes(path)) return path;
  let quoted = '"';
  for (const byte of new TextEncoder().encode(path)) quoted += quoteByte(byte);
  return quoted + '"';
}

function quoteByte(byte: number): string {
  const special = SPECIAL.get(byte);
  if (special !== undefined) return '\\' + special;
  if (byte < 32 || byte > 126) return '\\' + byte.toString(8).padStart(3, '0');
  return String.fromCharCode(byte);
}
