/**
 * The way back of a patch in git's format: old and new change places, line by line. It takes the patches that this
 * project writes: hunks that show removed lines before added ones, and binary parts with both directions.
 */
export function invertPatch(patch: string): string {
  const files: string[][] = [];
  for (const line of patch.split(/(?<=\n)/)) {
    if (line.startsWith('diff --git ')) files.push([]);
    files.at(-1)?.push(line);
  }
  return files.map(invertFile).join('');
}

function invertFile(lines: readonly string[]): string {
  const found = lines.findIndex((line) => line.startsWith('@@ ') || line === 'GIT binary patch\n');
  const start = found < 0 ? lines.length : found;
  const body = lines.slice(start);
  const content = body[0]?.startsWith('GIT') ? invertBinary(body) : invertHunks(body);
  return invertHeader(lines.slice(0, start)) + content;
}

/** Values that change places: the second line of a pair always follows the first. */
const PAIRS = ['old mode ', 'new mode ', 'rename from ', 'rename to ', '--- ', '+++ '];

function invertHeader(lines: readonly string[]): string {
  const swapped = lines.map((line, at) => {
    const pair = PAIRS.findIndex((name) => line.startsWith(name));
    if (pair < 0) return invertLine(line);
    const other = pair % 2 === 0 ? lines[at + 1] : lines[at - 1];
    return `${PAIRS[pair]}${fieldOf(other ?? '', PAIRS[pair ^ 1] ?? '')}`;
  });
  return [firstLine(lines), ...swapped.slice(1)].map(onItsSide).join('');
}

function fieldOf(line: string, name: string): string {
  return line.slice(name.length);
}

/** The names of a move change places; other files have the same name twice. */
function firstLine(lines: readonly string[]): string {
  const named = (mark: string) => lines.find((line) => line.startsWith(mark))?.slice(mark.length, -1);
  const [from, to] = [named('rename from '), named('rename to ')];
  if (from === undefined || to === undefined) return lines[0] ?? '';
  return `diff --git ${withPrefix('a/', to)} ${withPrefix('b/', from)}\n`;
}

function withPrefix(prefix: string, name: string): string {
  return name.startsWith('"') ? `"${prefix}${name.slice(1)}` : prefix + name;
}

/** The old side is called `a/`, the new one `b/`, whatever a name was before. */
function onItsSide(line: string): string {
  if (line.startsWith('--- ')) return line.replace(/^--- ("?)b\//, '--- $1a/');
  return line.replace(/^\+\+\+ ("?)a\//, '+++ $1b/');
}

function invertLine(line: string): string {
  if (line.startsWith('new file mode ')) return line.replace('new file', 'deleted file');
  if (line.startsWith('deleted file mode ')) return line.replace('deleted file', 'new file');
  return line.replace(/^index ([0-9a-f]+)\.\.([0-9a-f]+)/, 'index $2..$1');
}

function invertBinary([title = '', ...lines]: readonly string[]): string {
  const middle = lines.indexOf('\n') + 1;
  return title + lines.slice(middle).join('') + lines.slice(0, middle).join('');
}

function invertHunks(lines: readonly string[]): string {
  const out: string[] = [];
  let removed: string[] = [];
  for (const line of withMarks(lines)) {
    // Lines that went out go in behind those that go out now, at the end of their stretch.
    if (line.startsWith('-')) removed.push(`+${line.slice(1)}`);
    else if (line.startsWith('+')) out.push(`-${line.slice(1)}`);
    else {
      out.push(...removed, line.replace(/^@@ -(\S+) \+(\S+) @@/, '@@ -$2 +$1 @@'));
      removed = [];
    }
  }
  return [...out, ...removed].join('');
}

/** The mark of a missing line end belongs to the line before it. */
function withMarks(lines: readonly string[]): string[] {
  return lines.reduce<string[]>((known, line) => {
    if (line.startsWith('\\')) known.push(`${known.pop() ?? ''}${line}`);
    else known.push(line);
    return known;
  }, []);
}
