import type { EditRefusal, Relaxation, UsedHint } from '../edit-plan.ts';
import type { Hunk } from '../edit-set.ts';
import { addsAgain, addsContext, findResult } from '../locate/already-there.ts';
import { type Candidate, type Choice, chooseByLineNumbers } from '../locate/choose-place.ts';
import { chooseBySection, contradictsSection } from '../locate/choose-section.ts';
import { type Contradiction, contradictsNumbers, resultStandsAt } from '../locate/contradiction.ts';
import type { HunkSearch, Sighting } from '../locate/hunk-search.ts';
import { findNearest } from '../locate/nearest.ts';
import { addsAndDeletes, oldLines } from '../locate/old-lines.ts';
import { contradictsIndentation } from '../locate/shifted-context.ts';
import { contradictsEndings, hasMixedFile } from './check-endings.ts';
import { placeAnchorless } from './place-anchorless.ts';
import type { PlacedHunk } from './place-hunk.ts';
import { type RefusalPlace, refuse } from './refuse.ts';
import { provesPrefix, reindentFor } from './reindent-hunk.ts';

/** A hunk of a file with its number, and what was forgiven to read it. */
export interface NumberedHunk {
  readonly hunk: Hunk;
  readonly hunkIndex: number;
  readonly place: RefusalPlace;
  readonly relaxations: readonly Relaxation[];
}

/** The outcome for one hunk. */
export type Placement =
  | { readonly placed: PlacedHunk }
  | {
      readonly refusal: EditRefusal;
      /** Whether the old lines stand nowhere, so that another reading of them may be tried. */
      readonly unseen?: boolean;
    };

/** Hunks of a file that stand nowhere and are told what resembles them; what is nearest is looked for in all lines. */
const MOST_COMPARED = 100;

/** A hunk whose lines are in the file. */
interface Sighted extends NumberedHunk, Candidate {}

/** Finds the one place of every hunk, or says why there is none. The order of the result is that of the hunks. */
export function placeHunks(search: HunkSearch, hunks: readonly NumberedHunk[]): Placement[] {
  const results = new Map<NumberedHunk, Placement>();
  const sighted: Sighted[] = [];
  for (const numbered of hunks) {
    const sighting = search.findHunk(numbered.hunk);
    if (sighting !== undefined && restsOnCutLine(search, numbered.hunk, sighting)) {
      const { hunkIndex, place } = numbered;
      const reason = 'the place rests on its last line, which has no end';
      results.set(numbered, { refusal: refuse('EC_EDIT_TRUNCATED', place, { hunkIndex, reason }) });
    } else if (sighting !== undefined) sighted.push({ ...numbered, sighting });
    else results.set(numbered, placeUnseen(search, numbered, results.size < MOST_COMPARED));
  }
  const placed = placeSighted(search, sighted);
  let next = 0;
  return hunks.map((numbered) => results.get(numbered) ?? (placed[next++] as Placement));
}

/** Whether a hunk would have more places without a last line that may be the beginning of another one. */
function restsOnCutLine(search: HunkSearch, hunk: Hunk, { starts }: Sighting): boolean {
  if (hunk.hint.unfinished !== true) return false;
  const sure = search.find(oldLines(hunk).slice(0, -1));
  return sure?.starts.length !== starts.length;
}

function placeUnseen(search: HunkSearch, numbered: NumberedHunk, compares: boolean): Placement {
  const { hunk, hunkIndex, place, relaxations } = numbered;
  const lines = oldLines(hunk);
  if (lines.length === 0) {
    const choice = placeAnchorless(search, hunk);
    if (choice === undefined) return { refusal: refuse('EC_EDIT_NO_PLACE', place, { hunkIndex }) };
    return {
      placed: { hunk, hunkIndex, level: 'exact', reindent: { kind: 'none' }, relaxations, ...choice },
    };
  }
  const result = findResult(search, hunk);
  const resemblance = compares ? findNearest(search, lines, hunk.hint.line) : { nearest: [] };
  if (result === undefined)
    return { refusal: refuse('EC_EDIT_NO_MATCH', place, { hunkIndex, ...resemblance }), unseen: true };
  return {
    refusal: refuse('EC_EDIT_ALREADY_APPLIED', place, { hunkIndex, ...resemblance, positions: [result + 1] }),
    unseen: true,
  };
}

function placeSighted(search: HunkSearch, sighted: readonly Sighted[]): Placement[] {
  const all = sighted.map((one) => narrow(search, one));
  const choices = chooseByLineNumbers(all);
  const prefixed = all.some((one) => provesPrefix(one.hunk, one.sighting));
  const surroundings = { search, all, choices, prefixed, mixedFile: hasMixedFile(search.source) };
  return all.map((one, at) => settle(surroundings, one, choices[at]));
}

