/**
 * What kind of failure an error is; recovery policies decide by it. The timeouts are told apart by what did
 * not arrive: a connection, the response header, the first meaningful event, the next one, the end.
 */
export type ErrorClass =
  | 'network'
  | 'timeout.connect'
  | 'timeout.header'
  | 'timeout.first'
  | 'timeout.idle'
  | 'timeout.total'
  | 'rate_limit'
  | 'quota'
  | 'overloaded'
  | 'auth'
  | 'permission'
  | 'billing'
  | 'invalid_request'
  | 'not_found'
  | 'context_overflow'
  | 'output_limit'
  | 'refusal'
  | 'content_policy'
  | 'truncated'
  | 'protocol'
  | 'aborted'
  | 'tool'
  | 'edit'
  | 'conflict'
  | 'policy'
  | 'limit'
  | 'unsupported'
  | 'io'
  | 'internal';

/** How bad an error is for whoever sees it. */
export type ErrorSeverity = 'fatal' | 'error' | 'warning';

/** Whether the failed operation may be repeated without doing its effect twice. */
export type ReplaySafety = 'safe' | 'unsafe' | 'unknown';
