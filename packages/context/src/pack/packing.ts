import type { EntryContent } from '../entry.ts';
import { contextErrors, throwIfAborted } from '../errors.ts';
import { type FileRecord, lookInto } from '../index/file-record.ts';
import type { RankedFile } from '../rank/ranking.ts';
import type { ScoredSegment } from '../rank/segment-score.ts';
import { type Draft, nameContent } from './draft.ts';
import { tokensOfBytes } from './estimate.ts';
import { PACKING, type PackingOptions, planSteps, type Step } from './steps.ts';

/** What packing works with. */
export interface PackingInput {
  /** Files by likelihood, best first. */
  readonly ranked: readonly RankedFile[];
  /** Files that only fill what is left, best first; asked for when something is left. */
  readonly company: () => readonly RankedFile[];
  /** Files that the caller wants first, in order. */
  readonly pinned: readonly RankedFile[];
  /** What stays as it was shown before, in order. */
  readonly fixed?: readonly PackedEntry[];
  /** Tokens that may be used. */
  readonly budgetTokens: number;
  /** Rendered size of an entry in tokens. */
  readonly cost: (entry: EntryContent) => number;
  /** Text of a file with the record that fits it, or `undefined` when it is gone. */
  readonly load: (record: FileRecord) => Promise<Draft | undefined>;
  readonly signal: AbortSignal | undefined;
  readonly options?: PackingOptions;
}

/** An entry as it was packed. */
export interface PackedEntry {
  readonly content: EntryContent;
  readonly tokens: number;
}

interface Place {
  readonly draft: Draft;
  readonly segments: ScoredSegment[];
  shownTokens: number;
  packed: PackedEntry | undefined;
}

/** A step that the estimate puts so far above what is left is not tried. */
const HOPELESS = 1.6;
/** Share of the budget up to which a file counts as small. */
const SMALL_SHARE = 0.075;
const MOST_OUTLINES = 40;
const MOST_OUTLINE_LINES = 40;
/** Below this many free tokens nothing is added any more. */
const SMALLEST_ROOM = 12;

/** With little room, a file that would take much of it is shown in part. */
function optionsFor({ options = PACKING, budgetTokens }: PackingInput): PackingOptions {
  const smallFileTokens = Math.min(options.smallFileTokens, budgetTokens * SMALL_SHARE);
  return { ...options, smallFileTokens };
}

/** Whether an entry shows all of a segment, or the whole file when no segment is named. */
function isShown(content: EntryContent | undefined, segment: ScoredSegment | undefined): boolean {
  if (content === undefined || content.tier === 'whole') return content !== undefined;
  if (segment === undefined) return false;
  return content.passages.some(
    ({ startLine, endLine }) => startLine <= segment.startLine && segment.endLine <= endLine,
  );
}

/** Fills a budget. The sum of the costs never passes it. */
export class Packing {
  readonly #input: PackingInput;
  readonly #options: PackingOptions;
  readonly #places = new Map<string, Place | undefined>();
  readonly #fixed: ReadonlyMap<string, EntryContent>;
  #used = 0;

  constructor(input: PackingInput) {
    this.#input = input;
    this.#options = optionsFor(input);
    this.#fixed = new Map(input.fixed?.map(({ content }) => [content.path, content]));
    for (const { tokens } of input.fixed ?? []) this.#used += tokens;
  }

  /** Tokens used so far. */
  get usedTokens(): number {
    return this.#used;
  }