/** What all hunks of a file have in common. */
interface Surroundings {
  readonly search: HunkSearch;
  readonly all: readonly Sighted[];
  readonly choices: readonly (Choice | undefined)[];
  /** Whether some hunk writes its context with the prefix of a diff. */
  readonly prefixed: boolean;
  readonly mixedFile: boolean;
}

// The end of the file and sections speak first: they leave fewer places for line numbers to choose among.
function narrow(
  search: HunkSearch,
  sighted: Sighted & { hints?: readonly UsedHint[] },
): Sighted & { hints: readonly UsedHint[] } {
  const { hunk, sighting } = sighted;
  const none = { ...sighted, hints: [] };
  if (sighting.starts.length < 2) return none;
  const choice = chooseAtEnd(search, hunk, sighting) ?? chooseBySection(search, hunk, sighting.starts);
  return choice === undefined
    ? none
    : { ...sighted, sighting: { ...sighting, starts: [choice.start] }, hints: choice.hints };
}

function chooseAtEnd(search: HunkSearch, hunk: Hunk, { starts }: Sighting): Choice | undefined {
  const old = oldLines(hunk);
  if (hunk.hint.endOfFile !== true && old.at(-1)?.noNewline !== true) return undefined;
  const start = search.source.contents.length - old.length;
  return starts.includes(start) ? { start, hints: ['end-of-file'] } : undefined;
}

function settle(
  surroundings: Surroundings,
  sighted: Sighted & { hints: readonly UsedHint[] },
  choice: Choice | undefined,
): Placement {
  const { hunkIndex, place, sighting } = sighted;
  if (choice === undefined || (choice.hints.length > 0 && missesEnd(surroundings.search, sighted, choice))) {
    const positions = sighting.starts.map((start) => start + 1);
    return { refusal: refuse('EC_EDIT_AMBIGUOUS', place, { hunkIndex, positions }) };
  }
  const objection = objectionTo(surroundings, sighted, choice.start);
  if (objection !== undefined) {
    const { code, ...facts } = objection;
    return { refusal: refuse(code, place, { hunkIndex, ...facts }) };
  }
  const hints = [...sighted.hints, ...choice.hints];
  return placeAt(surroundings, sighted, { start: choice.start, hints });
}

// A diff leaves out the context behind a change only where the file ends: a number alone cannot say otherwise.
function missesEnd({ source }: HunkSearch, { hunk }: Sighted, { start }: Choice): boolean {
  const showsEnd = hunk.lines[0]?.op === 'keep' && hunk.lines.at(-1)?.op !== 'keep';
  return showsEnd && start + oldLines(hunk).length !== source.contents.length;
}

/** What speaks against the only place that has the right lines. */
function objectionTo(
  { search, all, choices, mixedFile }: Surroundings,
  sighted: Sighted,
  start: number,
): Contradiction | undefined {
  const { hunk, sighting } = sighted;
  if (addsAgain(search, hunk, sighting, start)) {
    return {
      code: 'EC_EDIT_ALREADY_APPLIED',
      reason: 'the lines stand there already',
      positions: [start + 1],
    };
  }
  // What an edit only indents or sets apart anew is equal at a loose level before and after it.
  if (sighting.level !== 'exact' && addsAndDeletes(hunk) && resultStandsAt(search, hunk, start)) {
    return { code: 'EC_EDIT_ALREADY_APPLIED', reason: 'the file has the new lines', positions: [start + 1] };
  }
  if (addsContext(search.source, hunk, start)) {
    return {
      code: 'EC_EDIT_MALFORMED',
      reason: 'a line of context has lost its prefix',
      positions: [start + 1],
    };
  }
  return (
    contradictsEndings(search.source, hunk, start, mixedFile) ??
    contradictsSection(search, hunk, start) ??
    contradictsNumbers(search, sighted, start, choices, all) ??
    contradictsIndentation(search, sighted, start)
  );
}

function placeAt({ search, prefixed }: Surroundings, sighted: Sighted, { start, hints }: Choice): Placement {
  const { hunk, hunkIndex, place, sighting } = sighted;
  const reindent = reindentFor(search, hunk, sighting, start, prefixed);
  if (reindent === undefined) {
    const resemblance = findNearest(search, oldLines(hunk));
    const facts = { hunkIndex, ...resemblance, positions: [start + 1] };
    return { refusal: refuse('EC_EDIT_INDENTATION', place, facts) };
  }
  const relaxations: Relaxation[] = [...sighted.relaxations];
  if (sighting.bare) relaxations.push('context-prefix-missing');
  return { placed: { hunk, hunkIndex, start, level: sighting.level, reindent, relaxations, hints } };
}
