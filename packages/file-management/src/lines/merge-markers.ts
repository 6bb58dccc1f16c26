import { gitRegions } from './git-regions.ts';
import type { MergeChunk } from './merge-lines.ts';
import { splitAtLineFeeds } from './split-lines.ts';

/** Names of the sides in conflict markers. */
export interface MarkerOptions {
  /** Behind `<<<<<<<`. Default: `ours`. */
  readonly ours?: string;
  /** Behind `>>>>>>>`. Default: `theirs`. */
  readonly theirs?: string;
  /** Behind `|||||||`; the base is shown only when it is named, and conflicts then are not narrowed. */
  readonly base?: string;
}

/** The lines of the three texts of a merge. */
export interface MergeTexts {
  readonly base: readonly string[];
  readonly ours: readonly string[];
  readonly theirs: readonly string[];
}

/** A piece of a merge, and whether both sides changed the same region there to the same text. */
export interface PlacedChunk {
  readonly chunk: MergeChunk;
  readonly alike: boolean;
}

/** A conflict as it will be written, or settled lines: `common` ones may be drawn into a conflict. */
type Piece =
  | { readonly kind: 'common' | 'chosen'; readonly lines: readonly string[] }
  | {
      readonly kind: 'conflict';
      readonly base: readonly string[];
      readonly ours: readonly string[];
      readonly theirs: readonly string[];
      readonly oursLine: number;
      readonly theirsLine: number;
    };

type Conflict = Extract<Piece, { kind: 'conflict' }>;

/** Common lines between two conflicts that are not worth an interruption. */
const NEAR_LINES = 3;
const WORD = /[a-z0-9]/i;

/**
 * The merge as a text with markers, placed as `git merge-file` places them: a conflict is narrowed to where
 * both sides differ, and conflicts that are close to each other become one.
 */
export function renderMarkers(
  chunks: readonly PlacedChunk[],
  texts: MergeTexts,
  options: MarkerOptions = {},
): string {
  const narrow = options.base === undefined;
  const pieces = chunks.flatMap((chunk) => toPieces(chunk, narrow));
  return (narrow ? joinNear(pieces) : pieces).map((piece) => renderPiece(piece, texts, options)).join('');
}

function toPieces({ chunk, alike }: PlacedChunk, narrow: boolean): Piece[] {
  if (chunk.kind === 'merged') {
    // Equal texts that came about differently are a decision of the merge, and keep conflicts apart.
    const kind = chunk.from === 'base' || alike ? 'common' : 'chosen';
    return [{ kind, lines: splitAtLineFeeds(chunk.text) }];
  }
  const [base, ours, theirs] = [chunk.base, chunk.ours, chunk.theirs].map(splitAtLineFeeds) as Sides;
  const conflict: Conflict = { ...chunk, base, ours, theirs };
  return narrow ? narrowConflict(conflict) : [conflict];
}

type Sides = [base: string[], ours: string[], theirs: string[]];

function narrowConflict(conflict: Conflict): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const region of gitRegions(conflict.ours, conflict.theirs)) {
    const { beforeStart, beforeEnd, afterStart, afterEnd } = region;
    pieces.push({ kind: 'common', lines: conflict.ours.slice(at, beforeStart) });
    pieces.push({
      kind: 'conflict',
      base: [],
      ours: conflict.ours.slice(beforeStart, beforeEnd),
      theirs: conflict.theirs.slice(afterStart, afterEnd),
      oursLine: conflict.oursLine + beforeStart,
      theirsLine: conflict.theirsLine + afterStart,
    });
    at = beforeEnd;
  }
  return [...pieces, { kind: 'common', lines: conflict.ours.slice(at) }];
}

function joinNear(pieces: readonly Piece[]): Piece[] {
  const joined: Piece[] = [];
  let between: string[] = [];
  let open: Conflict | undefined;
  for (const piece of pieces) {
    if (piece.kind === 'common' && open !== undefined) between = [...between, ...piece.lines];
    else if (piece.kind === 'conflict' && open !== undefined && isNear(between)) {
      open = joinConflicts(open, between, piece);
      between = [];
    } else {
      if (open !== undefined) joined.push(open, { kind: 'common', lines: between });
      between = [];
      open = piece.kind === 'conflict' ? piece : undefined;
      if (open === undefined) joined.push(piece);
    }
  }
  if (open !== undefined) joined.push(open, { kind: 'common', lines: between });
  return joined;
}

function isNear(lines: readonly string[]): boolean {
  return lines.length <= NEAR_LINES || !lines.some((line) => WORD.test(line));
}

function joinConflicts(first: Conflict, between: readonly string[], second: Conflict): Conflict {
  const ours = [...first.ours, ...between, ...second.ours];
  return { ...first, ours, theirs: [...first.theirs, ...between, ...second.theirs] };
}

function renderPiece(piece: Piece, texts: MergeTexts, options: MarkerOptions): string {
  if (piece.kind !== 'conflict') return piece.lines.join('');
  const { ours = 'ours', theirs = 'theirs', base } = options;
  const ending = endingAround(piece, texts);
  const close = (lines: readonly string[]) => {
    const text = lines.join('');
    return text === '' || text.endsWith('\n') ? text : text + ending;
  };
  const baseText = base === undefined ? '' : `||||||| ${base}${ending}${close(piece.base)}`;
  return (
    `<<<<<<< ${ours}${ending}${close(piece.ours)}${baseText}` +
    `=======${ending}${close(piece.theirs)}>>>>>>> ${theirs}${ending}`
  );
}

/** Markers end in `\r\n` only if no text has another ending there. */
function endingAround({ oursLine, theirsLine }: Conflict, { base, ours, theirs }: MergeTexts): string {
  const carriage =
    (endsInCarriage(ours, Math.max(0, oursLine - 1)) ?? true) &&
    (endsInCarriage(theirs, Math.max(0, theirsLine - 1)) ?? true) &&
    (endsInCarriage(base, 0) ?? false);
  return carriage ? '\r\n' : '\n';
}

/** Whether a line ends in `\r\n`; undefined if nothing tells. */
function endsInCarriage(lines: readonly string[], at: number): boolean | undefined {
  const line = lines[at];
  if (line?.endsWith('\n')) return line.endsWith('\r\n');
  return at === 0 ? undefined : lines[at - 1]?.endsWith('\r\n');
}
