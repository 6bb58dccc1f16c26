import type { ModelPrice, PriceTable, TokenRates } from './price-table.ts';

const CLAUDE = 'https://platform.claude.com/docs/en/about-claude/pricing';
const OPENAI = 'https://developers.openai.com/api/docs/pricing';
const GEMINI = 'https://ai.google.dev/gemini-api/docs/pricing';

type More = Pick<ModelPrice, 'since' | 'long' | 'secondHand'>;

type GeminiMore = Pick<ModelPrice, 'since'> & { readonly above200k?: TokenRates };

/** Read in what others quote of the page. */
const QUOTED = { secondHand: true } as const;

/** Writing to Anthropic's cache for five minutes costs a quarter more than input; for an hour, twice as much. */
function claude(modelId: string, rates: TokenRates, more: More = {}): ModelPrice {
  const writes = { cacheWrite: rates.input * 1.25, longCacheWrite: rates.input * 2 };
  return {
    provider: 'anthropic',
    modelId,
    ...writes,
    ...rates,
    ...more,
    source: CLAUDE,
    checked: '2026-10-16',
  };
}

/** Where it says so, OpenAI charges double for input and half more for output of a whole request that is long. */
function openai(modelId: string, rates: TokenRates, checked: string, aboveInputTokens?: number): ModelPrice {
  const long = aboveInputTokens === undefined ? {} : { long: { ...longer(rates), aboveInputTokens } };
  return { provider: 'openai', modelId, ...rates, ...long, source: OPENAI, checked, ...QUOTED };
}

/** Read on OpenAI's own page of the model, all of which charge more for long requests. */
function openaiPage(modelId: string, rates: TokenRates, more: More = {}): ModelPrice {
  const { secondHand: _quoted, ...price } = openai(modelId, rates, '2026-11-23', 272_000);
  return { ...price, ...more, source: `https://developers.openai.com/api/docs/models/${modelId}` };
}

function longer({ input, output, cachedInput, cacheWrite, longCacheWrite }: TokenRates): TokenRates {
  const cached = cachedInput === undefined ? {} : { cachedInput: cachedInput * 2 };
  const written = cacheWrite === undefined ? {} : { cacheWrite: cacheWrite * 2 };
  const kept = longCacheWrite === undefined ? {} : { longCacheWrite: longCacheWrite * 2 };
  return { input: input * 2, output: output * 1.5, ...cached, ...written, ...kept };
}

function gemini(modelId: string, rates: TokenRates, checked: string, more: GeminiMore = {}): ModelPrice {
  const { above200k, ...rest } = more;
  const long = above200k === undefined ? {} : { long: { ...above200k, aboveInputTokens: 200_000 } };
  return { provider: 'google', modelId, ...rates, ...long, ...rest, source: GEMINI, checked, ...QUOTED };
}

const OPUS = { input: 5, output: 25, cachedInput: 0.5 };
const SONNET_4 = { input: 3, output: 15, cachedInput: 0.3 };

/**
 * Public prices of standard calls, without discounts for batches and surcharges for speed. Prices that depend on
 * the hour (DeepSeek) or could not be confirmed are left out, and their cost is unknown; where only the price of
 * cached input is not known, it counts as input, so that a cost is rather too high. Prices change: see `date` and, of
 * each price, `source`, `checked` and `secondHand`.
 */
