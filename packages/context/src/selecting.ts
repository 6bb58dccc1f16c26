import type { SelectOptions } from './context-index.ts';
import type { ContextSelection, ContextWarning, LeftOut } from './entry.ts';
import { throwIfAborted } from './errors.ts';
import type { Corpus } from './index/corpus.ts';
import type { FileRecord } from './index/file-record.ts';
import { Drafts } from './pack/drafts.ts';
import { estimateEntryCost } from './pack/estimate.ts';
import { cachePrefix, keepPrevious } from './pack/keep-previous.ts';
import { type PackedEntry, Packing } from './pack/packing.ts';
import { findAnchors } from './rank/anchors.ts';
import { companyOf } from './rank/company.ts';
import { History } from './rank/history.ts';
import { askQuestion, MOST_CHARACTERS, type Question } from './rank/question.ts';
import { type RankedFile, rankFiles } from './rank/ranking.ts';
import type { Past } from './rank/ranking-input.ts';
import { leftOut, pinnedFile, toCacheOrder, toEntries } from './selection.ts';
import type { ContextSource, PastCommit } from './source.ts';
import { candidatesOf, reorder } from './stages/rerank.ts';
import { runStage, type StageRun } from './stages/run-stage.ts';
import type { ContextStages, NearFile } from './stages/stages.ts';

/** What selecting works with. */
export interface SelectingParts {
  readonly source: ContextSource;
  readonly stages: ContextStages;
  readonly corpus: Corpus;
  /** Takes what was given up. */
  readonly warnings: ContextWarning[];
  /** Record of a text that is newer than the one in the corpus. */
  readonly readRecord: (path: string, text: string) => FileRecord;
}

/** What others than the files say of an instruction. */
export interface Hints {
  readonly commits: readonly PastCommit[] | undefined;
  readonly words: readonly string[];
  readonly near: readonly NearFile[];
}

interface Answer {
  readonly question: Question;
  readonly ranked: readonly RankedFile[];
  readonly past: Past | undefined;
}

const MOST_LISTED = 100;
const MOST_WORDS = 64;

/** Ranks and packs for one instruction, over a corpus that is up to date. */
export class Selecting {
  readonly #parts: SelectingParts;
  readonly #history = new History();
  readonly #drafts: Drafts;

  constructor(parts: SelectingParts) {
    this.#parts = parts;
    this.#drafts = new Drafts(parts.readRecord);
  }

