import { llmErrors } from '../errors/llm-errors.ts';
import { isObject } from '../json.ts';
import type { Usage } from '../stream-part.ts';

/** Prices in US dollars per million tokens. */
export interface TokenRates {
  /** Input that was neither read from nor written to a cache. */
  readonly input: number;
  /** Output, thoughts included unless they have a price of their own. */
  readonly output: number;
  /** Input that was read from the provider's cache. Default: the price of input. */
  readonly cachedInput?: number;
  /** Input that was written to the provider's cache. Default: the price of input. */
  readonly cacheWrite?: number;
  /** Input that was written there to be kept for an hour or more. Default: the price of `cacheWrite`. */
  readonly longCacheWrite?: number;
  /** Output that was thoughts. Default: the price of output. */
  readonly reasoning?: number;
}

/** What one model costs. */
export interface ModelPrice extends TokenRates {
  /** Who serves it, as in `LanguageModel.provider`. */
  readonly provider: string;
  /** The model's name there, without a date at its end; `*` stands for every model of the provider. */
  readonly modelId: string;
  /** First day on which the price holds, `YYYY-MM-DD` in UTC. Default: always. */
  readonly since?: string;
  /** Other prices for the whole of a request whose input is longer than so many tokens. */
  readonly long?: TokenRates & {
    /** Input tokens up to which the usual prices hold. */
    readonly aboveInputTokens: number;
  };
  /** Address of the page that says so. */
  readonly source: string;
  /** Day on which it was read, `YYYY-MM-DD`. */
  readonly checked: string;
  /** Whether it was read where somebody quotes `source`, and not there: look before you bill by it. Default false. */
  readonly secondHand?: boolean;
}

/** A dated list of prices. A table of your own replaces it, or stands before it. */
export interface PriceTable {
  /** Says what it is. */
  readonly format: 'enhanced-code.prices';
  /** Version of the format. */
  readonly version: 1;
  /** Day on which it was last checked as a whole, `YYYY-MM-DD`. */
  readonly date: string;
  /** The prices; where two fit, the one with the later `since` holds, and of equal ones the first. */
  readonly prices: readonly ModelPrice[];
}

/** The date that providers put at the end of a pinned model: `-20250929`, `-2025-08-07`, `@20250929`. */
const DATE_AT_END = /[-@](\d{8}|\d{4}-\d{2}-\d{2})$|-latest$/;

/**
 * The price of a model at a moment, milliseconds since 1970. A name must fit exactly but for a date at its end:
 * a model that is not in the table has no price, which is not the price 0.
 */
export function findPrice(
  table: PriceTable,
  model: { readonly provider: string; readonly modelId: string },
  at: number,
): ModelPrice | undefined {
  const day = new Date(at).toISOString().slice(0, 10);
  const names = [model.modelId, model.modelId.replace(DATE_AT_END, ''), '*'];
  for (const name of names) {
    const fitting = table.prices.filter(
      ({ provider, modelId, since = '' }) => provider === model.provider && modelId === name && since <= day,
    );
    const [found] = fitting.sort((a, b) => (b.since ?? '').localeCompare(a.since ?? ''));
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * The price of the model that answered, which a router, a fallback at the provider or an alias may have chosen; where
 * that one is not in the table, that of the model that was asked.
 */
export function findPriceOfAnswer(
  table: PriceTable,
  attempt: { readonly provider: string; readonly modelId: string; readonly servedModelId?: string },
  at: number,
): ModelPrice | undefined {
  const { provider, modelId, servedModelId = modelId } = attempt;
  const served = findPrice(table, { provider, modelId: servedModelId }, at);
  return served?.modelId === '*' ? findPrice(table, attempt, at) : (served ?? findPrice(table, attempt, at));
}

/** What the tokens of one request cost, in US dollars. */
export function costOf(usage: Usage, price: ModelPrice): number {
  const { long } = price;
  const rates: TokenRates = long !== undefined && usage.inputTokens > long.aboveInputTokens ? long : price;
  const {
    cachedInputTokens: cached = 0,
    cacheWriteTokens: written = 0,
    longCacheWriteTokens: longWritten = 0,
    reasoningTokens: thought = 0,
  } = usage;
  const writeRate = rates.cacheWrite ?? rates.input;
  const kept = Math.min(written, longWritten);
  const dollarMillionths =
    Math.max(0, usage.inputTokens - cached - written) * rates.input +
    cached * (rates.cachedInput ?? rates.input) +
    (written - kept) * writeRate +
    kept * (rates.longCacheWrite ?? writeRate) +
    Math.max(0, usage.outputTokens - thought) * rates.output +
    thought * (rates.reasoning ?? rates.output);
  return dollarMillionths / 1e6;
}

/** Tables one after another: the first that knows a model decides. */
export function joinPriceTables(first: PriceTable, ...others: readonly PriceTable[]): PriceTable {
  const known = new Set<string>();
  const prices: ModelPrice[] = [];
  for (const table of [first, ...others]) {
    const fresh = table.prices.filter(({ provider, modelId }) => !known.has(`${provider} ${modelId}`));
    prices.push(...fresh);
    for (const { provider, modelId } of fresh) known.add(`${provider} ${modelId}`);
  }
  return { ...first, prices };
}

/**
 * Reads a table from parsed JSON.
 * @throws EC_LLM_PRICE_TABLE if it is none, is of a newer version, or holds a price that is none.
 */
export function readPriceTable(value: unknown): PriceTable {
  const reason = problemOf(value);
  if (reason !== undefined) throw llmErrors.create('EC_LLM_PRICE_TABLE', { reason });
  return value as PriceTable;
}

function problemOf(value: unknown): string | undefined {
  if (!isObject(value) || value.format !== 'enhanced-code.prices') return 'it is not marked as one';
  if (value.version !== 1) return 'it is of a version that is not known here';
  if (!isDay(value.date)) return 'it has no date';
  if (!Array.isArray(value.prices)) return 'it has no list of prices';
  const wrong = value.prices.findIndex((price) => !isPrice(price));
  return wrong === -1 ? undefined : `entry ${wrong} (0-based) is not a price`;
}

function isPrice(value: unknown): boolean {
  if (!isObject(value) || !hasRates(value)) return false;
  const named = ['provider', 'modelId', 'source'].every((name) => typeof value[name] === 'string');
  const dated = isDay(value.checked) && (value.since === undefined || isDay(value.since));
  const marked = value.secondHand === undefined || typeof value.secondHand === 'boolean';
  return named && dated && marked && (value.long === undefined || isLong(value.long));
}

function isLong(value: unknown): boolean {
  return isObject(value) && hasRates(value) && isAmount(value.aboveInputTokens);
}

function hasRates(value: Readonly<Record<string, unknown>>): boolean {
  const optional = [value.cachedInput, value.cacheWrite, value.longCacheWrite, value.reasoning];
  const given = optional.filter((rate) => rate !== undefined);
  return isAmount(value.input) && isAmount(value.output) && given.every(isAmount);
}

function isAmount(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isDay(value: unknown): boolean {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value);
}
