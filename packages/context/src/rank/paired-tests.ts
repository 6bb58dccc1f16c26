import type { Corpus } from '../index/corpus.ts';
import type { FileRecord } from '../index/file-record.ts';
import { subjectName } from '../text/subject-name.ts';

/** What showing a test is worth. */
export interface PairedTest {
  /** Value on the scale of likelihoods. */
  readonly value: number;
  /** The file that it seems to test. */
  readonly tests?: string;
}

/** A candidate with its likelihood. */
export interface ScoredCandidate {
  readonly record: FileRecord;
  readonly evidence: number;
  readonly score: number;
}

/** How tests are weighed. */
export interface PairingOptions {
  /** Evidence (log-odds among the tests) for a test whose name says that it tests a certain file. */
  readonly pairEvidence: number;
  /** Tests that go with a change, on average, times what one is worth beside a source. */
  readonly worth: number;
}

/** The options in use. */
export const PAIRING: PairingOptions = { pairEvidence: 4, worth: 0.15 };
/** Sources whose tests are looked for. */
const MOST_SOURCES = 12;

/** Shares that add up to 1, from evidence. */
export function sharesOf(evidence: readonly number[]): number[] {
  const top = evidence.reduce((best, each) => Math.max(best, each), Number.NEGATIVE_INFINITY);
  const shares = evidence.map((each) => Math.exp(each - top));
  const total = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => share / total);
}

/** Tests whose names say that they test one of the first sources, ordered by path. */
export function testsOf(best: readonly FileRecord[], corpus: Corpus): FileRecord[] {
  const sources = best.filter(({ role }) => role === 'source').slice(0, MOST_SOURCES);
  const subjects = new Set(sources.map(({ path }) => subjectName(path)));
  return [...subjects].flatMap((subject) => corpus.testsNamed(subject));
}

/** What each test is worth, by path: tests compete among themselves, those of likely sources come first. */
export function pairTests(
  candidates: readonly ScoredCandidate[],
  { pairEvidence, worth }: PairingOptions = PAIRING,
): ReadonlyMap<string, PairedTest> {
  const sources = candidates.filter(({ record }) => record.role === 'source').slice(0, MOST_SOURCES);
  const bySubject = new Map(sources.toReversed().map((source) => [subjectName(source.record.path), source]));
  const tests = candidates
    .filter(({ record }) => record.role === 'test')
    .map((test) => ({ ...test, source: bySubject.get(subjectName(test.record.path)) }));
  const shares = sharesOf(
    tests.map(({ evidence, source }) => evidence + pairEvidence * Math.sqrt(source?.score ?? 0)),
  );
  return new Map(
    tests.map(({ record, source }, index) => {
      const value = worth * (shares[index] ?? 0);
      return [record.path, source === undefined ? { value } : { value, tests: source.record.path }];
    }),
  );
}