  /** Asks history and the optional stages; failures become warnings. */
  async askHints({ instruction, signal }: SelectOptions): Promise<Hints> {
    const { rewrite, near } = this.#parts.stages;
    const [commits, words, files] = await Promise.all([
      this.#readHistory(),
      rewrite && runStage(this.#run('rewrite', signal), (call) => rewrite(instruction, call)),
      near && runStage(this.#run('near', signal), (call) => near(instruction, call)),
    ]);
    return { commits, words: words?.slice(0, MOST_WORDS) ?? [], near: files ?? [] };
  }

  /** Chooses the entries. */
  async select(options: SelectOptions, hints: Hints): Promise<Omit<ContextSelection, 'warnings'>> {
    const { budgetTokens, pinned = [], previous, signal } = options;
    const answer = await this.#rerank(this.#rank(options, hints), options);
    throwIfAborted(signal);
    const pins = this.#pins(pinned, answer);
    const fixed = previous === undefined ? [] : await this.#keep(options, answer);
    const { packing, company } = this.#packing(options, answer, pins.found, fixed);
    const packed = await packing.pack();
    const shown = { ...answer, ranked: [...answer.ranked, ...company()] };
    const fresh = toEntries(packed, shown, pins.found);
    const isThere = new Set([...packed.keys(), ...fixed.map(({ content }) => content.path)]);
    return {
      entries: previous === undefined ? fresh : toCacheOrder(fixed, fresh, shown),
      ...(previous === undefined ? {} : { cache: cachePrefix(previous, fixed) }),
      leftOut: [...pins.missing, ...leftOut(answer.ranked, isThere)].slice(0, MOST_LISTED),
      usedTokens: packing.usedTokens,
      budgetTokens,
      ranking: answer.ranked.slice(0, MOST_LISTED).map(({ record }) => record.path),
    };
  }

  #run(name: string, signal: AbortSignal | undefined): StageRun {
    const { stages, warnings } = this.#parts;
    return { name, timeoutMs: stages.timeoutMs, signal, warnings };
  }

  #packing(
    {
      instruction,
      budgetTokens,
      cost = estimateEntryCost,
      source = this.#parts.source,
      signal,
    }: SelectOptions,
    { ranked, question }: Answer,
    pinned: readonly RankedFile[],
    fixed: readonly PackedEntry[],
  ) {
    let company: readonly RankedFile[] = [];
    const load = (record: FileRecord) => this.#drafts.load(record, source);
    const findCompany = () => {
      // Without a question there is nothing that a file could be company to.
      if (instruction.trim() !== '') company = companyOf(this.#parts.corpus, ranked, question);
      return company;
    };
    const input = { ranked, company: findCompany, pinned, fixed, budgetTokens, cost, load, signal };
    return { packing: new Packing(input), company: () => company };
  }

  #keep(options: SelectOptions, { ranked }: Answer): Promise<PackedEntry[]> {
    return keepPrevious({
      previous: options.previous ?? [],
      find: (path) => this.#parts.corpus.get(path),
      load: (record) => this.#drafts.load(record, options.source ?? this.#parts.source),
      ranked,
      pinned: new Set(options.pinned),
      cost: options.cost ?? estimateEntryCost,
      budgetTokens: options.budgetTokens,
    });
  }

  #rank({ instruction, budgetTokens }: SelectOptions, { commits, words, near }: Hints): Answer {
    const { corpus, warnings } = this.#parts;
    if (commits !== undefined) this.#history.update(commits);
    const asked = words.length === 0 ? instruction : `${instruction}\n\n${words.join(' ')}`;
    const question = askQuestion(asked, corpus);
    if (question.isShortened) {
      const detail = `Only ${MOST_CHARACTERS} of ${instruction.length} characters were read.`;
      warnings.push({ kind: 'instruction-shortened', detail });
    }
    const anchors = findAnchors(asked.slice(0, MOST_CHARACTERS), corpus);
    const past =
      commits === undefined ? undefined : { history: this.#history, votes: this.#history.votes(question) };
    const nearness = new Map(near.map((file) => [file.path, Math.min(1, Math.max(0, file.nearness))]));
    const input = { corpus, question, anchors, past, near: nearness, budgetTokens };
    return { question, past, ranked: rankFiles(input) };
  }

  async #rerank(answer: Answer, { instruction, signal }: SelectOptions): Promise<Answer> {
    const { rerank } = this.#parts.stages;
    if (rerank === undefined || answer.ranked.length < 2) return answer;
    const candidates = candidatesOf(answer.ranked);
    const paths = await runStage(this.#run('rerank', signal), (call) =>
      rerank(instruction, candidates, call),
    );
    return paths === undefined ? answer : { ...answer, ranked: reorder(answer.ranked, paths) };
  }

  async #readHistory(): Promise<readonly PastCommit[] | undefined> {
    try {
      return await this.#parts.source.history?.();
    } catch {
      const detail = 'The history could not be read.';
      this.#parts.warnings.push({ kind: 'history-unavailable', detail });
      return undefined;
    }
  }

  #pins(paths: readonly string[], answer: Answer): { found: RankedFile[]; missing: LeftOut[] } {
    const found: RankedFile[] = [];
    const missing: LeftOut[] = [];
    for (const path of new Set(paths)) {
      const record = this.#parts.corpus.get(path);
      const ranked = answer.ranked.find((file) => file.record === record);
      if (record === undefined) missing.push({ path, reason: 'not found', score: 1 });
      else found.push(ranked ?? pinnedFile(record, answer.question, this.#parts.corpus.layouts));
    }
    return { found, missing };
  }
}
