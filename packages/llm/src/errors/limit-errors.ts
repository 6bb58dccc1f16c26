import type { ErrorEntry } from '@enhanced-code/errors';

/** Nothing was sent, so the call may be made again. */
const unsent = { severity: 'error', replaySafety: 'safe' } as const;

const budgetDetails = {
  type: 'object',
  properties: {
    budget: { type: 'string', description: 'Name of the budget' },
    limit: { type: 'number', description: 'What may be used in all: tokens, or US dollars' },
    left: { type: 'number', description: 'What is left, with running calls counted in' },
    needed: { type: 'number', description: 'What the call may use by estimate' },
  },
  required: ['budget', 'limit', 'left', 'needed'],
} as const;

const reasonDetails = {
  type: 'object',
  properties: { reason: { type: 'string', description: 'What is wrong with it' } },
  required: ['reason'],
} as const;

/** Limits of our own, and what is kept about use and answers. */
export const limitErrors = {
  EC_LLM_BUDGET_TOKENS: {
    ...unsent,
    class: 'limit',
    retryable: false,
    exitCode: 8,
    httpStatus: 429,
    message:
      'The budget {budget} has {left} of {limit} tokens left, and the call may use {needed}; nothing was sent',
    hint: 'Raise the budget, send less context, or lower maxOutputTokens.',
    details: budgetDetails,
  },
  EC_LLM_BUDGET_COST: {
    ...unsent,
    class: 'limit',
    retryable: false,
    exitCode: 8,
    httpStatus: 402,
    message:
      'The budget {budget} has {left} of {limit} US dollars left, and the call may cost {needed}; nothing was sent',
    hint: 'Raise the budget, send less context, lower maxOutputTokens, or use a cheaper model.',
    details: budgetDetails,
  },
  EC_LLM_BUDGET_PRICE: {
    ...unsent,
    class: 'limit',
    retryable: false,
    exitCode: 8,
    httpStatus: 402,
    message:
      'The price of {modelId} at {provider} is not known, so the budget {budget} cannot be kept; nothing was sent',
    hint: 'Add the model to the price table of the budget, or limit tokens instead of money.',
    details: {
      type: 'object',
      properties: {
        budget: { type: 'string', description: 'Name of the budget' },
        provider: { type: 'string', description: 'Who serves the model' },
        modelId: { type: 'string', description: "The model's name at that provider" },
      },
      required: ['budget', 'provider', 'modelId'],
    },
  },
  EC_LLM_RATE_QUEUE: {
    ...unsent,
    class: 'rate_limit',
    retryable: true,
    exitCode: 9,
    httpStatus: 429,
    message: 'The own rate limit has no room within {maxWaitMs} ms ({queued} calls wait); nothing was sent',
    hint: 'Try again after retryAfterMs, send fewer calls at once, or allow longer waits.',
    details: {
      type: 'object',
      properties: {
        waitMs: { type: 'integer', description: 'Milliseconds until there may be room' },
        maxWaitMs: { type: 'number', description: 'The longest wait that is taken on, in milliseconds' },
        queued: { type: 'integer', description: 'Calls that wait' },
      },
      required: ['waitMs', 'maxWaitMs', 'queued'],
    },
  },
  EC_LLM_PRICE_TABLE: {
    ...unsent,
    class: 'unsupported',
    retryable: false,
    exitCode: 2,
    httpStatus: 500,
    message: 'This is not a price table that can be read here: {reason}',
    hint: 'Correct the table, or use the one of @enhanced-code/llm/prices.',
    details: reasonDetails,
  },
  EC_LLM_LEDGER_STATE: {
    ...unsent,
    class: 'unsupported',
    retryable: false,
    exitCode: 2,
    httpStatus: 500,
    message: 'This is not the saved state of a usage ledger that can be read here: {reason}',
    hint: 'Start without saved state; the sums then begin at zero.',
    details: reasonDetails,
  },
  EC_LLM_CACHE_ENTRY: {
    ...unsent,
    severity: 'warning',
    class: 'io',
    retryable: false,
    exitCode: 1,
    httpStatus: 500,
    message: 'An entry of the answer cache cannot be used: {reason}',
    hint: 'Nothing to do: the call was sent instead, and a good answer replaces the entry.',
    details: {
      type: 'object',
      properties: {
        reason: { type: 'string', description: 'What is wrong with it' },
        key: { type: 'string', description: 'Key of the entry' },
      },
      required: ['reason'],
    },
  },
} as const satisfies Readonly<Record<`EC_${string}`, ErrorEntry>>;
