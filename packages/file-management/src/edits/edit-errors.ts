import { defineErrors } from '@enhanced-code/errors';

const path = { type: 'string', description: 'Path as the edit named it.' } as const;
const editIndex = { type: 'integer', description: '0-based index of the edit in its set.' } as const;
const line = { type: 'integer', description: '1-based line of the file.' } as const;
const lines = { type: 'array', items: line } as const;
const reason = { type: 'string' } as const;

const refused = {
  severity: 'error',
  class: 'edit',
  retryable: false,
  replaySafety: 'safe',
  exitCode: 6,
  httpStatus: 422,
} as const;

const details = { type: 'object', properties: { path, editIndex } } as const;

/** Every reason for which an edit is refused. A refusal means that nothing of its set was applied. */
export const editErrors = defineErrors('edit', {
  EC_EDIT_EMPTY: {
    ...refused,
    message: 'The reply holds no edit[: {reason}].',
    hint: 'Write the edit in the format that was asked for, with the path of each file.',
    details: { type: 'object', properties: { path, editIndex, reason } },
  },
  EC_EDIT_TRUNCATED: {
    ...refused,
    class: 'truncated',
    message: 'The edit[ of {path}] ends before its end: {reason}.',
    hint: 'Send the whole edit again, up to its end marker.',
    details: { type: 'object', properties: { path, editIndex, reason }, required: ['reason'] },
  },
  EC_EDIT_MALFORMED: {
    ...refused,
    message: 'The edit[ of {path}] is not of its format: {reason}.',
    hint: 'Send the edit again exactly in the format that was asked for.',
    details: { type: 'object', properties: { path, editIndex, reason }, required: ['reason'] },
  },
  EC_EDIT_UNSUPPORTED: {
    ...refused,
    class: 'unsupported',
    message: 'The edit[ of {path}] asks for what a text edit cannot do: {reason}.',
    hint: 'Change text files by their lines; write binary files with the file operations.',
    details: { type: 'object', properties: { path, editIndex, reason }, required: ['reason'] },
  },
  EC_EDIT_TOO_LARGE: {
    ...refused,
    class: 'limit',
    message: 'The edit is too large: {reason}.',
    hint: 'Split the edit into smaller ones.',
    details: { type: 'object', properties: { path, editIndex, reason }, required: ['reason'] },
  },
  EC_EDIT_NO_PATH: {
    ...refused,
    message: 'The edit names no file.',
    hint: 'Name the file that the edit belongs to.',
    details,
  },
  EC_EDIT_FILE_MISSING: {
    ...refused,
    class: 'not_found',
    message: 'There is no file {path} to edit.',
    hint: 'Name an existing file, or create the file with the whole of its content.',
    details,
  },
  EC_EDIT_FILE_EXISTS: {
    ...refused,
    class: 'conflict',
    message: 'The file {path} exists already.',
    hint: 'Edit the existing file, or choose another name.',
    details,
  },
  EC_EDIT_NO_MATCH: {
    ...refused,
    message: 'The lines to change are not in {path}[; they differ first at line {line}].',
    hint: 'Copy the lines to change from the file as it is now, character by character.',
    details: { type: 'object', properties: { path, editIndex, line } },
  },
  EC_EDIT_AMBIGUOUS: {
    ...refused,
    message: 'The lines to change stand in {path} more than once[, at lines {lines}].',
    hint: 'Show more lines around the change, so that they stand in the file only once.',
    details: { type: 'object', properties: { path, editIndex, lines } },
  },
  EC_EDIT_ALREADY_APPLIED: {
    ...refused,
    message: 'The change is in {path} already[, at line {line}].',
    hint: 'Leave this edit out; the file holds its result.',
    details: { type: 'object', properties: { path, editIndex, line } },
  },
  EC_EDIT_NO_CHANGE: {
    ...refused,
    message: 'The edit[ of {path}] changes nothing.',
    hint: 'Leave this edit out, or write the lines that shall be different.',
    details,
  },
  EC_EDIT_OVERLAP: {
    ...refused,
    class: 'conflict',
    message: 'Two edits change the same lines of {path}[, at line {line}].',
    hint: 'Join the edits of these lines into one.',
    details: { type: 'object', properties: { path, editIndex, line } },
  },
  EC_EDIT_INDENTATION: {
    ...refused,
    message:
      'The lines stand in {path} with an indentation that does not follow from the edit[, at line {line}].',
    hint: 'Write the lines with the indentation of the file.',
    details: { type: 'object', properties: { path, editIndex, line } },
  },
  EC_EDIT_NO_PLACE: {
    ...refused,
    message: 'Nothing in the edit says where in {path} it belongs[: {reason}].',
    hint: 'Show at least one line of the file next to the change.',
    details: { type: 'object', properties: { path, editIndex, reason } },
  },
  EC_EDIT_WRONG_HINT: {
    ...refused,
    message:
      'The place that the edit of {path} names and the lines it shows contradict each other[: {reason}].',
    hint: 'Give the line number or section of the lines that shall change, or leave it out.',
    details: { type: 'object', properties: { path, editIndex, reason } },
  },
  EC_EDIT_HASH_REQUIRED: {
    ...refused,
    class: 'conflict',
    message:
      'The edit replaces lines of {path} that it does not show, and no hash says which file it was made for.',
    hint: 'Read the file and send the hash that came with it.',
    details,
  },
  EC_EDIT_BASE_CHANGED: {
    ...refused,
    class: 'conflict',
    message: 'The file {path} is not the one that the edit was made for.',
    hint: 'Read the file again and make the edit anew.',
    exitCode: 7,
    httpStatus: 409,
    details,
  },
  EC_EDIT_PLACEHOLDER: {
    ...refused,
    message: 'The new content of {path} leaves out code behind a placeholder[, at line {line}].',
    hint: 'Write the whole file, or edit only the lines that change.',
    details: { type: 'object', properties: { path, editIndex, line } },
  },
  EC_EDIT_SHRINKS: {
    ...refused,
    message: 'The new content of {path} drops most of the file[ ({reason})].',
    hint: 'Edit only the lines that change, or delete lines by showing them.',
    details: { type: 'object', properties: { path, editIndex, reason } },
  },
  EC_EDIT_DELETE_NOT_SHOWN: {
    ...refused,
    message: 'The file {path} is to be deleted, but the edit does not show the lines it holds.',
    hint: 'Show every line of the file as deleted.',
    details: { type: 'object', properties: { path, editIndex, line } },
  },
});

/** Code of a refused edit. */
export type EditErrorCode = keyof typeof editErrors.entries & string;