export const publicPrices: PriceTable = {
  format: 'enhanced-code.prices',
  version: 1,
  date: '2026-11-23',
  prices: [
    claude('claude-fable-5-1', { input: 10, output: 50, cachedInput: 0.25 }),
    claude('claude-fable-5', { input: 10, output: 50, cachedInput: 1 }),
    claude('claude-opus-5-5', { input: 4, output: 20, cachedInput: 0.2 }),
    ...['5', '4-8', '4-7', '4-6', '4-5'].map((version) => claude(`claude-opus-${version}`, OPUS)),
    claude('claude-sonnet-5-5', { input: 2, output: 10, cachedInput: 0.2 }),
    claude(
      'claude-sonnet-5-5',
      { input: 2, output: 10, cachedInput: 0.1 },
      { since: '2026-10-07', ...QUOTED },
    ),
    claude('claude-sonnet-5', { input: 2, output: 10, cachedInput: 0.2 }),
    claude('claude-sonnet-4-6', SONNET_4),
    claude('claude-sonnet-4-5', SONNET_4),
    claude(
      'claude-haiku-5-5',
      { input: 0.1, output: 0.5, cachedInput: 0.01 },
      {
        ...QUOTED,
        long: {
          aboveInputTokens: 100_000,
          input: 0.5,
          output: 2.5,
          cachedInput: 0.05,
          cacheWrite: 0.625,
          longCacheWrite: 1,
        },
      },
    ),
    claude('claude-haiku-4-5', { input: 1, output: 5, cachedInput: 0.1 }),
    openaiPage('gpt-6.2-sol', {
      input: 2,
      output: 10,
      cachedInput: 0.1,
      cacheWrite: 2.5,
      longCacheWrite: 5,
    }),
    openai('gpt-6.1-sol', { input: 2, output: 10, cachedInput: 0.1, cacheWrite: 2.5 }, '2026-10-01', 272_000),
    openai('gpt-6-astra', { input: 10, output: 50, cachedInput: 1, cacheWrite: 12.5 }, '2026-09-05', 272_000),
    openai('gpt-6-sol', { input: 2, output: 10, cachedInput: 0.2, cacheWrite: 2.5 }, '2026-09-22', 272_000),
    openaiPage('gpt-6-luna', { input: 0.1, output: 0.5, cachedInput: 0.01, cacheWrite: 0.125 }),
    openai('gpt-5.6-sol', { input: 4, output: 20, cachedInput: 0.4, cacheWrite: 5 }, '2026-09-22', 272_000),
    openaiPage(
      'gpt-5.6-terra',
      { input: 2, output: 12, cachedInput: 0.2, cacheWrite: 2.5 },
      { since: '2026-07-30' },
    ),
    openaiPage(
      'gpt-5.6-luna',
      { input: 0.2, output: 1.2, cachedInput: 0.02, cacheWrite: 0.25 },
      { since: '2026-07-30' },
    ),
    openai('gpt-5.5', { input: 5, output: 30, cachedInput: 0.5 }, '2026-06-30'),
    openai('gpt-5.4', { input: 2.5, output: 15, cachedInput: 0.25 }, '2026-06-30', 272_000),
    openai('gpt-5.4-mini', { input: 0.75, output: 4.5, cachedInput: 0.075 }, '2026-06-30'),
    openai('gpt-5.4-nano', { input: 0.2, output: 1.25, cachedInput: 0.02 }, '2026-06-30'),
    gemini('gemini-3.8-flash', { input: 0.75, output: 3.75 }, '2026-10-07'),
    gemini('gemini-3.8-flash', { input: 1.5, output: 7.5 }, '2026-10-07', { since: '2027-01-01' }),
    gemini('gemini-3.5-flash', { input: 1.5, output: 9 }, '2026-10-07'),
    gemini('gemini-3.5-flash-lite', { input: 0.3, output: 2.5 }, '2026-10-07'),
    gemini('gemini-3.1-pro-preview', { input: 2, output: 12 }, '2026-10-07', {
      above200k: { input: 4, output: 18 },
    }),
    gemini('gemini-3-pro-preview', { input: 2, output: 12, cachedInput: 0.2 }, '2026-01-31', {
      above200k: { input: 4, output: 18, cachedInput: 0.4 },
    }),
    gemini('gemini-2.5-pro', { input: 1.25, output: 10, cachedInput: 0.125 }, '2026-01-31', {
      above200k: { input: 2.5, output: 15, cachedInput: 0.25 },
    }),
    gemini('gemini-2.5-flash', { input: 0.3, output: 2.5, cachedInput: 0.03 }, '2026-01-31'),
    gemini('gemini-2.5-flash-lite', { input: 0.1, output: 0.4, cachedInput: 0.01 }, '2026-01-31'),
  ],
};
