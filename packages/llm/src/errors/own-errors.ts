import type { ErrorEntry } from '@enhanced-code/errors';
import { call } from './call-details.ts';

/** What is missing or wrong on this side of the wire. */
export const ownErrors = {
  EC_LLM_SDK_MISSING: {
    ...call,
    class: 'unsupported',
    retryable: false,
    exitCode: 2,
    httpStatus: 500,
    message: 'The package {packageName} is needed for {provider} and is not installed',
    hint: 'Install it: npm install {packageName}',
    details: {
      type: 'object',
      properties: {
        provider: { type: 'string' },
        packageName: { type: 'string', description: 'The package to install' },
      },
      required: ['provider', 'packageName'],
    },
  },
  EC_LLM_KEY_MISSING: {
    ...call,
    class: 'auth',
    retryable: false,
    exitCode: 2,
    httpStatus: 500,
    message: 'No key for {provider}',
    hint: 'Set {variable}, or pass apiKey. A server of your own needs none: pass baseURL.',
    details: {
      type: 'object',
      properties: {
        provider: { type: 'string' },
        variable: { type: 'string', description: 'The environment variable that would be read' },
      },
      required: ['provider', 'variable'],
    },
  },
  EC_LLM_PROMPT_BUDGET: {
    ...call,
    class: 'context_overflow',
    retryable: false,
    exitCode: 8,
    httpStatus: 413,
    message: 'The prompt {prompt} needs at least {neededTokens} tokens and may use {budgetTokens}',
    hint: 'Raise the budget, or shorten the instruction: what may give way has already been left out.',
    details: {
      type: 'object',
      properties: {
        prompt: { type: 'string', description: 'Name of the prompt' },
        neededTokens: { type: 'integer', description: 'Tokens of the sections that never give way' },
        budgetTokens: { type: 'integer', description: 'Tokens that were allowed' },
      },
      required: ['prompt', 'neededTokens', 'budgetTokens'],
    },
  },
  EC_LLM_INVALID_OPTION: {
    ...call,
    class: 'invalid_request',
    retryable: false,
    exitCode: 2,
    httpStatus: 400,
    message: 'The option {option} is not valid: {reason}',
    hint: 'Correct the option.',
    details: {
      type: 'object',
      properties: {
        option: { type: 'string', description: 'Name of the option' },
        reason: { type: 'string', description: 'What is wrong with it' },
      },
      required: ['option', 'reason'],
    },
  },
  EC_LLM_TOOLS_NOT_RUN: {
    ...call,
    class: 'tool',
    retryable: false,
    exitCode: 1,
    httpStatus: 422,
    message: 'No tool was run, since the model call ended as {state} ({finishReason})',
    hint: 'Run tools only after a call that finished; what was cut may have been about to say more.',
    details: {
      type: 'object',
      properties: {
        state: { type: 'string', description: 'Terminal state of the model call' },
        finishReason: { type: 'string', description: 'Why the model stopped' },
      },
      required: ['state', 'finishReason'],
    },
  },
  EC_LLM_HISTORY_INVALID: {
    ...call,
    class: 'invalid_request',
    retryable: false,
    exitCode: 1,
    httpStatus: 400,
    message: 'The conversation is not valid at message {index}: {reason}',
    hint: 'Correct it, or let repairHistory do so, before it is sent.',
    details: {
      type: 'object',
      properties: {
        index: { type: 'integer', description: 'Place of the message, 0-based' },
        reason: { type: 'string', description: 'What is wrong with it' },
      },
      required: ['index', 'reason'],
    },
  },
  EC_LLM_INTERNAL: {
    ...call,
    class: 'internal',
    retryable: false,
    exitCode: 1,
    httpStatus: 500,
    message: 'The model {modelId} of {provider} broke its contract: {reason}',
    hint: 'This is a defect of the model or its wrapper; please report it.',
  },
} as const satisfies Readonly<Record<`EC_${string}`, ErrorEntry>>;
