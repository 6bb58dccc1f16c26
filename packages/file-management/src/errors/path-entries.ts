import { conflicting, count, missing, path, paths, refused, text, unusable } from './entry-kinds.ts';

/** Errors about a path and what it names. */
export const pathEntries = {
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
} as const;
