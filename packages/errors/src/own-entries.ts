import type { ErrorEntry } from './entry.ts';

const defect = {
  severity: 'fatal',
  class: 'internal',
  retryable: false,
  replaySafety: 'safe',
  exitCode: 1,
  httpStatus: 500,
} as const;

const text = { type: 'string' } as const;

/** What this package itself raises; plain data, so that `defineErrors` can raise it while it is being defined. */
export const ownEntries = {
  EC_ERRORS_BAD_CATALOGUE: {
    ...defect,
    message: 'The error catalogue of area "{area}" is wrong: {problems}.',
    hint: 'Correct each named entry where the catalogue is declared.',
    details: {
      type: 'object',
      properties: { area: text, problems: { type: 'array', items: text } },
      required: ['area', 'problems'],
    },
  },
  EC_ERRORS_DUPLICATE_CODE: {
    ...defect,
    message: 'More than one catalogue declares {codes}.',
    hint: 'Give each area its own name, and declare each code in one catalogue only.',
    details: {
      type: 'object',
      properties: { codes: { type: 'array', items: text } },
      required: ['codes'],
    },
  },
  EC_ERRORS_UNKNOWN_CODE: {
    ...defect,
    message: 'The catalogue of area "{area}" has no code {code}.',
    hint: 'Declare the code in the catalogue, or correct its spelling.',
    details: { type: 'object', properties: { area: text, code: text }, required: ['area', 'code'] },
  },
  EC_ERRORS_BAD_JSON: {
    ...defect,
    severity: 'error',
    class: 'protocol',
    httpStatus: 400,
    message: 'This is not the JSON of an error: {problem}.',
    hint: 'Pass what toJSON(error) returned, unchanged.',
    details: { type: 'object', properties: { problem: text }, required: ['problem'] },
  },
  EC_ERRORS_NEWER_JSON: {
    ...defect,
    severity: 'error',
    class: 'unsupported',
    httpStatus: 400,
    message: 'The JSON of this error has version {version}; this package reads up to {supported}.',
    hint: 'Update @enhanced-code/errors on the reading side.',
    details: {
      type: 'object',
      properties: { version: { type: 'integer' }, supported: { type: 'integer' } },
      required: ['version', 'supported'],
    },
  },
  EC_ERRORS_UNEXPECTED: {
    ...defect,
    replaySafety: 'unknown',
    message: 'Something failed that no catalogue describes: {name}[ ({code})].',
    hint: 'This is a defect: report it with the stack. The original error is at error.unsafe("cause").',
    details: { type: 'object', properties: { name: text, code: text }, required: ['name'] },
  },
  EC_ERRORS_ABORTED: {
    ...defect,
    severity: 'warning',
    class: 'aborted',
    replaySafety: 'unknown',
    exitCode: 130,
    httpStatus: 499,
    message: 'The operation was cancelled.',
    hint: 'Nothing needs to be done; start it again if it was cancelled by mistake.',
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;
