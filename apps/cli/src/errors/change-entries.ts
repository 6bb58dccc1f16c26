import { usage } from './usage.ts';

const paths = { type: 'array', items: { type: 'string' } } as const;

const conflict = { ...usage, class: 'conflict', exitCode: 7, httpStatus: 409 } as const;

/** Errors of changes and of what became of them. */
export const changeEntries = {
  EC_CLI_PATCH_UNWRITABLE: {
    ...usage,
    class: 'io',
    exitCode: 1,
    httpStatus: 500,
    message: 'The patch could not be written to {file} ({reason}). {change}',
    hint: 'Name a file that you may write; the diff is in the result too.',
    details: {
      type: 'object',
      properties: { file: { type: 'string' }, reason: { type: 'string' }, change: { type: 'string' } },
      required: ['file', 'reason', 'change'],
    },
  },
  EC_CLI_OUTPUT_FAILED: {
    ...usage,
    class: 'io',
    exitCode: 1,
    httpStatus: 500,
    message: 'The result could not be written to stdout ({reason}).',
    hint: 'What was done is done: `enhanced-code history` shows it. Free space where the output goes.',
    details: { type: 'object', properties: { reason: { type: 'string' } }, required: ['reason'] },
  },
  EC_CLI_APPROVAL_NEEDED: {
    ...usage,
    class: 'policy',
    exitCode: 5,
    httpStatus: 403,
    message:
      '{paths} can make other programs run something; changing it needs your leave. Nothing was written.',
    hint: 'Look at the change with --dry-run, then add --allow-protected <path> for each of these files.',
    details: { type: 'object', properties: { paths }, required: ['paths'] },
  },
  EC_CLI_CHECK_FAILED: {
    ...usage,
    class: 'edit',
    exitCode: 6,
    httpStatus: 422,
    message: 'The change would add syntax errors ({findings}), first in {path}:{line}. Nothing was written.',
    hint: 'Have the edit corrected; --allow-errors writes it all the same.',
    details: {
      type: 'object',
      properties: {
        findings: { type: 'integer' },
        path: { type: 'string' },
        line: { type: 'integer', description: '1-based' },
      },
      required: ['findings', 'path', 'line'],
    },
  },
  EC_CLI_UNDO_BLOCKED: {
    ...conflict,
    message: '{paths} changed after the change that is to be taken back; nothing was written.',
    hint: 'Look at the inverse, merged with what was written since: --dry-run --merge shows it, --merge writes it.',
    details: { type: 'object', properties: { paths }, required: ['paths'] },
  },
  EC_CLI_UNDO_CONFLICT: {
    ...conflict,
    message: '{paths} changed since in the same places; the inverse cannot be merged. Nothing was written.',
    hint: 'Take the later changes back first, or go back file by file with `restore <point> <path>`.',
    details: { type: 'object', properties: { paths }, required: ['paths'] },
  },
  EC_CLI_DIFF_INCOMPLETE: {
    ...conflict,
    message: 'The patch leaves out {paths}: somebody else changed them in the same places since.',
    hint: 'Print the changes one by one with `enhanced-code diff <change>`.',
    details: { type: 'object', properties: { paths }, required: ['paths'] },
  },
  EC_CLI_RECOVERY_BLOCKED: {
    ...conflict,
    severity: 'fatal',
    message: 'The interrupted commit {transactionId} is not settled: {paths} hold neither old nor new bytes.',
    hint:
      'Save what you need of these files. Then `enhanced-code recover --settle forward` carries the commit out ' +
      'for the other files, `--settle back` takes it back for them, `--settle keep` leaves all as it is.',
    details: {
      type: 'object',
      properties: { transactionId: { type: 'string' }, paths },
      required: ['transactionId', 'paths'],
    },
  },
} as const;
