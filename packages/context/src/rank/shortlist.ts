import type { FileRecord } from '../index/file-record.ts';
import { tokensOfBytes } from '../pack/estimate.ts';
import { type Candidate, candidateOf, type Scale } from './evidence.ts';
import { testsOf } from './paired-tests.ts';
import type { RankingInput } from './ranking-input.ts';

/** Only so many files are looked into passage by passage, unless it takes more to fill the budget. */
const MOST_CANDIDATES = 120;
const MOST_TESTS = 30;
const MOST_PAIRED = 12;
/** So many are put in order at first; it takes all only for a very large budget. */
const FIRST_SORTED = 400;
const CHOICE = 1.5;

/**
 * A file with what is needed to put it in order. In a large tree nearly every file holds some word of the question,
 * and to keep a candidate for each of them is what makes the collection of garbage slow.
 */
interface Place {
  readonly record: FileRecord;
  /** Its place in the lists of scores, or -1 when no word speaks for it. */
  readonly slot: number;
  readonly evidence: number;
}

function byEvidence(left: Place, right: Place): number {
  return right.evidence - left.evidence || (left.record.path < right.record.path ? -1 : 1);
}

function placeOf(record: FileRecord, slot: number, scale: Scale, input: RankingInput): Place {
  return { record, slot, evidence: candidateOf(record, slot, scale, input).evidence };
}

/** Files that something speaks for: a word, a past commit or an anchor. */
function placesOf(scale: Scale, input: RankingInput): Place[] {
  const { corpus, past, anchors, near } = input;
  const { score } = scale.matches;
  const places: Place[] = [];
  for (let slot = 0; slot < score.length; slot += 1) {
    const record = (score[slot] ?? 0) > 0 ? corpus.terms.record(slot) : undefined;
    if (record !== undefined) places.push(placeOf(record, slot, scale, input));
  }
  const others = new Set([...(past?.votes.similar.keys() ?? []), ...anchors.keys(), ...(near?.keys() ?? [])]);
  for (const path of others) {
    const record = corpus.get(path);
    const hasWords = record !== undefined && (score[corpus.terms.slotOf(record)] ?? 0) > 0;
    if (record !== undefined && !hasWords) places.push(placeOf(record, -1, scale, input));
  }
  return places;
}

/** The `count` best of many, in order; sorting numbers first spares most of the comparisons. */
function bestOf(places: readonly Place[], count: number): Place[] {
  if (places.length <= count) return places.toSorted(byEvidence);
  const sorted = Float64Array.from(places, ({ evidence }) => evidence).sort();
  const least = sorted[sorted.length - count] ?? Number.NEGATIVE_INFINITY;
  return places
    .filter(({ evidence }) => evidence >= least)
    .sort(byEvidence)
    .slice(0, count);
}

/** How many of the best places it takes to fill a budget with something left to choose from. */
function enough(places: readonly Place[], budgetTokens: number): number {
  let tokens = 0;
  let count = 0;
  for (const { record } of places) {
    if (count >= MOST_CANDIDATES && tokens > CHOICE * budgetTokens) break;
    if (record.state === 'indexed') tokens += tokensOfBytes(record.bytes);
    count += 1;
  }
  return count;
}

/** The places that are looked into. */
function firstOf(all: readonly Place[], budgetTokens: number): Place[] {
  const first = bestOf(all, FIRST_SORTED);
  const count = enough(first, budgetTokens);
  if (count < first.length || first.length === all.length) return first.slice(0, count);
  const sorted = all.toSorted(byEvidence);
  return sorted.slice(0, enough(sorted, budgetTokens));
}

/** Tests that are named after one of some files; those that no word speaks for are among them. */
function pairedPlaces(
  best: readonly Place[],
  all: readonly Place[],
  scale: Scale,
  input: RankingInput,
): Place[] {
  const records = best.map(({ record }) => record);
  const named = new Set(testsOf(records, input.corpus));
  const known = all.filter(({ record }) => named.has(record));
  for (const { record } of known) named.delete(record);
  return [...known, ...Array.from(named, (record) => placeOf(record, -1, scale, input))];
}

/** The best candidates, and tests that could belong to them, also those that share no word with the question. */
export function shortlist(scale: Scale, input: RankingInput): Candidate[] {
  const all = placesOf(scale, input);
  const first = firstOf(all, input.budgetTokens ?? 0);
  const chosen = new Map(first.map((place) => [place.record, place]));
  const tests = all.filter(({ record }) => record.role === 'test' && !chosen.has(record));
  const paired = bestOf(pairedPlaces(first, all, scale, input), MOST_PAIRED);
  for (const place of [...bestOf(tests, MOST_TESTS), ...paired]) chosen.set(place.record, place);
  return Array.from(chosen.values(), ({ record, slot }) => candidateOf(record, slot, scale, input));
}
