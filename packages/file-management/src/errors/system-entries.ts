import { failed, path, text } from './entry-kinds.ts';

/** Errors of the file system. */
export const systemEntries = {
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
} as const;
