import type { Corpus } from '../index/corpus.ts';
import { termIds } from '../index/term.ts';
import type { PastCommit } from '../source.ts';
import { wordsOf } from '../text/words.ts';
import { type Question, rarity } from './question.ts';

interface CommitRecord {
  /** Terms of the message. */
  readonly terms: readonly number[];
  /** First line of the message. */
  readonly subject: string;
  /** Changed paths under their present names; empty when there are so many that they say little. */
  readonly paths: readonly string[];
}

/** What history says of each path, for one question. */
export interface HistoryVotes {
  /** Votes of commits whose messages resemble the question. */
  readonly similar: ReadonlyMap<string, number>;
  /** The message that gave the strongest vote, by path. */
  readonly messages: ReadonlyMap<string, string>;
}

const VOTERS = 60;
const MOST_PATHS = 40;
const MOST_MESSAGE_CHARACTERS = 4000;
/** How much a long message dilutes what it shares with the question. */
const LENGTH_POWER = 0.4;
/** A message that shares twice as much is worth four times as much. */
const SIMILARITY_POWER = 2;
const HALF_LIFE_COMMITS = 300;
const MOST_TERMS = 96;

/** Names that paths have today. Newest first: a later rename is known before an older one is read. */
function presentNames(commits: readonly PastCommit[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { renames } of commits) {
    for (const { from, to } of renames ?? []) if (!names.has(from)) names.set(from, names.get(to) ?? to);
  }
  return names;
}

/** Past commits as documents. */
export class History {
  #commits: readonly PastCommit[] = [];
  #records: readonly CommitRecord[] = [];
  #terms = new Map<string, readonly number[]>();
  // Places of the commits whose messages hold a term, and of those that changed a path.
  #byTerm = new Map<number, number[]>();
  #byPath = new Map<string, number[]>();
  #churn = new Map<string, number>();
  #largest: { readonly revision: number; readonly churn: number } | undefined;

  /** Takes the commits over, newest first; the same list is taken once. */
  update(commits: readonly PastCommit[]): void {
    if (commits === this.#commits) return;
    this.#commits = commits;
    const names = presentNames(commits);
    const terms = new Map(commits.map((commit) => [commit.id, this.#termsOf(commit)]));
    this.#terms = terms;
    this.#records = commits.map(({ id, message, paths }) => ({
      terms: terms.get(id) ?? [],
      subject: message.split('\n', 1)[0] ?? '',
      paths: paths.length > MOST_PATHS ? [] : paths.map((path) => names.get(path) ?? path),
    }));
    this.#count();
  }

  /** How often a file changed, newer changes counting more. */
  churnOf(path: string): number {
    return this.#churn.get(path) ?? 0;
  }

  /** Highest `churnOf` of the files that are there. */
  largestChurn(corpus: Corpus): number {
    if (this.#largest?.revision !== corpus.revision) {
      let churn = 0;
      for (const [path, each] of this.#churn) {
        if (each > churn && corpus.get(path) !== undefined) churn = each;
      }
      this.#largest = { revision: corpus.revision, churn };
    }
    return this.#largest.churn;
  }

  /** Files whose commits have messages like the question. */
  votes(question: Question): HistoryVotes {
    const similar = new Map<string, number>();
    const messages = new Map<string, string>();
    for (const { record, weight } of this.#voters(question)) {
      const vote = weight ** SIMILARITY_POWER / Math.sqrt(record.paths.length);
      for (const path of record.paths) {
        if (!similar.has(path)) messages.set(path, record.subject);
        similar.set(path, (similar.get(path) ?? 0) + vote);
      }
    }
    return { similar, messages };
  }

  /** Files that changed together with those given, the first of which count most. */
  companions(paths: readonly string[]): ReadonlyMap<string, number> {
    const found = new Map<string, number>();
    paths.forEach((path, rank) => {
      for (const at of this.#byPath.get(path) ?? []) {
        const others = this.#records[at]?.paths ?? [];
        for (const other of others) {
          if (other !== path) found.set(other, (found.get(other) ?? 0) + 1 / others.length / (rank + 1));
        }
      }
    });
    return found;
  }

  #termsOf({ id, message }: PastCommit): readonly number[] {
    return (
      this.#terms.get(id) ?? [...new Set(wordsOf(message.slice(0, MOST_MESSAGE_CHARACTERS)).flatMap(termIds))]
    );
  }

  #count(): void {
    this.#byTerm = new Map();
    this.#byPath = new Map();
    this.#churn = new Map();
    this.#largest = undefined;
    for (const [at, { terms, paths }] of this.#records.entries()) {
      for (const term of terms) append(this.#byTerm, term, at);
      for (const path of paths) this.#countPath(path, at);
    }
  }

  #countPath(path: string, at: number): void {
    this.#churn.set(path, this.churnOf(path) + 2 ** (-at / HALF_LIFE_COMMITS));
    append(this.#byPath, path, at);
  }

  #voters(question: Question): { record: CommitRecord; weight: number }[] {
    const weights = new Map<number, number>();
    for (const { id, weight } of this.#weigh(question)) {
      for (const at of this.#byTerm.get(id) ?? []) weights.set(at, (weights.get(at) ?? 0) + weight);
    }
    const voters = [];
    for (const [order, sum] of weights) {
      const record = this.#records[order];
      if (record === undefined || record.paths.length === 0) continue;
      voters.push({ record, order, weight: sum / record.terms.length ** LENGTH_POWER });
    }
    voters.sort((left, right) => right.weight - left.weight || left.order - right.order);
    return voters.slice(0, VOTERS);
  }

  /** Rarity among the messages, not among the files: a word may stand in many files and in one message. */
  #weigh({ messageTerms }: Question): { id: number; weight: number }[] {
    const known = messageTerms.filter(({ id }) => this.#byTerm.has(id));
    return known.slice(0, MOST_TERMS).map(({ id, weight }) => ({
      id,
      weight: weight * rarity(this.#byTerm.get(id)?.length ?? 0, this.#records.length),
    }));
  }
}

function append<Key>(lists: Map<Key, number[]>, key: Key, value: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
