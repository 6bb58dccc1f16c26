import type { ContextSelection, ContextWarning, EntryContent, LeftOut } from './entry.ts';
import { contextErrors, throwIfAborted } from './errors.ts';
import { Corpus } from './index/corpus.ts';
import type { FileRecord } from './index/file-record.ts';
import { IndexFile } from './index/index-file.ts';
import { Refresher } from './index/refresh.ts';
import { Draft } from './pack/draft.ts';
import { estimateEntryCost } from './pack/estimate.ts';
import { Packing } from './pack/packing.ts';
import { findAnchors } from './rank/anchors.ts';
import { companyOf } from './rank/company.ts';
import { History } from './rank/history.ts';
import { askQuestion, MOST_CHARACTERS, type Question } from './rank/question.ts';
import { type Past, type RankedFile, rankFiles } from './rank/ranking.ts';
import { outlineOf, type SearchInput, searchCorpus } from './search/search.ts';
import type { OutlineItem, SearchOptions, SearchResult } from './search/search-types.ts';
import { leftOut, pinnedFile, toEntries } from './selection.ts';
import type { ContextSource, PastCommit } from './source.ts';

/** What an index is made from. */
export interface ContextOptions {
  /** Where the files come from. */
  readonly source: ContextSource;
  /**
   * Folder in which the index is kept between processes, outside of the tree and only for this source. It is made
   * if it is missing, and may be deleted at any time. Default: the index lives in memory only.
   */
  readonly stateFolder?: string;
}

/** What to choose. */
export interface SelectOptions {
  /** What is to be done, in any language, with whatever was pasted into it. */
  readonly instruction: string;
  /** Tokens that may be used; a whole number of at least 1. */
  readonly budgetTokens: number;
  /** Rendered size of an entry in tokens. Default: `estimateEntryCost`. */
  readonly cost?: (entry: EntryContent) => number;
  /** Paths that come first, in this order, whatever their score. */
  readonly pinned?: readonly string[];
  /** Cancels the selection. */
  readonly signal?: AbortSignal;
}

/** An index over one source. It refreshes itself before each answer, reading only what changed. */
export interface ContextIndex extends AsyncDisposable {
  /**
   * Chooses the files for an instruction. The same tree, history and instruction give the same answer, byte for
   * byte, on any machine.
   *
   * @throws `EC_CONTEXT_BUDGET_INVALID`, `EC_CONTEXT_COST_INVALID`, `EC_CONTEXT_SOURCE_FAILED`,
   * `EC_CONTEXT_ABORTED`, `EC_CONTEXT_DISPOSED`
   */
  select(options: SelectOptions): Promise<ContextSelection>;
  /** Brings the index up to date without a question, so that the first one is fast. Throws as `select` does. */
  refresh(options?: { readonly signal?: AbortSignal }): Promise<void>;
  /**
   * Searches the files for a text, a pattern, a symbol or the uses of one.
   *
   * @throws `EC_CONTEXT_PATTERN_INVALID`, `EC_CONTEXT_PATTERN_SLOW`, `EC_CONTEXT_SOURCE_FAILED`,
   * `EC_CONTEXT_ABORTED`, `EC_CONTEXT_DISPOSED`
   */
  search(options: SearchOptions): Promise<SearchResult>;
  /** What a file defines, in file order; `undefined` when there is no such file or its text cannot be read. */
  outline(path: string): Promise<readonly OutlineItem[] | undefined>;
}

const MOST_LISTED = 100;

interface Answer {
  readonly question: Question;
  readonly ranked: readonly RankedFile[];
  readonly past: Past | undefined;
}

class Index implements ContextIndex {
  readonly #source: ContextSource;
  readonly #corpus = new Corpus();
  readonly #history = new History();
  readonly #refresher: Refresher;
  #busy: Promise<unknown> = Promise.resolve();
  #isDisposed = false;

  // What was given up since the last answer.
  readonly #warnings: ContextWarning[] = [];

  constructor({ source, stateFolder }: ContextOptions) {
    this.#source = source;
    const file = stateFolder === undefined ? undefined : new IndexFile(stateFolder);
    this.#refresher = new Refresher(source, this.#corpus, file);
  }

  refresh(options: { readonly signal?: AbortSignal } = {}): Promise<void> {
    return this.#inTurn(() => this.#refresher.refresh(this.#warnings, options.signal));
  }

  select(options: SelectOptions): Promise<ContextSelection> {
    return this.#inTurn(() => this.#select(options));
  }

