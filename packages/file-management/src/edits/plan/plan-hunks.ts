import type { EditRefusal, TextSpan } from '../edit-plan.ts';
import type { Hunk } from '../edit-set.ts';
import { HunkSearch } from '../locate/hunk-search.ts';
import { provenTabs, type Reindent, sharedTabs } from '../locate/indentation.ts';
import { changesSomething, oldLines } from '../locate/old-lines.ts';
import { endingOf, type SourceLines } from '../locate/source-lines.ts';
import { indentsTwice, leavesStep } from './added-indentation.ts';
import { splitJoined } from './joined-hunks.ts';
import { splitLeftOut } from './left-out-context.ts';
import { changesOf, hasMixedEndings } from './line-changes.ts';
import type { LineChange, PlacedHunk } from './place-hunk.ts';
import { type NumberedHunk, type Placement, placeHunks } from './place-hunks.ts';
import { refuse } from './refuse.ts';
import { showsIndentation } from './reindent-hunk.ts';
import { relaxBlocks } from './relax-block.ts';
import { toSpan } from './text-spans.ts';

/** What one hunk does to the text: its replacements, or why there are none. */
export type HunkOutcome =
  | { readonly numbered: NumberedHunk; readonly placed: PlacedHunk; readonly spans: readonly TextSpan[] }
  | { readonly numbered: NumberedHunk; readonly refusal: EditRefusal };

/**
 * Plans all hunks of one edit against one text of its file. Whether they get in each other's way is judged later.
 * `told` is how other edits of the file prove that the reply writes its tabs.
 */
export function planHunks(
  source: SourceLines,
  hunks: readonly NumberedHunk[],
  told?: Reindent,
): HunkOutcome[] {
  const search = HunkSearch.for(
    source,
    hunks.map(({ hunk }) => hunk),
  );
  const parts = splitLeftOut(search, splitJoined(search, hunks));
  const placements = relaxBlocks(source, parts, placeHunks(search, parts));
  const own = hasMixedEndings(parts.flatMap(({ hunk }) => hunk.lines)) && agreesInEndings(source, placements);
  const proven = placements.flatMap((one) =>
    'placed' in one ? (provenTabs(one.placed.reindent) ?? []) : [],
  );
  const tabs = proven.length === 0 ? told : sharedTabs(proven);
  return parts.map((numbered, at) => toOutcome(source, numbered, placements[at] as Placement, own, tabs));
}

// Carriage returns in an edit are content if its old lines have them just where the file does, else damage. The very
// last line may have lost its own with the end of the reply.
function agreesInEndings(source: SourceLines, placements: readonly Placement[]): boolean {
  return placements.every((placement, index) => {
    if (!('placed' in placement)) return true;
    const { hunk, start } = placement.placed;
    const last = index === placements.length - 1 ? hunk.lines.at(-1) : undefined;
    return oldLines(hunk).every((line, at) => {
      const ending = endingOf(source, start + at);
      const says = ending !== '' && line !== last && (line.text !== '' || line.cr === true);
      return !says || (ending === '\r\n') === (line.cr === true);
    });
  });
}

function toOutcome(
  source: SourceLines,
  numbered: NumberedHunk,
  placement: Placement,
  own: boolean,
  tabs: Reindent | undefined,
): HunkOutcome {
  if ('refusal' in placement) return { numbered, refusal: placement.refusal };
  const placed = inheritTabs(placement.placed, tabs);
  const unclear = indentsTwice(placed) || leavesStep(source, placed);
  const changes = unclear ? undefined : changesOf(placed, own);
  if (changes === undefined) {
    const facts = { hunkIndex: placed.hunkIndex, positions: [placed.start + 1] };
    return { numbered, refusal: refuse('EC_EDIT_INDENTATION', numbered.place, facts) };
  }
  const spans = changesSomething(placed.hunk)
    ? changes.map((change) => toSpan(source, endLines(source, placed.hunk, change)))
    : [];
  return { numbered, placed, spans };
}

// Where every line of a file is replaced, nothing is left of its missing last newline.
function endLines(source: SourceLines, { wholeLines }: Hunk, change: LineChange): LineChange {
  const replacesAll = change.start === 0 && change.end === source.contents.length;
  return wholeLines === true && replacesAll ? { ...change, finalNewline: 'add' } : change;
}

// A hunk without any indented old line cannot show how tabs are written, so it follows the others.
function inheritTabs(placed: PlacedHunk, tabs: Reindent | undefined): PlacedHunk {
  if (tabs === undefined || placed.reindent.kind !== 'none' || showsIndentation(placed.hunk)) return placed;
  return { ...placed, reindent: tabs };
}

/** A hunk with its number, as read and not yet relaxed. */
export function numberHunks(hunks: readonly Hunk[], place: NumberedHunk['place']): NumberedHunk[] {
  return hunks.map((hunk, hunkIndex) => ({ hunk, hunkIndex, place, relaxations: [] }));
}
