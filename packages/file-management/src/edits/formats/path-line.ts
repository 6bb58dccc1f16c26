import { openingFence } from './fence.ts';

const TAGGED = /^\s*<(?:path|file_path|filename|file)>\s*([^<]+?)\s*<\/(?:path|file_path|filename|file)>\s*$/;
const LABELLED = /^\s*(?:#+\s*)?(?:\*\*)?(?:file(?:name|path)?|path)(?:\*\*)?\s*:\s*(?:\*\*)?\s*(.+?)\s*$/i;
/** Words of a line that may still be one path with blanks in it: without a folder, and with one. */
const WORDS = 6;
const WORDS_WITH_FOLDER = 12;
/** Characters of a line that may still be a path and its decoration. */
const LONGEST_LINE = 1_000;

/** The path that a line names, if the line is nothing but a path and its decoration. */
export function pathIn(line: string): string | undefined {
  return pathsIn(line)[0];
}

/** The readings of a line as a path: all of it, and its last word where words may stand before the path. */
function pathsIn(line: string): string[] {
  if (line.length > LONGEST_LINE) return [];
  const tagged = TAGGED.exec(line)?.[1] ?? LABELLED.exec(line)?.[1];
  const bare = strip(tagged ?? line);
  if (!isPath(bare)) return [];
  const last = /\s(\S*[./\\]\S*)$/.exec(bare)?.[1];
  return last !== undefined && isPath(last) ? [bare, last] : [bare];
}

/** The one path that the nearest line before a block quotes in passing: a last resort where no line is a path. */
export function pathMentioned(lines: readonly string[]): string[] {
  const nearest = lines.findLast((line) => line.trim() !== '' && openingFence(line) === undefined) ?? '';
  const quoted = [...nearest.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text.trim());
  const paths = new Set(quoted.filter((text) => /[./\\]/.test(text) && !/\s/.test(text) && isPath(text)));
  return paths.size === 1 ? [...paths] : [];
}

// Models write a path as heading, bold, code, list item or with a colon behind it.
function strip(line: string): string {
  return line
    .trim()
    .replace(/^(?:#+|[-*]|\d+\.|\/\/|<!--)\s+/, '')
    .replace(/\s*-->$/, '')
    .replace(/^\*\*(.*?)\*\*:?$/, '$1')
    .replace(/^[`"'](.*?)[`"']:?$/, '$1')
    .replace(/:$/, '')
    .replace(/^\*+|\*+$/g, '')
    .trim();
}

function isPath(text: string): boolean {
  if (text === '' || text.length > 400 || /[<>|?*\0]/.test(text) || /^[`~]{3}/.test(text)) return false;
  if (/^\.+$/.test(text)) return false;
  const words = text.split(/\s+/).length;
  if (words === 1) return /[./\\]/.test(text) ? !/[.,;:!]$/.test(text) : /^[\w-]{2,}$/.test(text);
  const most = text.includes('/') ? WORDS_WITH_FOLDER : WORDS;
  return words <= most && /(?:^|[\\/])[^\\/]*\.\w{1,8}$/.test(text) && !/[,;:!]\s/.test(text);
}

/**
 * The paths that the lines before a block may name, the likeliest first: the info string of its fence, then
 * the nearest line that reads as a path.
 */
export function pathsBefore(lines: readonly string[]): string[] {
  const paths: string[] = [];
  for (const line of [...lines].reverse()) {
    if (line.trim() === '') continue;
    const fence = openingFence(line);
    if (fence === undefined) {
      paths.push(...pathsIn(line));
      break;
    }
    const path = pathInInfo(fence.info);
    if (path !== undefined) paths.push(path);
  }
  const sure = paths.filter((path) => /[./\\]/.test(path));
  return [...new Set([...sure, ...paths])];
}

/** The path in what stands behind the marks of a fence, with or without a language before it. */
export function pathInInfo(info: string): string | undefined {
  const named = /(?:^|\s)(?:file(?:name|path)?|path|title)=["']?([^"'\s]+)/.exec(info)?.[1];
  const behind = /^[\w+#-]*[:\s]\s*(\S.*)$/.exec(info)?.[1];
  const candidate =
    named ?? (/[./\\]/.test(info) ? (behind !== undefined && isPath(behind) ? behind : info) : undefined);
  return candidate !== undefined && isPath(candidate) ? candidate : undefined;
}
