import type { TermTable } from '../index/term-table.ts';
import type { PastCommit } from '../source.ts';
import { wordsOf } from '../text/words.ts';
import type { Question } from './question.ts';

interface CommitRecord {
  readonly terms: ReadonlySet<number>;
  readonly paths: readonly string[];
  readonly renames: PastCommit['renames'];
}

/** What history says of each path, for one question. */
export interface HistoryVotes {
  /** Votes of commits whose messages resemble the question. */
  readonly similar: ReadonlyMap<string, number>;
  /** How often a file changed, newer changes counting more. */
  readonly churn: ReadonlyMap<string, number>;
  /** The message that gave the strongest vote, by path. */
  readonly messages: ReadonlyMap<string, string>;
}

const VOTERS = 60;
/** Commits that touch more files say little about any of them. */
const MOST_PATHS = 40;
const SATURATION_LENGTH = 0.4;
const HALF_LIFE_COMMITS = 300;

/** Past commits as documents. */
export class History {
  readonly #table: TermTable;
  readonly #known = new Map<string, CommitRecord>();
  #commits: readonly PastCommit[] = [];
  #documents = new Map<number, number>();

  constructor(table: TermTable) {
    this.#table = table;
  }

  /** Takes the commits over; the same list is taken once. */
  update(commits: readonly PastCommit[]): void {
    if (commits === this.#commits) return;
    this.#commits = commits;
    this.#documents = new Map();
    const present = new Set(commits.map(({ id }) => id));
    for (const id of this.#known.keys()) if (!present.has(id)) this.#known.delete(id);
    for (const commit of commits) {
      for (const term of this.#recordOf(commit).terms) {
        this.#documents.set(term, (this.#documents.get(term) ?? 0) + 1);
      }
    }
  }

  /** Asks the past for the files of a question. */
  votes(question: Question): HistoryVotes {
    const similar = new Map<string, number>();
    const messages = new Map<string, string>();
    const present = this.#presentNames();
    for (const { commit, record, weight } of this.#voters(question)) {
      const vote = weight / Math.sqrt(record.paths.length);
      for (const old of record.paths) {
        const path = present(old);
        if (!similar.has(path)) messages.set(path, commit.message.split('\n', 1)[0] ?? '');
        similar.set(path, (similar.get(path) ?? 0) + vote);
      }
    }
    return { similar, messages, churn: this.#churn(present) };
  }

  #recordOf(commit: PastCommit): CommitRecord {
    const known = this.#known.get(commit.id);
    if (known !== undefined) return known;
    const terms = new Set(wordsOf(commit.message.slice(0, 4000)).flatMap((word) => this.#table.ofWord(word)));
    const record = { terms, paths: commit.paths, renames: commit.renames };
    this.#known.set(commit.id, record);
    return record;
  }

  #voters(question: Question): { commit: PastCommit; record: CommitRecord; weight: number }[] {
    const terms = question.terms.map(({ id, weight }) => ({ id, weight }));
    const scored = [];
    for (const [order, commit] of this.#commits.entries()) {
      const record = this.#recordOf(commit);
      if (record.paths.length === 0 || record.paths.length > MOST_PATHS) continue;
      let weight = 0;
      for (const term of terms) if (record.terms.has(term.id)) weight += term.weight;
      if (weight > 0)
        scored.push({ commit, record, order, weight: weight / record.terms.size ** SATURATION_LENGTH });
    }
    scored.sort((left, right) => right.weight - left.weight || left.order - right.order);
    return scored.slice(0, VOTERS);
  }

  #churn(present: (path: string) => string): Map<string, number> {
    const churn = new Map<string, number>();
    for (const [order, commit] of this.#commits.entries()) {
      if (commit.paths.length > MOST_PATHS) continue;
      const weight = 2 ** (-order / HALF_LIFE_COMMITS);
      for (const old of commit.paths) {
        const path = present(old);
        churn.set(path, (churn.get(path) ?? 0) + weight);
      }
    }
    return churn;
  }

  #presentNames(): (path: string) => string {
    // Newest first: a rename that happened later is already known when an older one is read.
    const names = new Map<string, string>();
    for (const { renames } of this.#commits) {
      for (const { from, to } of renames ?? []) if (!names.has(from)) names.set(from, names.get(to) ?? to);
    }
    return (path) => names.get(path) ?? path;
  }
}
