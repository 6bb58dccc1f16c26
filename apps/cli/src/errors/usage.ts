/** What errors of a call that cannot be understood have in common. */
export const usage = {
  severity: 'error',
  class: 'invalid_request',
  retryable: false,
  replaySafety: 'safe',
  exitCode: 2,
  httpStatus: 400,
} as const;
