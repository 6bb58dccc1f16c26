import type { Hunk, HunkHint, HunkLine } from '../edit-set.ts';

/** A hunk of a diff as it stands in the reply, before it is known where it ends. */
export interface RawHunk {
  /** First old line and how many lines each side promises, so far as the header says. */
  readonly header?: HunkHeader;
  /** Lines behind the header, with prefix and without `\n`. */
  readonly body: string[];
  /** Lines so far, as counted by their prefixes. */
  oldSeen: number;
  newSeen: number;
  /** How long the body was when both promises were first kept. */
  keptAt?: number;
  /** Whether the reply ends right behind a changed line of it, and no count says that this is its last. */
  endsOpen?: boolean;
  /** Whether the reply ends before a newline ends its last line. */
  unfinished?: boolean;
}

/** The numbers of a hunk header. */
export interface HunkHeader {
  readonly line?: number;
  readonly oldCount?: number;
  readonly newCount?: number;
  /** What stands behind the second `@@`. */
  readonly section: string;
}

const NUMBERED = /^@@+ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@+(.*)$/;
const LOOSE = /^@@+\s*(?:-(\d+)(?:,\d+)?(?:\s*\+\d+(?:,\d+)?)?)?.*$/;

/** Reads a line that begins with `@@`; models leave out any part of it. */
export function readHunkHeader(line: string): HunkHeader {
  const [, start, oldCount, , newCount, section] = NUMBERED.exec(line.trimEnd()) ?? [];
  if (start !== undefined) {
    const counts = { oldCount: Number(oldCount ?? 1), newCount: Number(newCount ?? 1) };
    return { line: Math.max(Number(start), 1), ...counts, section: (section ?? '').trim() };
  }
  const loose = LOOSE.exec(line.trimEnd())?.[1];
  const behind = withoutEndMark(line.replace(/^@@+/, '').trim());
  if (loose !== undefined && Number(loose) > 0) return { line: Number(loose), section: '' };
  return { section: /[\w]/.test(behind) && !/^-?\d/.test(behind) ? behind : '' };
}

function withoutEndMark(header: string): string {
  let end = header.length;
  while (header[end - 1] === '@') end--;
  return header.length - end > 1 ? header.slice(0, end).trim() : header;
}

/** Opens a hunk; without a header line its end is known by its prefixes only. */
export function openHunk(header?: HunkHeader): RawHunk {
  return { ...(header === undefined ? {} : { header }), body: [], oldSeen: 0, newSeen: 0 };
}

/** Takes a line of the body and counts it. */
export function pushBody(hunk: RawHunk, line: string): void {
  hunk.body.push(line);
  const first = line.charAt(0);
  if (first === '\\') {
    if (hunk.keptAt === hunk.body.length - 1) hunk.keptAt = hunk.body.length;
    return;
  }
  if (first !== '+') hunk.oldSeen++;
  if (first !== '-') hunk.newSeen++;
  if (hunk.keptAt === undefined && keepsPromise(hunk)) hunk.keptAt = hunk.body.length;
}

/** Whether the header promises counts that the lines so far do not reach. */
export function isOwed({ header, oldSeen, newSeen }: RawHunk): boolean {
  if (header?.oldCount === undefined || header.newCount === undefined) return false;
  return oldSeen < header.oldCount || newSeen < header.newCount;
}

function keepsPromise({ header, oldSeen, newSeen }: RawHunk): boolean {
  return header?.oldCount === oldSeen && header.newCount === newSeen;
}

/** Why a hunk at the end of its diff must be taken as cut off: behind a change there is always context. */
export function isCutOff(hunk: RawHunk): boolean {
  const owed = owedLines(hunk);
  if (owed === undefined || hunk.keptAt !== undefined) return false;
  const endsInChange = /^[+\-\\]/.test(hunk.body.at(-1) ?? '');
  return (owed.old > 0 && owed.new > 0) || (owesOneSide(owed) && endsInChange);
}

/** Lines that the header promises on each side beyond those seen; negative where it promises fewer. */
function owedLines({ header, oldSeen, newSeen }: RawHunk): { old: number; new: number } | undefined {
  if (header?.oldCount === undefined || header.newCount === undefined) return undefined;
  return { old: header.oldCount - oldSeen, new: header.newCount - newSeen };
}

function owesOneSide(owed: { old: number; new: number }): boolean {
  return Math.min(owed.old, owed.new) === 0 && Math.max(owed.old, owed.new) > 0;
}

/**
 * The hunk that a body holds. The counts decide where it ends if they come out even and nothing like a hunk
 * follows; otherwise the prefixes do.
 */
export function closeHunk(raw: RawHunk, last: boolean): Hunk {
  const strict = raw.keptAt !== undefined && !goesOn(raw.body.slice(raw.keptAt));
  const body = strict ? raw.body.slice(0, raw.keptAt) : trimEnd(raw.body);
  return {
    lines: toLines(body),
    hint: toHint(raw, last),
    ...(raw.header === undefined ? { joined: true } : {}),
  };
}

// The last line of a mail with a patch is `-- `, then the version of git.
function goesOn(rest: readonly string[]): boolean {
  const [first] = rest;
  if (first === undefined || /^-- ?\r?$/.test(first)) return false;
  if (rest.some((line) => /^[+-]/.test(line))) return true;
  return first.startsWith(' ') && rest.some((line) => line.trim() !== '');
}

/** Drops blank lines at the end, and words behind a blank line that no changed line follows. */
function trimEnd(body: readonly string[]): string[] {
  const lastChange = body.findLastIndex((line) => /^[+-]/.test(line));
  const prose = body.findIndex(
    (line, at) => at > lastChange && isBlank(body[at - 1]) && /^[^\s+\-\\]/.test(line),
  );
  const lines = prose === -1 ? [...body] : body.slice(0, prose);
  while (lines.length > 0 && isBlank(lines.at(-1)) && lines.at(-1)?.startsWith(' ') !== true) lines.pop();
  return lines;
}

function isBlank(line: string | undefined): boolean {
  return line === undefined || line === '' || line === '\r';
}

function toLines(body: readonly string[]): HunkLine[] {
  const lines: HunkLine[] = [];
  for (const line of body) {
    const last = lines.at(-1);
    if (!line.startsWith('\\')) lines.push(toLine(line));
    else if (last !== undefined) lines[lines.length - 1] = { ...last, noNewline: true };
  }
  return lines;
}

const OPS = { '+': 'add', '-': 'delete' } as const;

function toLine(line: string): HunkLine {
  const cr = line.endsWith('\r') ? { cr: true } : {};
  const content = line.endsWith('\r') ? line.slice(0, -1) : line;
  const first = content.charAt(0);
  if (first === '+' || first === '-') return { op: OPS[first], text: content.slice(1), ...cr };
  if (first === ' ') return { op: 'keep', text: content.slice(1), bare: content, ...cr };
  return { op: 'keep', text: content, ...cr };
}

function toHint(raw: RawHunk, last: boolean): HunkHint {
  const { header } = raw;
  const open = {
    ...(raw.endsOpen === true ? { endsOpen: true } : {}),
    ...(raw.unfinished === true ? { unfinished: true } : {}),
  };
  if (header?.line === undefined) {
    const section = header?.section ?? '';
    return section === '' ? open : { sections: [section], ...open };
  }
  const owed = last ? owedLines(raw) : undefined;
  const owes = owed !== undefined && owesOneSide(owed);
  return { line: header.line, ...(owes ? { owedOldLines: owed.old } : {}), ...open };
}