  /** Packs everything and answers with the entries by path. */
  async pack(): Promise<ReadonlyMap<string, PackedEntry>> {
    const { ranked, pinned } = this.#input;
    for (const file of pinned) await this.#addPinned(file);
    await this.#takeSteps(ranked);
    await this.#addOutlines();
    this.#addNames();
    if (this.#room() >= SMALLEST_ROOM) await this.#takeSteps(this.#input.company());
    return this.#entries();
  }

  async #takeSteps(files: readonly RankedFile[]): Promise<void> {
    for (const step of planSteps(files, this.#options)) {
      throwIfAborted(this.#input.signal);
      if (this.#room() < SMALLEST_ROOM) return;
      if (step.tokens <= this.#room() * HOPELESS) await this.#take(step);
    }
  }

  #entries(): Map<string, PackedEntry> {
    const entries = new Map<string, PackedEntry>();
    for (const [path, place] of this.#places) {
      if (place?.packed !== undefined) entries.set(path, place.packed);
    }
    for (const [path, packed] of this.#names) entries.set(path, packed);
    return entries;
  }

  readonly #names = new Map<string, PackedEntry>();

  #room(): number {
    return this.#input.budgetTokens - this.#used;
  }

  async #addPinned(file: RankedFile): Promise<void> {
    if (isShown(this.#fixed.get(file.record.path), undefined)) return;
    const place = await this.#place(file.record);
    if (place === undefined || this.#offer(place, place.draft.whole())) return;
    for (const step of planSteps([file], { ...this.#options, smallFileTokens: 0 })) await this.#take(step);
  }

  async #take({ file, segment }: Step): Promise<void> {
    const place = await this.#place(file.record);
    if (place === undefined || place.packed?.content.tier === 'whole') return;
    if (isShown(this.#fixed.get(file.record.path), segment)) return;
    // Segments of a file that changed since it was indexed would cut the present text at the wrong lines.
    const isStale = place.draft.record !== file.record;
    if (segment === undefined || isStale) {
      this.#offer(place, place.draft.whole());
    } else {
      this.#takeSegment(place, segment);
    }
  }

  #takeSegment(place: Place, segment: ScoredSegment): void {
    const { record } = place.draft;
    const shown = place.shownTokens + tokensOfBytes(segment.bytes);
    const isNearlyWhole = shown >= tokensOfBytes(record.bytes) * this.#options.wholeAbove;
    if (isNearlyWhole && this.#offer(place, place.draft.whole())) return;
    if (!this.#offer(place, place.draft.passages([...place.segments, segment]))) return;
    place.segments.push(segment);
    place.shownTokens = shown;
  }

  /** Puts an entry in the place of the file's present one, if that fits. */
  #offer(place: Place, content: EntryContent): boolean {
    const tokens = this.#costOf(content);
    const used = this.#used - (place.packed?.tokens ?? 0) + tokens;
    if (used > this.#input.budgetTokens) return false;
    place.packed = { content, tokens };
    this.#used = used;
    return true;
  }

  #costOf(content: EntryContent): number {
    const tokens = this.#input.cost(content);
    if (typeof tokens === 'number' && Number.isFinite(tokens) && tokens >= 0) return tokens;
    throw contextErrors.create('EC_CONTEXT_COST_INVALID', { cost: String(tokens), path: content.path });
  }

  async #place(record: FileRecord): Promise<Place | undefined> {
    if (this.#places.has(record.path)) return this.#places.get(record.path);
    const draft = await this.#input.load(record);
    const place =
      draft === undefined ? undefined : { draft, segments: [], shownTokens: 0, packed: undefined };
    this.#places.set(record.path, place);
    return place;
  }

  #isThere({ path }: FileRecord): boolean {
    return this.#fixed.has(path) || this.#places.get(path)?.packed !== undefined;
  }

  async #addOutlines(): Promise<void> {
    for (const { record } of this.#input.ranked.slice(0, MOST_OUTLINES)) {
      if (this.#room() < SMALLEST_ROOM) return;
      if (this.#isThere(record) || record.definitionCount === 0) continue;
      const place = await this.#place(record);
      if (place !== undefined)
        this.#offer(place, place.draft.outline(lookInto(record).definitions.slice(0, MOST_OUTLINE_LINES)));
    }
  }

  #addNames(): void {
    for (const { record } of this.#input.ranked) {
      if (this.#room() < SMALLEST_ROOM) return;
      if (this.#isThere(record)) continue;
      const content = nameContent(record);
      const tokens = this.#costOf(content);
      if (tokens > this.#room()) continue;
      this.#names.set(record.path, { content, tokens });
      this.#used += tokens;
    }
  }
}
