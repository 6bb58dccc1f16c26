import type { LazyFile } from './lazy-file.ts';
import type { LazyPart } from './lazy-parts.ts';
import { depthOf, type PartRange } from './lazy-range.ts';

/** A word that a line gives to something, such as the name of a function. */
const NAME = /([A-Za-z_$][\w$]*)\s*(?:[(:={<]|\bextends\b|\bimplements\b)/;
/** Lines that open a body in which the order of the members says nothing. */
const HOLDS_MEMBERS = /^\s*(?:[\w@]+\s+)*(?:class|interface|trait|impl|protocol|extension|object)\b/;
/** Lines that open a body of a member of its own. */
const OPENS_MEMBER = /\(.*[{:]\s*$/;

/**
 * Where new code goes that stands between a placeholder and the lines that close the file: in front of those.
 * Nothing in it may have the name of something that the file has, since it would take its place.
 */
export function findAppended(file: LazyFile, { lines, atEnd }: LazyPart): PartRange | undefined {
  const depth = depthOf(lines[0]);
  const tail = lines.length - 1 - lines.findLastIndex((line) => line.trim() !== '' && depthOf(line) >= depth);
  const start = file.lines.length - tail;
  if (!atEnd || tail === 0) return undefined;
  const closes = lines.slice(lines.length - tail).every((line, at) => file.has(start + at, line));
  const heads = lines.slice(0, lines.length - tail).filter((line) => line.trim() !== '');
  return closes && heads.every((line) => depthOf(line) >= depth) && isNew(file, heads, depth)
    ? { start, end: start }
    : undefined;
}

/**
 * The part with the lines behind the next placeholder, where these only close the file and the part is a new member
 * of the class that they close: it may stand behind the members that the second placeholder stands for, as it may
 * stand anywhere among them. `before` is what the reply shows above.
 */
export function asLastMember(
  file: LazyFile,
  before: readonly LazyPart[],
  part: LazyPart,
  closing: LazyPart | undefined,
): LazyPart | undefined {
  if (closing?.atEnd !== true) return undefined;
  const depth = depthOf(part.lines[0]);
  const opener = file.lines.findLast((line) => depthOf(line) < depth && !isClosing(line)) ?? '';
  const isShown = before.some(({ lines }) => lines.some((line) => line.trimEnd() === opener));
  const isClass = HOLDS_MEMBERS.test(opener) && file.placesOf(opener).length === 1;
  const heads = part.lines.filter((line) => depthOf(line) === depth && !isClosing(line));
  return isShown && isClass && heads.every((line) => OPENS_MEMBER.test(line))
    ? { ...part, lines: [...part.lines, ...closing.lines], atEnd: true }
    : undefined;
}

/** Whether a line holds no word, as one that only closes what others opened. */
function isClosing(line: string): boolean {
  return !/\w/.test(line);
}

function isNew(file: LazyFile, heads: readonly string[], depth: number): boolean {
  const words = new Set(file.lines.flatMap((line) => line.match(/[A-Za-z_$][\w$]*/g) ?? []));
  const names = heads
    .filter((line) => depthOf(line) === depth && /\w/.test(line))
    .map((line) => NAME.exec(line)?.[1]);
  return names.length > 0 && names.every((name) => name !== undefined && !words.has(name));
}
