import type { EnhancedCodeError } from '@enhanced-code/errors';
import { llmErrors } from '../errors/llm-errors.ts';
import type { Usage } from '../stream-part.ts';
import type { AttemptRecord } from './attempt-record.ts';
import { costOf, findPriceOfAnswer, type PriceTable } from './price-table.ts';

/** Options of `createBudget`; at least one of the limits. */
export interface BudgetOptions {
  /** Name of what is limited, for errors, such as `run` or `tenant acme`. Default `budget`. */
  readonly name?: string;
  /** Most tokens, input and output together, cached ones included. */
  readonly tokens?: number;
  /** Most US dollars. Needs `prices`. */
  readonly usd?: number;
  /** Prices by which money is counted. */
  readonly prices?: PriceTable;
  /** What was spent before, such as a ledger's sum. */
  readonly spent?: {
    /** Tokens spent. */
    readonly tokens?: number;
    /** US dollars spent. */
    readonly usd?: number;
  };
}

/** What a call may use at most, as far as it is known before it is sent. */
export interface BudgetEstimate {
  /** Who is to be asked. */
  readonly provider: string;
  /** The model that is to be asked. */
  readonly modelId: string;
  /** Tokens of the request. */
  readonly inputTokens: number;
  /** Most tokens of the answer. */
  readonly outputTokens: number;
  /** When, milliseconds since 1970, since prices have their dates. */
  readonly at: number;
}

/** Tokens and money that are kept back for a running call. */
export interface BudgetReservation {
  /** Books what one attempt of the call really used, by the price of the model that answered where it is known. */
  spend(attempt: Pick<AttemptRecord, 'provider' | 'modelId' | 'servedModelId' | 'usage'>, at: number): void;
  /** The call has ended: what it did not use is free again. Doing it twice does nothing. */
  release(): void;
}

/** Amounts of a budget. */
export interface BudgetAmounts {
  /** Tokens. */
  readonly tokens: number;
  /** US dollars. */
  readonly usd: number;
}

/** A limit that is checked before each call, with what running calls may still use counted in. */
export interface Budget {
  /** Name of what is limited. */
  readonly name: string;
  /**
   * Keeps back what a call may use at most.
   * @throws EC_LLM_BUDGET_TOKENS or EC_LLM_BUDGET_COST if that is not left, EC_LLM_BUDGET_PRICE if the price of the
   * model is not known and money is limited.
   */
  reserve(estimate: BudgetEstimate): BudgetReservation;
  /** What was spent and what is kept back for running calls. */
  view(): {
    /** Used up. */
    readonly spent: BudgetAmounts;
    /** Kept back. */
    readonly reserved: BudgetAmounts;
  };
}

/** @throws EC_LLM_INVALID_OPTION if no limit is given, one is negative, or money is limited without prices. */
export function createBudget(options: BudgetOptions): Budget {
  checkOptions(options);
  return new MemoryBudget(options);
}

class MemoryBudget implements Budget {
  readonly name: string;
  readonly #options: BudgetOptions;
  #spent: BudgetAmounts;
  #reserved: BudgetAmounts = { tokens: 0, usd: 0 };

  constructor(options: BudgetOptions) {
    this.name = options.name ?? 'budget';
    this.#options = options;
    this.#spent = { tokens: options.spent?.tokens ?? 0, usd: options.spent?.usd ?? 0 };
  }

  reserve(estimate: BudgetEstimate): BudgetReservation {
    const amounts = this.#amountsOf(estimate);
    this.#check('tokens', amounts.tokens);
    this.#check('usd', amounts.usd);
    this.#reserved = plus(this.#reserved, amounts);
    let open = true;
    return {
      spend: (attempt, at) => {
        this.#spent = plus(this.#spent, this.#bill(attempt, at, amounts.usd));
      },
      release: () => {
        if (open) this.#reserved = plus(this.#reserved, { tokens: -amounts.tokens, usd: -amounts.usd });
        open = false;
      },
    };
  }

  view(): { readonly spent: BudgetAmounts; readonly reserved: BudgetAmounts } {
    return { spent: this.#spent, reserved: this.#reserved };
  }

  #amountsOf(estimate: BudgetEstimate): BudgetAmounts {
    const { inputTokens, outputTokens, at } = estimate;
    const usd = this.#costOf(estimate, { inputTokens, outputTokens, source: 'estimated' }, at);
    if (usd === undefined && this.#options.usd !== undefined) throw this.#unpriced(estimate);
    return { tokens: inputTokens + outputTokens, usd: usd ?? 0 };
  }

  /** Where another model than the expected one answered and its price is not known, the estimate stands. */
  #bill(
    attempt: Pick<AttemptRecord, 'provider' | 'modelId' | 'servedModelId' | 'usage'>,
    at: number,
    estimatedUsd: number,
  ): BudgetAmounts {
    const { inputTokens, outputTokens } = attempt.usage;
    const usd = this.#costOf(attempt, attempt.usage, at) ?? estimatedUsd;
    return { tokens: inputTokens + outputTokens, usd };
  }

  #costOf(
    model: Pick<AttemptRecord, 'provider' | 'modelId' | 'servedModelId'>,
    usage: Usage,
    at: number,
  ): number | undefined {
    const { prices } = this.#options;
    const price = prices && findPriceOfAnswer(prices, model, at);
    return price && costOf(usage, price);
  }

  #check(unit: keyof BudgetAmounts, needed: number): void {
    const limit = this.#options[unit];
    if (limit === undefined) return;
    const left = limit - this.#spent[unit] - this.#reserved[unit];
    if (needed <= left) return;
    const code = unit === 'tokens' ? 'EC_LLM_BUDGET_TOKENS' : 'EC_LLM_BUDGET_COST';
    throw llmErrors.create(code, { budget: this.name, limit, left: Math.max(0, left), needed });
  }

  #unpriced({ provider, modelId }: BudgetEstimate): EnhancedCodeError {
    return llmErrors.create('EC_LLM_BUDGET_PRICE', { budget: this.name, provider, modelId });
  }
}

function plus(a: BudgetAmounts, b: BudgetAmounts): BudgetAmounts {
  return { tokens: a.tokens + b.tokens, usd: a.usd + b.usd };
}

function checkOptions({ tokens, usd, prices }: BudgetOptions): void {
  if (tokens === undefined && usd === undefined) throw invalid('tokens', 'neither tokens nor usd is given');
  for (const [option, value] of Object.entries({ tokens, usd })) {
    if (value !== undefined && !(value >= 0)) throw invalid(option, 'it is not a number from 0');
  }
  if (usd !== undefined && prices === undefined)
    throw invalid('prices', 'money cannot be counted without it');
}

function invalid(option: string, reason: string): EnhancedCodeError {
  return llmErrors.create('EC_LLM_INVALID_OPTION', { option, reason });
}
