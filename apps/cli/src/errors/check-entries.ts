import { usage } from './usage.ts';

const failed = { ...usage, class: 'edit', exitCode: 1, httpStatus: 422 } as const;

/** Errors of looking through a folder. */
export const checkEntries = {
  EC_CLI_SYNTAX_ERRORS: {
    ...failed,
    message: 'Of the files, {files} do not parse; findings: {findings}.',
    hint: 'Correct the files. --certain leaves out findings of parsers that are sometimes wrong about valid files.',
    details: {
      type: 'object',
      properties: { files: { type: 'integer' }, findings: { type: 'integer' } },
      required: ['files', 'findings'],
    },
  },
  EC_CLI_CHECK_INCOMPLETE: {
    ...failed,
    message: '{files} of the files got no verdict, first {path}.',
    hint: 'Read why under "not checked"; without --strict such files are only told of.',
    details: {
      type: 'object',
      properties: { files: { type: 'integer' }, path: { type: 'string' } },
      required: ['files', 'path'],
    },
  },
  EC_CLI_SINCE_UNREADABLE: {
    ...usage,
    class: 'not_found',
    httpStatus: 404,
    message: 'The files of commit {ref} cannot be read: {reason}.',
    hint: 'Name a commit, branch or tag of the git repository that holds the folder, or leave --since out.',
    details: {
      type: 'object',
      properties: { ref: { type: 'string' }, reason: { type: 'string' } },
      required: ['ref', 'reason'],
    },
  },
} as const;
