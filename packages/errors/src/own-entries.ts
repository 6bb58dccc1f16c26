import type { ErrorEntry } from './entry.ts';
import type { DetailsSchema } from './schema.ts';

const defect = {
  severity: 'fatal',
  class: 'internal',
  retryable: false,
  replaySafety: 'safe',
  exitCode: 1,
  httpStatus: 500,
} as const;

const badInput = { ...defect, severity: 'error', httpStatus: 400 } as const;

const text = { type: 'string' } as const;
const texts = { type: 'array', items: text } as const;
const number = { type: 'number' } as const;

/** Details of which every one is always there. */
function all<const Properties extends DetailsSchema['properties']>(properties: Properties) {
  const required = Object.keys(properties) as (keyof Properties & string)[];
  return { type: 'object', properties, required } as const;
}

/** What this package itself raises; plain data, so that `defineErrors` can raise it while it is being defined. */
export const ownEntries = {
  EC_ERRORS_BAD_CATALOGUE: {
    ...defect,
    message: 'The error catalogue "{area}" is wrong: {problems}.',
    hint: 'Correct the named entries.',
    details: all({ area: text, problems: texts }),
  },
  EC_ERRORS_UNKNOWN_CODE: {
    ...defect,
    message: 'The error catalogue "{area}" has no {code}.',
    hint: 'Declare it, or correct its spelling.',
    details: all({ area: text, code: text }),
  },
  EC_ERRORS_BAD_JSON: {
    ...badInput,
    class: 'protocol',
    message: 'This is not the JSON of an error: wrong or missing {fields}.',
    hint: 'Pass what toJSON returned.',
    details: all({ fields: texts }),
  },
  EC_ERRORS_NEWER_JSON: {
    ...badInput,
    class: 'unsupported',
    message: 'The JSON of this error has version {version}; the newest known is {supported}.',
    hint: 'Update @enhanced-code/errors here.',
    details: all({ version: number, supported: number }),
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
