import { defineErrors } from '@enhanced-code/errors';

const path = { type: 'string', description: 'Path inside the workspace, with forward slashes.' } as const;
const paths = { type: 'array', items: path } as const;
const text = { type: 'string' } as const;
const count = { type: 'integer' } as const;

const refused = {
  severity: 'error',
  class: 'policy',
  retryable: false,
  replaySafety: 'safe',
  exitCode: 5,
  httpStatus: 403,
} as const;

const failed = {
  severity: 'error',
  class: 'io',
  retryable: false,
  replaySafety: 'safe',
  exitCode: 1,
  httpStatus: 500,
} as const;

const conflicting = {
  severity: 'error',
  class: 'conflict',
  retryable: false,
  replaySafety: 'safe',
  exitCode: 7,
  httpStatus: 409,
} as const;

const missing = {
  severity: 'error',
  class: 'not_found',
  retryable: false,
  replaySafety: 'safe',
  exitCode: 1,
  httpStatus: 404,
} as const;

const unusable = {
  severity: 'error',
  class: 'invalid_request',
  retryable: false,
  replaySafety: 'safe',
  exitCode: 2,
  httpStatus: 400,
} as const;

/** Every error that working with files of a workspace can raise. */
export const fileErrors = defineErrors('file', {
  EC_FILE_PATH_REFUSED: {
    ...refused,
    message: 'The path {path} is refused: {reason}.',
    hint: 'Name a file inside the workspace by its plain relative path with forward slashes.',
    details: { type: 'object', properties: { path, reason: text }, required: ['path', 'reason'] },
  },
  EC_FILE_LINK: {
    ...refused,
    message: '{path} is, or lies behind, a symbolic link.',
    hint: 'Name the file that the link points to, if it lies inside the workspace.',
    details: { type: 'object', properties: { path }, required: ['path'] },
  },
  EC_FILE_HARD_LINK: {
    ...refused,
    message: '{path} has {links} names on disk; writing it would break the tie or change the others.',
    hint: 'Copy the file to give it a single name, then change it.',
    details: { type: 'object', properties: { path, links: count }, required: ['path', 'links'] },
  },
  EC_FILE_SPECIAL: {
    ...refused,
    message: '{path} is not a regular file but a {kind}.',
    hint: 'Only regular files can be read and changed.',
    details: { type: 'object', properties: { path, kind: text }, required: ['path', 'kind'] },
  },
  EC_FILE_APPROVAL_NEEDED: {
    ...refused,
    message: 'Changing {paths} needs an approval of candidate {candidateHash}.',
    hint: 'Show the change to a person, then commit with an approval that names these paths and this hash.',
    details: {
      type: 'object',
      properties: { paths, candidateHash: text },
      required: ['paths', 'candidateHash'],
    },
  },
  EC_FILE_NOT_FOUND: {
    ...missing,
    message: 'There is no file {path}.',
    hint: 'List the workspace to see which files exist.',
    details: { type: 'object', properties: { path }, required: ['path'] },
  },
  EC_FILE_EXISTS: {
    ...conflicting,
    message: '{path} exists already.',
    hint: 'Change the existing file, or choose another name.',
    details: { type: 'object', properties: { path }, required: ['path'] },
  },
  EC_FILE_BINARY: {
    ...unusable,
    exitCode: 6,
    httpStatus: 422,
    class: 'edit',
    message: '{path} is not text.',
    hint: 'Write its bytes as a whole instead of editing it as text.',
    details: { type: 'object', properties: { path }, required: ['path'] },
  },
  EC_FILE_UNENCODABLE: {
    ...unusable,
    exitCode: 6,
    httpStatus: 422,
    class: 'edit',
    message: '{path} is kept as {encoding}, which cannot hold the character at offset {offset}.',
    hint: 'Leave that character out, or write the whole file as bytes in another encoding.',
    details: {
      type: 'object',
      properties: { path, encoding: text, offset: count },
      required: ['path', 'encoding', 'offset'],
    },
  },
  EC_FILE_FOLDER_UNUSABLE: {
    ...unusable,
    message: 'The folder {folder} cannot be opened: {reason}.',
    hint: 'Name an existing folder that you may read.',
    details: {
      type: 'object',
      properties: { folder: text, reason: text },
      required: ['folder', 'reason'],
    },
  },
  EC_FILE_STATE_UNUSABLE: {
    ...unusable,
    message: 'The state folder {folder} cannot be used: {reason}.',
    hint: 'Choose a folder of your own outside the workspace with ENHANCED_CODE_STATE or the option stateFolder.',
    details: {
      type: 'object',
      properties: { folder: text, reason: text },
      required: ['folder', 'reason'],
    },
  },
  EC_FILE_NOT_WRITABLE: {
    ...failed,
    class: 'permission',
    message: 'Permission denied for {path} ({errno} in {operation}).',
    hint: 'Make the file and its folder writable for you, then try again.',
    details: {
      type: 'object',
      properties: { path, errno: text, operation: text },
      required: ['path', 'errno', 'operation'],
    },
  },
  EC_FILE_NO_SPACE: {
    ...failed,
    class: 'limit',
    httpStatus: 507,
    retryable: true,
    message: 'There is no space left for {path} ({errno} in {operation}).',
    hint: 'Free some space, then try again; nothing was changed.',
    details: {
      type: 'object',
      properties: { path, errno: text, operation: text },
      required: ['path', 'errno', 'operation'],
    },
  },
  EC_FILE_TOO_MANY_OPEN: {
    ...failed,
    class: 'limit',
    httpStatus: 503,
    retryable: true,
    message: 'Too many files are open to reach {path} ({errno} in {operation}).',
    hint: 'Raise the limit of open files (ulimit -n) or try again later; nothing was changed.',
    details: {
      type: 'object',
      properties: { path, errno: text, operation: text },
      required: ['path', 'errno', 'operation'],
    },
  },
  EC_FILE_IO: {
    ...failed,
    message: 'The file system failed at {path} ({errno} in {operation}).',
    hint: 'Check the disk, then try again.',
    details: {
      type: 'object',
      properties: { path, errno: text, operation: text },
      required: ['path', 'errno', 'operation'],
    },
  },
  EC_FILE_VERIFY_FAILED: {
    ...failed,
    replaySafety: 'unknown',
    message: 'What was read back from {paths} is not what was written.',
    hint: 'Check the disk. The workspace was put back as it was; before-images are kept in the state folder.',
    details: { type: 'object', properties: { paths }, required: ['paths'] },
  },
  EC_FILE_COMMIT_UNFINISHED: {
    ...failed,
    severity: 'fatal',
    replaySafety: 'unsafe',
    message: 'The commit of transaction {transactionId} was interrupted and is not settled.',
    hint: 'Call recover(), or open the workspace again: it finishes the commit or takes it back.',
    details: { type: 'object', properties: { transactionId: text }, required: ['transactionId'] },
  },
  EC_FILE_CONFLICT: {
    ...conflicting,
    message: '{paths} changed on disk in the places that this transaction changes.',
    hint: 'Read both sides with conflicts(), write the merged text, then commit again.',
    details: { type: 'object', properties: { paths }, required: ['paths'] },
  },
  EC_FILE_STALE_READ: {
    ...conflicting,
    message: '{paths} changed on disk after this transaction read them.',
    hint: 'Read these files again and check that the change still fits, then commit again.',
    details: { type: 'object', properties: { paths }, required: ['paths'] },
  },
  EC_FILE_CANDIDATE_CHANGED: {
    ...conflicting,
    message: 'The change to be committed is {actual}, not {expected}.',
    hint: 'Check, verify and approve the new candidate, then commit it.',
    details: {
      type: 'object',
      properties: { expected: text, actual: text },
      required: ['expected', 'actual'],
    },
  },
  EC_FILE_LOCKED: {
    ...conflicting,
    retryable: true,
    message: 'Process {pid} on {host} has held the workspace for {waitedMs} ms.',
    hint: 'Wait until it is done, or end that process.',
    details: {
      type: 'object',
      properties: { pid: count, host: text, waitedMs: count },
      required: ['pid', 'host', 'waitedMs'],
    },
  },
  EC_FILE_RECOVERY_CONFLICT: {
    ...conflicting,
    severity: 'fatal',
    message:
      'An interrupted commit ({transactionId}) cannot be settled: {paths} hold neither old nor new bytes.',
    hint: 'Save what you need of these files, then call recover({ settle }) with forward, back or keep.',
    details: {
      type: 'object',
      properties: { transactionId: text, paths },
      required: ['transactionId', 'paths'],
    },
  },
  EC_FILE_JOURNAL_CORRUPT: {
    ...failed,
    severity: 'fatal',
    message: 'The record {line} of {file} is damaged.',
    hint: 'Nothing was touched. Move the state folder away to start a new history, or restore it from a backup.',
    details: { type: 'object', properties: { file: text, line: count }, required: ['file', 'line'] },
  },
  EC_FILE_FORMAT_NEWER: {
    ...unusable,
    class: 'unsupported',
    message: '{file} is {format} version {version}; this program reads up to {supported}.',
    hint: 'Use a newer version of the program.',
    details: {
      type: 'object',
      properties: { file: text, format: text, version: count, supported: count },
      required: ['file', 'format', 'version', 'supported'],
    },
  },
  EC_FILE_BLOB_MISSING: {
    ...missing,
    message: 'The saved bytes {hash} are missing or damaged.',
    hint: 'They were collected by the retention rules, or the state folder was damaged.',
    details: { type: 'object', properties: { hash: text }, required: ['hash'] },
  },
  EC_FILE_TRANSACTION_UNKNOWN: {
    ...missing,
    message: 'There is no open transaction {transactionId}.',
    hint: 'Begin a new transaction.',
    details: { type: 'object', properties: { transactionId: text }, required: ['transactionId'] },
  },
  EC_FILE_TRANSACTION_CLOSED: {
    ...unusable,
    message: 'The transaction {transactionId} is {state}.',
    hint: 'Begin a new transaction.',
    details: {
      type: 'object',
      properties: { transactionId: text, state: text },
      required: ['transactionId', 'state'],
    },
  },
  EC_FILE_TRANSACTION_SHARED: {
    ...conflicting,
    message: 'Another process changed the transaction {transactionId} meanwhile.',
    hint: 'Resume the transaction again to see its present state.',
    details: { type: 'object', properties: { transactionId: text }, required: ['transactionId'] },
  },
  EC_FILE_SAVEPOINT_UNKNOWN: {
    ...unusable,
    message: 'The savepoint {savepoint} does not exist, or was rolled back.',
    hint: 'Roll back to a savepoint that is still valid.',
    details: { type: 'object', properties: { savepoint: text }, required: ['savepoint'] },
  },
  EC_FILE_BLOCK_UNKNOWN: {
    ...unusable,
    message: 'There is no change block {block} in the present candidate.',
    hint: 'List the blocks again: ids change when their text changes.',
    details: { type: 'object', properties: { block: text }, required: ['block'] },
  },
  EC_FILE_NOTHING_TO_UNDO: {
    ...unusable,
    exitCode: 1,
    httpStatus: 409,
    message: 'There is nothing to undo: {reason}.',
    hint: 'Look at the history to see which changes exist.',
    details: { type: 'object', properties: { reason: text }, required: ['reason'] },
  },
  EC_FILE_NOTHING_TO_REDO: {
    ...unusable,
    exitCode: 1,
    httpStatus: 409,
    message: 'There is nothing to redo: {reason}.',
    hint: 'Look at the history to see which changes exist.',
    details: { type: 'object', properties: { reason: text }, required: ['reason'] },
  },
  EC_FILE_CANCELLED: {
    ...failed,
    class: 'aborted',
    exitCode: 130,
    httpStatus: 499,
    message: 'The operation was cancelled before anything was changed.',
    hint: 'Start it again when you want it.',
  },
});