  search(options: SearchOptions): Promise<SearchResult> {
    return this.#inTurn(async () => {
      await this.#refresher.refresh(this.#warnings, options.signal);
      return searchCorpus(this.#searchInput(), options);
    });
  }

  outline(path: string): Promise<readonly OutlineItem[] | undefined> {
    return this.#inTurn(async () => {
      await this.#refresher.refresh(this.#warnings);
      return outlineOf(this.#searchInput(), path);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    await this.#busy;
    await this.#refresher.save(this.#warnings);
  }

  #searchInput(): SearchInput {
    return { corpus: this.#corpus, read: (path) => this.#source.read(path) };
  }

  /** One call at a time: a refresh must not change the records that a selection is reading. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#busy.then(() => {
      if (this.#isDisposed) throw contextErrors.create('EC_CONTEXT_DISPOSED', {});
      return work();
    });
    this.#busy = turn.catch(() => undefined);
    return turn;
  }

  async #select(options: SelectOptions): Promise<ContextSelection> {
    const { instruction, budgetTokens, cost = estimateEntryCost, pinned = [], signal } = options;
    if (!Number.isInteger(budgetTokens) || budgetTokens < 1) {
      throw contextErrors.create('EC_CONTEXT_BUDGET_INVALID', { budgetTokens: String(budgetTokens) });
    }
    // Git is asked while the files are looked at.
    const history = this.#readHistory();
    await this.#refresher.refresh(this.#warnings, signal);
    const answer = this.#rank(instruction, budgetTokens, await history);
    throwIfAborted(signal);
    const pins = this.#pins(pinned, answer);
    const load = (record: FileRecord) => this.#load(record);
    let company: readonly RankedFile[] = [];
    const packing = new Packing({
      ranked: answer.ranked,
      company: () => {
        // Without a question there is nothing that a file could be company to.
        if (instruction.trim() === '') return company;
        company = companyOf(this.#corpus.records(), answer.ranked, answer.question);
        return company;
      },
      pinned: pins.found,
      budgetTokens,
      cost,
      load,
      signal,
    });
    const packed = await packing.pack();
    const entries = toEntries(packed, { ...answer, ranked: [...answer.ranked, ...company] }, pins.found);
    return {
      entries,
      leftOut: [...pins.missing, ...leftOut(answer.ranked, packed)].slice(0, MOST_LISTED),
      usedTokens: packing.usedTokens,
      budgetTokens,
      ranking: answer.ranked.slice(0, MOST_LISTED).map(({ record }) => record.path),
      warnings: this.#warnings.splice(0),
    };
  }

  #rank(instruction: string, budgetTokens: number, commits: readonly PastCommit[] | undefined): Answer {
    if (commits !== undefined) this.#history.update(commits);
    const question = askQuestion(instruction, this.#corpus);
    if (question.isShortened) {
      const detail = `Only ${MOST_CHARACTERS} of ${instruction.length} characters were read.`;
      this.#warnings.push({ kind: 'instruction-shortened', detail });
    }
    const anchors = findAnchors(instruction.slice(0, MOST_CHARACTERS), this.#corpus);
    const past =
      commits !== undefined ? { history: this.#history, votes: this.#history.votes(question) } : undefined;
    return {
      question,
      past,
      ranked: rankFiles({ corpus: this.#corpus, question, anchors, past, budgetTokens }),
    };
  }

  async #readHistory(): Promise<readonly PastCommit[] | undefined> {
    try {
      return await this.#source.history?.();
    } catch {
      this.#warnings.push({ kind: 'history-unavailable', detail: 'The history could not be read.' });
      return undefined;
    }
  }

  #pins(paths: readonly string[], answer: Answer): { found: RankedFile[]; missing: LeftOut[] } {
    const found: RankedFile[] = [];
    const missing: LeftOut[] = [];
    for (const path of new Set(paths)) {
      const record = this.#corpus.get(path);
      if (record === undefined) missing.push({ path, reason: 'not found', score: 1 });
      else
        found.push(
          answer.ranked.find((file) => file.record === record) ?? pinnedFile(record, answer.question),
        );
    }
    return { found, missing };
  }

  /** Reads a file again; when it changed since it was indexed, the draft has a record of its own. */
  async #load(record: FileRecord): Promise<Draft | undefined> {
    if (record.state === 'binary' || record.state === 'huge') return undefined;
    const text = await this.#source.read(record.path).catch(() => undefined);
    if (text === undefined) return undefined;
    const isSame = Buffer.byteLength(text) === record.bytes;
    return new Draft(isSame ? record : this.#refresher.read(record.path, text), text);
  }
}

/** Makes an index. Nothing is read before the first question. */
export function createContext(options: ContextOptions): ContextIndex {
  return new Index(options);
}
