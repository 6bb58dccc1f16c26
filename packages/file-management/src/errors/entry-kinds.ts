// What entries of the catalogue have in common.

export const path = {
  type: 'string',
  description: 'Path inside the workspace, with forward slashes.',
} as const;
export const paths = { type: 'array', items: path } as const;
export const text = { type: 'string' } as const;
export const count = { type: 'integer' } as const;

export const refused = {
  severity: 'error',
  class: 'policy',
  retryable: false,
  replaySafety: 'safe',
  exitCode: 5,
  httpStatus: 403,
} as const;

export const failed = {
  severity: 'error',
  class: 'io',
  retryable: false,
  replaySafety: 'safe',
  exitCode: 1,
  httpStatus: 500,
} as const;

export const conflicting = {
  severity: 'error',
  class: 'conflict',
  retryable: false,
  replaySafety: 'safe',
  exitCode: 7,
  httpStatus: 409,
} as const;

export const missing = {
  severity: 'error',
  class: 'not_found',
  retryable: false,
  replaySafety: 'safe',
  exitCode: 2,
  httpStatus: 404,
} as const;

export const unusable = {
  severity: 'error',
  class: 'invalid_request',
  retryable: false,
  replaySafety: 'safe',
  exitCode: 2,
  httpStatus: 400,
} as const;
