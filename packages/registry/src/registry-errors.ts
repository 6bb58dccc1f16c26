import { defineErrors } from '@enhanced-code/errors';

const text = { type: 'string' } as const;
const texts = { type: 'array', items: text } as const;
const base = {
  severity: 'error',
  class: 'internal',
  retryable: false,
  replaySafety: 'safe',
  exitCode: 1,
  httpStatus: 500,
} as const;
const ofComponent = { type: 'object', properties: { component: text }, required: ['component'] } as const;
const timed = {
  type: 'object',
  properties: { component: text, timeoutMs: { type: 'integer' } },
  required: ['component', 'timeoutMs'],
} as const;

/** Every error that a registry raises. */
export const registryErrors = defineErrors('registry', {
  EC_REGISTRY_INVALID: {
    ...base,
    class: 'invalid_request',
    exitCode: 2,
    message: 'The registry cannot start: {problems}.',
    hint: 'Nothing was started. Mend every problem that is named.',
    details: { type: 'object', properties: { problems: texts }, required: ['problems'] },
  },
  EC_REGISTRY_DUPLICATE: {
    ...base,
    exitCode: 2,
    message: 'A component named {component} is registered already.',
    hint: 'Replace it with override, or name the token differently.',
    details: ofComponent,
  },
  EC_REGISTRY_UNKNOWN: {
    ...base,
    exitCode: 2,
    message: 'No component {component} is registered.',
    hint: 'Register it before the start; the token must be the same object.',
    details: ofComponent,
  },
  EC_REGISTRY_SEALED: {
    ...base,
    exitCode: 2,
    message: '{component} cannot be registered or overridden while the registry is {state}.',
    hint: 'Register and override before start, or after stop.',
    details: {
      type: 'object',
      properties: { component: text, state: text },
      required: ['component', 'state'],
    },
  },
  EC_REGISTRY_NOT_STARTED: {
    ...base,
    message: '{component} has not started.',
    hint: 'Start the registry or scope first; await load for a lazy component.',
    details: ofComponent,
  },
  EC_REGISTRY_NO_SCOPE: {
    ...base,
    exitCode: 2,
    message: '{component} lives in a {scope}, and there is none here.',
    hint: 'Resolve it from a scope of that kind, or open one inside it.',
    details: {
      type: 'object',
      properties: { component: text, scope: text },
      required: ['component', 'scope'],
    },
  },
  EC_REGISTRY_START_FAILED: {
    ...base,
    message: 'Start failed at {failed}[; not started: {skipped}].',
    hint: 'What had started was stopped again. The errors say what each one failed with.',
    details: { type: 'object', properties: { failed: texts, skipped: texts }, required: ['failed'] },
  },
  EC_REGISTRY_STOP_FAILED: {
    ...base,
    severity: 'warning',
    message: 'Stop failed at {failed}.',
    hint: 'Everything else was stopped. The errors say what each one failed with.',
    details: { type: 'object', properties: { failed: texts }, required: ['failed'] },
  },
  EC_REGISTRY_COMPONENT: {
    ...base,
    message: '{component} failed to {phase}.',
    hint: 'See the cause.',
    details: {
      type: 'object',
      properties: { component: text, phase: text },
      required: ['component', 'phase'],
    },
  },
  EC_REGISTRY_START_TIMEOUT: {
    ...base,
    class: 'timeout.total',
    message: '{component} did not start within {timeoutMs} ms.',
    hint: 'See what it waits for, or raise its startTimeoutMs.',
    details: timed,
  },
  EC_REGISTRY_STOP_TIMEOUT: {
    ...base,
    class: 'timeout.total',
    message: '{component} did not stop within {timeoutMs} ms.',
    hint: 'It was left behind. See what it waits for, or raise its stopTimeoutMs.',
    details: timed,
  },
  EC_REGISTRY_ABORTED: {
    ...base,
    class: 'aborted',
    message: 'The start was aborted.',
    hint: 'Nothing is left running; start again if that was not meant.',
  },
  EC_REGISTRY_METRIC: {
    ...base,
    exitCode: 2,
    message: 'The metric {metric} is declared as a {kind} already.',
    hint: 'Give one of the two another name.',
    details: { type: 'object', properties: { metric: text, kind: text }, required: ['metric', 'kind'] },
  },
});
