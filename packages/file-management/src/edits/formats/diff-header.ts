/** What the lines before the hunks of a diff say about its file. */
export interface DiffHeader {
  oldPath?: string;
  newPath?: string;
  renameFrom?: string;
  renameTo?: string;
  copies?: boolean;
  isNew?: boolean;
  isDeleted?: boolean;
  newMode?: number;
  binary?: boolean;
  /** The two names of a `diff --git` line. */
  gitPaths?: readonly [string, string];
  /** Whether the header lines end with a carriage return, so that those of the body say nothing. */
  cr?: boolean;
}

const EXTENDED =
  /^(?:index |similarity index |dissimilarity index |old mode |new mode |new file mode |deleted file mode |rename from |rename to |copy from |copy to |Binary files |GIT binary patch)/;

/** Whether a line is one of those that git writes between `diff --git` and the hunks. */
export function isExtendedHeader(line: string): boolean {
  return EXTENDED.test(line);
}

/** Takes what an extended header line says. */
export function readExtendedHeader(header: DiffHeader, line: string): void {
  const [, key, value] =
    /^(rename from|rename to|copy from|copy to|new file mode|deleted file mode|new mode) (.*)$/.exec(line) ??
    [];
  if (/^(?:Binary files |GIT binary patch)/.test(line)) header.binary = true;
  if (key === undefined || value === undefined) return;
  if (key.endsWith('from')) header.renameFrom = unquote(value);
  else if (key.endsWith('to')) header.renameTo = unquote(value);
  else if (key === 'deleted file mode') header.isDeleted = true;
  else header.newMode = toMode(value);
  if (key.startsWith('copy')) header.copies = true;
  if (key === 'new file mode') header.isNew = true;
}

// Git knows two modes of regular files; the other digits are the file type.
function toMode(value: string): number {
  return Number.parseInt(value, 8) & 0o777;
}

/** Takes the names of a `diff --git` line, where they can be told apart. */
export function readGitLine(header: DiffHeader, line: string): void {
  const rest = line.slice('diff --git '.length);
  const quoted = /^("(?:[^"\\]|\\.)*"|\S+) ("(?:[^"\\]|\\.)*"|\S+)$/.exec(rest);
  const half = rest.slice(2, (rest.length - 1) / 2);
  if (rest === `a/${half} b/${half}`) header.gitPaths = [`a/${half}`, `b/${half}`];
  else if (quoted?.[1] !== undefined && quoted[2] !== undefined)
    header.gitPaths = [unquote(quoted[1]), unquote(quoted[2])];
}

/** The name on a `---` or `+++` line, without the time that some tools write behind a tab. */
export function nameOn(line: string): string {
  const rest = line.slice(4).trimEnd();
  if (rest.startsWith('"')) return unquote(rest.replace(/\t[^"]*$/, ''));
  const tab = rest.indexOf('\t');
  const name = tab === -1 ? rest : rest.slice(0, tab);
  return name
    .replace(/\s\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d.*$/, '')
    .trim()
    .replace(/^`(.*)`$/, '$1')
    .trim();
}

const ESCAPED: Readonly<Record<string, number>> = {
  n: 10,
  t: 9,
  r: 13,
  a: 7,
  b: 8,
  f: 12,
  v: 11,
  '"': 34,
  '\\': 92,
};

// Git quotes names with unusual bytes as C does, the bytes of UTF-8 in octal.
function unquote(name: string): string {
  if (!/^".*"$/.test(name)) return name;
  const bytes: number[] = [];
  const inner = name.slice(1, -1);
  for (const [part, octal, letter] of inner.matchAll(/\\([0-7]{1,3})|\\(.)|[^\\]+/g)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8));
    else if (letter !== undefined) bytes.push(ESCAPED[letter] ?? letter.charCodeAt(0));
    else for (const byte of new TextEncoder().encode(part)) bytes.push(byte);
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

/** The name that means that there is no file. */
export const NO_FILE = '/dev/null';

/** The old and new name of a file, without the `a/` and `b/` that diffs put in front. */
export function namesOf(header: DiffHeader): { oldName?: string; newName?: string; others: string[] } {
  const oldRaw = header.oldPath ?? header.gitPaths?.[0];
  const newRaw = header.newPath ?? header.gitPaths?.[1];
  const forward = hasPrefix(oldRaw, /^[aciwo]\//) && hasPrefix(newRaw, /^[bciwo]\//);
  // A diff that was printed in reverse has its prefixes the other way round.
  const prefixed = forward || (hasPrefix(oldRaw, /^b\//) && hasPrefix(newRaw, /^a\//));
  const strip = (name: string | undefined): string | undefined =>
    name === undefined || name === NO_FILE || !prefixed || isSame(oldRaw, newRaw) ? name : name.slice(2);
  const oldName = header.renameFrom ?? strip(oldRaw);
  const newName = header.renameTo ?? strip(newRaw);
  const others = [oldName, oldRaw, newRaw].filter(
    (name) => name !== undefined && name !== NO_FILE && name !== newName,
  );
  return {
    ...(oldName === undefined ? {} : { oldName }),
    ...(newName === undefined ? {} : { newName }),
    others: [...new Set(others as string[])],
  };
}

function hasPrefix(name: string | undefined, prefix: RegExp): boolean {
  return name === undefined || name === NO_FILE || prefix.test(name);
}

// `--- a/x` with `+++ a/x` is a diff without prefixes of a file in a folder called `a`.
function isSame(left: string | undefined, right: string | undefined): boolean {
  return left !== undefined && left === right;
}
