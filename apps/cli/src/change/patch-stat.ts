/** What a patch does to one file. */
export interface FileStat {
  /** Path after the change; the old one of a deleted file. */
  readonly path: string;
  /** What happens to it; `mode` changes nothing but the permission bits. */
  readonly kind: 'create' | 'modify' | 'delete' | 'rename' | 'mode';
  /** The path before a rename. */
  readonly from?: string;
  /** Lines that go in; 0 for a binary file. */
  readonly added: number;
  /** Lines that go out; 0 for a binary file. */
  readonly removed: number;
  /** Whether its content is no text. */
  readonly binary: boolean;
}

/**
 * Counts what a patch in git's format changes, file by file. Lines end at `\n` alone, as for git, and inside a hunk
 * none of them starts with `diff --git`.
 */
export function patchStat(patch: string): readonly FileStat[] {
  const parts: string[][] = [];
  for (const line of patch.split('\n')) {
    if (line.startsWith(START)) parts.push([line]);
    else parts.at(-1)?.push(line);
  }
  return parts.map(fileStat);
}

const START = 'diff --git ';

function fileStat(lines: readonly string[]): FileStat {
  const start = lines.findIndex((line) => line.startsWith('@@ ') || line === 'GIT binary patch');
  const header = start < 0 ? lines : lines.slice(0, start);
  const body = start < 0 ? [] : lines.slice(start);
  const binary = body[0] === 'GIT binary patch';
  const from = fieldOf(header, 'rename from ');
  return {
    path: pathOf(header),
    kind: kindOf(header, body),
    ...(from === undefined ? {} : { from: unquote(from) }),
    added: binary ? 0 : body.filter((line) => line.startsWith('+')).length,
    removed: binary ? 0 : body.filter((line) => line.startsWith('-')).length,
    binary,
  };
}

function fieldOf(header: readonly string[], name: string): string | undefined {
  return header.find((line) => line.startsWith(name))?.slice(name.length);
}

function kindOf(header: readonly string[], body: readonly string[]): FileStat['kind'] {
  if (fieldOf(header, 'new file mode ') !== undefined) return 'create';
  if (fieldOf(header, 'deleted file mode ') !== undefined) return 'delete';
  if (fieldOf(header, 'rename from ') !== undefined) return 'rename';
  return body.length === 0 ? 'mode' : 'modify';
}

/** The path of one file: from the line that names it alone, else from the first line, whose two names are equal. */
function pathOf(header: readonly string[]): string {
  const renamed = fieldOf(header, 'rename to ');
  if (renamed !== undefined) return unquote(renamed);
  const names = fieldOf(header, START) ?? '';
  return unquote(names.slice((names.length + 1) / 2)).slice('b/'.length);
}

const ESCAPES: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  t: 9,
  n: 10,
  v: 11,
  f: 12,
  r: 13,
  '"': 34,
  '\\': 92,
};

/** Takes git's quotes off a path: C escapes, and bytes of UTF-8 in octal. */
function unquote(path: string): string {
  if (!path.startsWith('"')) return path;
  const bytes: Buffer[] = [];
  for (const [, octal, letter, plain] of path.slice(1, -1).matchAll(/\\([0-7]{3})|\\(.)|([^\\]+)/gs)) {
    if (plain !== undefined) bytes.push(Buffer.from(plain));
    else
      bytes.push(Buffer.of(octal === undefined ? (ESCAPES[letter ?? ''] ?? 0) : Number.parseInt(octal, 8)));
  }
  return Buffer.concat(bytes).toString();
}
