import { defineErrors } from '@enhanced-code/errors';
import { callEntries } from './errors/call-entries.ts';
import { changeEntries } from './errors/change-entries.ts';
import { checkEntries } from './errors/check-entries.ts';
import { inputEntries } from './errors/input-entries.ts';

/** Errors of the command line itself. */
export const cliErrors = defineErrors('cli', {
  ...callEntries,
  ...inputEntries,
  ...changeEntries,
  ...checkEntries,
  EC_CLI_INTERRUPTED: {
    severity: 'error',
    class: 'aborted',
    retryable: false,
    replaySafety: 'safe',
    exitCode: 130,
    httpStatus: 499,
    message: 'Interrupted. {written}',
    hint: 'Run the command again when you want it done.',
    details: { type: 'object', properties: { written: { type: 'string' } }, required: ['written'] },
  },
  EC_CLI_INTERNAL: {
    severity: 'fatal',
    class: 'internal',
    retryable: false,
    replaySafety: 'unknown',
    exitCode: 1,
    httpStatus: 500,
    message: 'Something went wrong that should not have ({name}).',
    hint: 'Run it again with --verbose and report what it prints.',
    details: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
  },
});
