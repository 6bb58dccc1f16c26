import type { ErrorEntry } from '@enhanced-code/errors';
import { call } from './call-details.ts';

/** What a request asks of a model that it cannot do, and answers that do not have the form that was asked for. */
export const contractErrors = {
  EC_LLM_UNSUPPORTED: {
    ...call,
    class: 'unsupported',
    retryable: false,
    exitCode: 2,
    httpStatus: 400,
    message: '{modelId} of {provider} is not declared to support {feature}',
    hint: 'Leave it out, choose another model, or declare it in `capabilities` if the model can do it.',
    details: {
      type: 'object',
      properties: {
        provider: { type: 'string' },
        modelId: { type: 'string' },
        feature: { type: 'string', description: 'What the request needs' },
      },
      required: ['provider', 'modelId', 'feature'],
    },
  },
  EC_LLM_OUTPUT_INVALID: {
    ...call,
    class: 'protocol',
    retryable: true,
    exitCode: 1,
    httpStatus: 422,
    message: 'The answer of {modelId} is not a valid {name}: {reason}',
    hint: 'Ask again. The answer and what is wrong with it are in error.unsafe().',
    details: {
      type: 'object',
      properties: {
        provider: { type: 'string' },
        modelId: { type: 'string' },
        name: { type: 'string', description: 'Name of the object that was asked for' },
        reason: { type: 'string', description: 'In what way it is not valid, in words of this package' },
        problems: { type: 'integer', description: 'How many places do not fit the schema' },
      },
      required: ['provider', 'modelId', 'name', 'reason'],
    },
  },
  EC_LLM_COMPACTION_STALLED: {
    ...call,
    class: 'limit',
    retryable: false,
    exitCode: 8,
    httpStatus: 422,
    message:
      'Summarising {messages} messages frees {freedTokens} of {beforeTokens} tokens, which is too little',
    hint: 'Start a new conversation, drop large tool results, or choose a model with a larger context.',
    details: {
      type: 'object',
      properties: {
        messages: { type: 'integer', description: 'Messages that the summary stands for' },
        beforeTokens: { type: 'integer', description: 'Tokens of the conversation before' },
        freedTokens: {
          type: 'integer',
          description: 'Tokens that the summary saves; negative where it adds',
        },
      },
      required: ['messages', 'beforeTokens', 'freedTokens'],
    },
  },
  EC_LLM_CASSETTE_INVALID: {
    ...call,
    class: 'invalid_request',
    retryable: false,
    exitCode: 2,
    httpStatus: 400,
    message: 'The recording cannot be read: {reason}',
    hint: 'Record it again, or use the version of this package that wrote it.',
    details: {
      type: 'object',
      properties: { reason: { type: 'string', description: 'What is wrong with it' } },
      required: ['reason'],
    },
  },
  EC_LLM_CASSETTE_MISS: {
    ...call,
    class: 'not_found',
    retryable: false,
    exitCode: 1,
    httpStatus: 404,
    message: 'The recording has no answer for this request[: {reason}]',
    hint: 'Record again: the request is not the one that was recorded, or it is made more often.',
    details: {
      type: 'object',
      properties: {
        provider: { type: 'string' },
        modelId: { type: 'string' },
        reason: { type: 'string', description: 'What is missing' },
        key: { type: 'string', description: 'Hash of the request that was looked for' },
      },
      required: ['provider', 'modelId', 'key'],
    },
  },
  EC_LLM_NONCONFORMANT: {
    ...call,
    class: 'internal',
    retryable: false,
    exitCode: 1,
    httpStatus: 500,
    message:
      'The model {modelId} of {provider} does not keep the contract in the case "{scenario}": {reason}',
    hint: 'Correct the model: the case says what every model has to do.',
    details: {
      type: 'object',
      properties: {
        provider: { type: 'string' },
        modelId: { type: 'string' },
        scenario: { type: 'string', description: 'The situation that was played' },
        reason: { type: 'string', description: 'What it should have done' },
      },
      required: ['provider', 'modelId', 'scenario', 'reason'],
    },
  },
} as const satisfies Readonly<Record<`EC_${string}`, ErrorEntry>>;
