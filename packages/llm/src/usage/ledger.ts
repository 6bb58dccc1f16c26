import { llmErrors } from '../errors/llm-errors.ts';
import { isObject } from '../json.ts';
import { addUsage } from '../stream/usage.ts';
import type { Usage } from '../stream-part.ts';
import type { AttemptRecord } from './attempt-record.ts';
import { costOf, findPriceOfAnswer, type PriceTable } from './price-table.ts';

/** What an attempt is booked under, such as `{ run: '…', session: '…', tenant: '…' }`. */
export type LedgerLabels = Readonly<Record<string, string>>;

/** One attempt as it is booked. */
export interface LedgerEntry extends AttemptRecord {
  /** What it is booked under. */
  readonly labels: LedgerLabels;
  /** Its cost in US dollars; absent where the price of the model is not known. */
  readonly costUsd?: number;
}

/** Sum over attempts. */
export interface LedgerSum {
  /** How many attempts. */
  readonly attempts: number;
  /** How many of them did not finish. */
  readonly unfinished: number;
  /** Their tokens; measured only if each of them was. */
  readonly usage: Usage;
  /** Cost in US dollars of the attempts whose price is known. */
  readonly costUsd: number;
  /** How many attempts have no known price; where it is not 0, the cost is a lower bound. */
  readonly unpriced: number;
}

/** A ledger as it is saved. */
export interface SavedLedger {
  /** Says what it is. */
  readonly format: 'enhanced-code.usage-ledger';
  /** Version of the format. */
  readonly version: 1;
  /** Every sum with its label; the first one, without a label, is over everything. */
  readonly sums: readonly {
    /** Name of the label, such as `run`; absent for the sum over everything. */
    readonly label?: string;
    /** Value of the label. */
    readonly value?: string;
    /** The sum. */
    readonly sum: LedgerSum;
  }[];
}

/** Options of `createUsageLedger`. */
export interface UsageLedgerOptions {
  /** Prices by which costs are counted. Default: none, and then no cost is known. */
  readonly prices?: PriceTable;
  /** Told each attempt as it is booked, to keep it somewhere. The ledger itself keeps sums only. */
  readonly onEntry?: (entry: LedgerEntry) => void;
  /** What `save` returned, perhaps in another process. */
  readonly saved?: unknown;
}

/** Adds up what every attempt used, failed and aborted ones included. */
export interface UsageLedger {
  /** Books an attempt. */
  record(attempt: AttemptRecord, labels?: LedgerLabels): LedgerEntry;
  /** The sum over everything, or over the attempts with this label. */
  sum(label?: string, value?: string): LedgerSum;
  /** Forgets the sum of a label, such as that of a run that has ended; the sum over everything stays. */
  forget(label: string, value: string): void;
  /** All sums, as plain JSON for the option `saved`. */
  save(): SavedLedger;
}

const NOTHING: LedgerSum = {
  attempts: 0,
  unfinished: 0,
  usage: { inputTokens: 0, outputTokens: 0, source: 'measured' },
  costUsd: 0,
  unpriced: 0,
};

/** @throws EC_LLM_LEDGER_STATE if `saved` cannot be read. */
export function createUsageLedger(options: UsageLedgerOptions = {}): UsageLedger {
  const { prices, onEntry } = options;
  const sums = readSaved(options.saved);
  const add = (key: string, entry: LedgerEntry): void => {
    sums.set(key, addEntry(sums.get(key) ?? NOTHING, entry));
  };
  return {
    record(attempt, labels = {}) {
      const entry = price({ ...attempt, labels }, prices);
      add('', entry);
      for (const [label, value] of Object.entries(labels)) add(keyOf(label, value), entry);
      onEntry?.(entry);
      return entry;
    },
    sum: (label, value) => sums.get(label === undefined ? '' : keyOf(label, value ?? '')) ?? NOTHING,
    forget: (label, value) => void sums.delete(keyOf(label, value)),
    save: () => ({
      format: 'enhanced-code.usage-ledger',
      version: 1,
      sums: [...sums].map(([key, sum]) => ({ ...labelOf(key), sum })),
    }),
  };
}

function price(entry: LedgerEntry, prices: PriceTable | undefined): LedgerEntry {
  const found = prices && findPriceOfAnswer(prices, entry, entry.startedAt);
  return found === undefined ? entry : { ...entry, costUsd: costOf(entry.usage, found) };
}

function addEntry(sum: LedgerSum, { state, usage, costUsd }: LedgerEntry): LedgerSum {
  return {
    attempts: sum.attempts + 1,
    unfinished: sum.unfinished + (state === 'finished' ? 0 : 1),
    usage: addUsage([sum.usage, usage]),
    costUsd: sum.costUsd + (costUsd ?? 0),
    unpriced: sum.unpriced + (costUsd === undefined ? 1 : 0),
  };
}

/** JSON keeps names and values apart whatever is in them. */
function keyOf(label: string, value: string): string {
  return JSON.stringify([label, value]);
}

function labelOf(key: string): { label?: string; value?: string } {
  if (key === '') return {};
  const [label, value] = JSON.parse(key) as [string, string];
  return { label, value };
}

function readSaved(saved: unknown): Map<string, LedgerSum> {
  if (saved === undefined) return new Map();
  const known = isObject(saved) && saved.format === 'enhanced-code.usage-ledger' && saved.version === 1;
  const sums = known && Array.isArray(saved.sums) ? saved.sums : undefined;
  if (sums === undefined || !sums.every(isSavedSum)) {
    const reason = known ? 'a sum in it cannot be read' : 'it is none, or of another version';
    throw llmErrors.create('EC_LLM_LEDGER_STATE', { reason });
  }
  return new Map((saved as SavedLedger).sums.map(keyedSum));
}

function keyedSum({ label, value = '', sum }: SavedLedger['sums'][number]): [string, LedgerSum] {
  return [label === undefined ? '' : keyOf(label, value), sum];
}

function isSavedSum(entry: unknown): boolean {
  const sum = isObject(entry) ? entry.sum : undefined;
  if (!isObject(sum) || !isObject(sum.usage)) return false;
  const counts = [sum.attempts, sum.unfinished, sum.costUsd, sum.unpriced];
  const tokens = [sum.usage.inputTokens, sum.usage.outputTokens];
  return [...counts, ...tokens].every((count) => typeof count === 'number' && Number.isFinite(count));
}
