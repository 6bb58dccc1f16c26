import { conflicting, count, failed, missing, paths, text, unusable } from './entry-kinds.ts';

/** Errors of transactions, commits and the history. */
export const transactionEntries = {
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
} as const;
