import type {
  ContextEntry,
  ContextSelection,
  ContextWarning,
  EntryContent,
  LeftOut,
  LeftOutReason,
} from './entry.ts';
import { contextErrors, throwIfAborted } from './errors.ts';
import { Corpus } from './index/corpus.ts';
import { FileReader, type FileRecord } from './index/file-record.ts';
import { Refresher } from './index/refresh.ts';
import { Draft } from './pack/draft.ts';
import { estimateEntryCost } from './pack/estimate.ts';
import { type PackedEntry, Packing } from './pack/packing.ts';
import { findAnchors } from './rank/anchors.ts';
import { History } from './rank/history.ts';
import { askQuestion, MOST_CHARACTERS, type Question } from './rank/question.ts';
import { type Past, type RankedFile, rankFiles, reasonsOf } from './rank/ranking.ts';
import { scoreSegments } from './rank/segment-score.ts';
import type { ContextSource } from './source.ts';

/** What an index is made from. */
export interface ContextOptions {
  /** Where the files come from. */
  readonly source: ContextSource;
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
  readonly #reader = new FileReader(this.#corpus.table);
  readonly #history = new History(this.#corpus.table);
  readonly #refresher: Refresher;
  #busy: Promise<unknown> = Promise.resolve();
  #isDisposed = false;

  constructor({ source }: ContextOptions) {
    this.#source = source;
    this.#refresher = new Refresher(source, this.#corpus, this.#reader);
  }

  refresh(options: { readonly signal?: AbortSignal } = {}): Promise<void> {
    return this.#inTurn(() => this.#refresher.refresh(options.signal));
  }

  select(options: SelectOptions): Promise<ContextSelection> {
    return this.#inTurn(() => this.#select(options));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    await this.#busy;
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
    const warnings: ContextWarning[] = [];
    await this.#refresher.refresh(signal);
    const answer = await this.#rank(instruction, warnings);
    throwIfAborted(signal);
    const pins = this.#pins(pinned, answer);
    const load = (record: FileRecord) => this.#load(record);
    const packing = new Packing({
      ranked: answer.ranked,
      pinned: pins.found,
      budgetTokens,
      cost,
      load,
      signal,
    });
    const packed = await packing.pack();
    const entries = toEntries(packed, answer, pins.found);
    return {
      entries,
      leftOut: [...pins.missing, ...leftOut(answer.ranked, packed)].slice(0, MOST_LISTED),
      usedTokens: packing.usedTokens,
      budgetTokens,
      ranking: answer.ranked.slice(0, MOST_LISTED).map(({ record }) => record.path),
      warnings,
    };
  }

  async #rank(instruction: string, warnings: ContextWarning[]): Promise<Answer> {
    const hasHistory = await this.#updateHistory(warnings);
    const question = askQuestion(instruction, this.#corpus);
    if (question.isShortened) {
      const detail = `Only ${MOST_CHARACTERS} of ${instruction.length} characters were read.`;
      warnings.push({ kind: 'instruction-shortened', detail });
    }
    const anchors = findAnchors(instruction.slice(0, MOST_CHARACTERS), this.#corpus);
    const past = hasHistory ? { history: this.#history, votes: this.#history.votes(question) } : undefined;
    return { question, past, ranked: rankFiles({ corpus: this.#corpus, question, anchors, past }) };
  }

  async #updateHistory(warnings: ContextWarning[]): Promise<boolean> {
    if (this.#source.history === undefined) return false;
    try {
      this.#history.update(await this.#source.history());
      return true;
    } catch {
      warnings.push({ kind: 'history-unavailable', detail: 'The history could not be read.' });
      return false;
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
    return new Draft(isSame ? record : this.#reader.read(record.path, text), text);
  }
}

const NO_SIGNALS = {
  words: 0,
  base: 0,
  folders: 0,
  names: 0,
  body: 0,
  passage: 0,
  history: 0,
  churn: 0,
  company: 0,
  symbol: 0,
  path: 0,
  code: 0,
};

function pinnedFile(record: FileRecord, question: Question): RankedFile {
  return { record, score: 1, signals: NO_SIGNALS, anchors: [], segments: scoreSegments(record, question) };
}

function toEntries(
  packed: ReadonlyMap<string, PackedEntry>,
  { ranked, past }: Answer,
  pinned: readonly RankedFile[],
): ContextEntry[] {
  const order = new Map([...pinned, ...ranked].map((file) => [file.record.path, file]));
  const isPinned = new Set(pinned.map(({ record }) => record.path));
  const entries: ContextEntry[] = [];
  for (const [path, file] of order) {
    const entry = packed.get(path);
    if (entry === undefined) continue;
    const pin = isPinned.has(path) ? [{ signal: 'pinned', detail: 'asked for by the caller', score: 1 }] : [];
    const score = isPinned.has(path) ? 1 : file.score;
    entries.push({
      ...entry.content,
      tokens: entry.tokens,
      score,
      reasons: [...pin, ...reasonsOf(file, past?.votes)],
    });
  }
  return entries;
}

const STATE_REASONS: Readonly<Record<FileRecord['state'], LeftOutReason>> = {
  indexed: 'over budget',
  binary: 'binary or unreadable',
  huge: 'too large',
  minified: 'minified',
};

function leftOut(ranked: readonly RankedFile[], packed: ReadonlyMap<string, PackedEntry>): LeftOut[] {
  return ranked
    .filter(({ record }) => !packed.has(record.path))
    .map(({ record, score }) => ({ path: record.path, reason: STATE_REASONS[record.state], score }));
}

/** Makes an index. Nothing is read before the first question. */
export function createContext(options: ContextOptions): ContextIndex {
  return new Index(options);
}
