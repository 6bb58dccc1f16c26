import type { ContextSelection, ContextWarning, EntryContent } from './entry.ts';
import { contextErrors } from './errors.ts';
import { Corpus } from './index/corpus.ts';
import { IndexFile } from './index/index-file.ts';
import { Refresher } from './index/refresh.ts';
import { outlineOf, type SearchInput, searchCorpus } from './search/search.ts';
import type { OutlineItem, SearchOptions, SearchResult } from './search/search-types.ts';
import { Selecting } from './selecting.ts';
import type { ContextSource } from './source.ts';
import type { ContextStages } from './stages/stages.ts';

/** What an index is made from. */
export interface ContextOptions {
  /** Where the files come from. */
  readonly source: ContextSource;
  /**
   * Folder in which the index is kept between processes, outside of the tree and only for this source. It is made
   * if it is missing, and may be deleted at any time. Default: the index lives in memory only.
   */
  readonly stateFolder?: string;
  /** Optional stages that need a model: query rewriting, reranking, nearness in meaning. Default: none. */
  readonly stages?: ContextStages;
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
  /**
   * Entries of the answer before in the order in which they were shown; an empty list in the first turn. What still
   * stands in the files stays where it is and new entries follow, so that a prompt cache serves the first part
   * again. Default: entries are ordered by likelihood.
   */
  readonly previous?: readonly EntryContent[];
  /**
   * Where the files come from for this answer: the index's own source with some files changed, such as an open
   * transaction with its pending edits. Only what differs is read. Default: the index's own source.
   */
  readonly source?: ContextSource;
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
  /**
   * What a file defines, in file order; `undefined` when there is no such file or its text cannot be read. `source`
   * as in `select`.
   */
  outline(
    path: string,
    options?: { readonly source?: ContextSource },
  ): Promise<readonly OutlineItem[] | undefined>;
}

class Index implements ContextIndex {
  readonly #source: ContextSource;
  readonly #corpus = new Corpus();
  readonly #selecting: Selecting;
  readonly #refresher: Refresher;
  #busy: Promise<unknown> = Promise.resolve();
  #isDisposed = false;

  // What was given up since the last answer.
  readonly #warnings: ContextWarning[] = [];

  constructor({ source, stateFolder, stages }: ContextOptions) {
    this.#source = source;
    const file = stateFolder === undefined ? undefined : new IndexFile(stateFolder);
    this.#refresher = new Refresher(source, this.#corpus, file);
    this.#selecting = new Selecting({
      source,
      stages: stages ?? {},
      corpus: this.#corpus,
      warnings: this.#warnings,
      readRecord: (path, text) => this.#refresher.read(path, text),
    });
  }

  refresh(options: { readonly signal?: AbortSignal } = {}): Promise<void> {
    return this.#inTurn(() => this.#refresher.refresh(this.#warnings, options.signal));
  }

  select(options: SelectOptions): Promise<ContextSelection> {
    return this.#inTurn(() => this.#select(options));
  }

  search(options: SearchOptions): Promise<SearchResult> {
    return this.#inTurn(async () => {
      await this.#refresher.refresh(this.#warnings, options.signal, options.source);
      return searchCorpus(this.#searchInput(options.source), options);
    });
  }

  outline(
    path: string,
    { source }: { readonly source?: ContextSource } = {},
  ): Promise<readonly OutlineItem[] | undefined> {
    return this.#inTurn(async () => {
      await this.#refresher.refresh(this.#warnings, undefined, source);
      return outlineOf(this.#searchInput(source), path);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    await this.#busy;
    await this.#refresher.save(this.#warnings);
  }

  #searchInput(source: ContextSource = this.#source): SearchInput {
    return { corpus: this.#corpus, read: (path) => source.read(path) };
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
    checkBudget(options.budgetTokens);
    // Git and the optional stages are asked while the files are looked at.
    const hints = this.#selecting.askHints(options);
    hints.catch(() => undefined);
    await this.#refresher.refresh(this.#warnings, options.signal, options.source);
    const selection = await this.#selecting.select(options, await hints);
    return { ...selection, warnings: this.#warnings.splice(0) };
  }
}

function checkBudget(budgetTokens: number): void {
  if (Number.isInteger(budgetTokens) && budgetTokens >= 1) return;
  throw contextErrors.create('EC_CONTEXT_BUDGET_INVALID', { budgetTokens: String(budgetTokens) });
}

/** Makes an index. Nothing is read before the first question. */
export function createContext(options: ContextOptions): ContextIndex {
  return new Index(options);
}
