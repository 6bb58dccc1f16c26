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
const texts = { type: 'array', items: text } as const;

/** What this package itself raises; plain data, so that `defineErrors` can raise it while it is being defined. */
export const ownEntries = {
  EC_ERRORS_BAD_CATALOGUE: {
    ...defect,
    message: 'The error catalogue "{area}" is wrong: {problems}.',
    hint: 'Correct the named entries.',
    details: { type: 'object', properties: { area: text, problems: texts }, required: ['area', 'problems'] },
  },
  EC_ERRORS_UNKNOWN_CODE: {
    ...defect,
    message: 'The error catalogue "{area}" has no {code}.',
    hint: 'Declare the code, or correct its spelling.',
    details: { type: 'object', properties: { area: text, code: text }, required: ['area', 'code'] },
  },
  EC_ERRORS_BAD_JSON: {
    ...defect,
    severity: 'error',
    class: 'protocol',
    httpStatus: 400,
    message: 'This is not the JSON of an error: wrong or missing {fields}.',
    hint: 'Pass what toJSON returned.',
    details: { type: 'object', properties: { fields: texts }, required: ['fields'] },
  },
  EC_ERRORS_NEWER_JSON: {
    ...defect,
    severity: 'error',
    class: 'unsupported',
    httpStatus: 400,
    message: 'The JSON of this error has version {version}; the newest known is {supported}.',
    hint: 'Update @enhanced-code/errors here.',
    details: {
      type: 'object',
      properties: { version: { type: 'number' }, supported: { type: 'number' } },
      required: ['version', 'supported'],
    },
  },
  EC_ERRORS_UNEXPECTED: {
    ...defect,
    replaySafety: 'unknown',
    message: 'Something failed that no catalogue describes: {name}[ ({code})].',
    hint: 'Report this defect; error.unsafe("cause") is the original.',
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
    hint: 'Start it again, if you like.',
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;
