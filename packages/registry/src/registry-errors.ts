import { type DetailSchema, defineErrors } from '@enhanced-code/errors';

const text = { type: 'string' } as const;
const texts = { type: 'array', items: text } as const;

/** Details that are always there. */
function always<const Properties extends Readonly<Record<string, DetailSchema>>>(properties: Properties) {
  const required = Object.keys(properties) as (keyof Properties & string)[];
  return { type: 'object', properties, required } as const;
}

const component = { component: text };
const base = {
  severity: 'error',
  class: 'internal',
  retryable: false,
  replaySafety: 'safe',
  exitCode: 1,
  httpStatus: 500,
  hint: 'See the cause.',
  details: always(component),
} as const;
/** What the author of the program has to mend. */
const wrong = { ...base, exitCode: 2 } as const;
const late = {
  ...base,
  class: 'timeout.total',
  hint: 'See what it waits for, or raise its limit.',
  details: always({ ...component, timeoutMs: { type: 'integer' } }),
} as const;

/** Every error that a registry raises. */
export const registryErrors = defineErrors('registry', {
  EC_REGISTRY_INVALID: {
    ...wrong,
    class: 'invalid_request',
    message: 'The registry cannot start: {problems}.',
    hint: 'Mend every problem that is named; nothing was started.',
    details: always({ problems: texts }),
  },
  EC_REGISTRY_DUPLICATE: {
    ...wrong,
    message: '{component} is registered already.',
    hint: 'Use override, or name the token differently.',
  },
  EC_REGISTRY_UNKNOWN: {
    ...wrong,
    message: '{component} is not registered.',
    hint: 'Register it before the start, with the same token.',
  },
  EC_REGISTRY_SEALED: {
    ...wrong,
    message: '{component} cannot change while the registry is {state}.',
    hint: 'Register and override before start, or after stop.',
    details: always({ ...component, state: text }),
  },
  EC_REGISTRY_NOT_STARTED: {
    ...base,
    message: '{component} has not started.',
    hint: 'Start the registry or scope first; load a lazy component.',
  },
  EC_REGISTRY_NO_SCOPE: {
    ...wrong,
    message: '{component} lives in a {scope}, and there is none here.',
    hint: 'Resolve it from a scope of that kind.',
    details: always({ ...component, scope: text }),
  },
  EC_REGISTRY_START_FAILED: {
    ...base,
    message: 'Start failed at {failed}[; not started: {skipped}].',
    hint: 'See the errors; the rest was stopped again.',
    details: {
      type: 'object',
      properties: { failed: texts, skipped: texts },
      required: ['failed'],
    },
  },
  EC_REGISTRY_STOP_FAILED: {
    ...base,
    severity: 'warning',
    message: 'Stop failed at {failed}.',
    hint: 'See the errors; the rest was stopped.',
    details: always({ failed: texts }),
  },
  EC_REGISTRY_COMPONENT: {
    ...base,
    message: '{component} failed to {phase}.',
    details: always({ ...component, phase: text }),
  },
  EC_REGISTRY_START_TIMEOUT: {
    ...late,
    message: '{component} did not start within {timeoutMs} ms.',
  },
  EC_REGISTRY_STOP_TIMEOUT: {
    ...late,
    message: '{component} did not stop within {timeoutMs} ms.',
  },
  EC_REGISTRY_ABORTED: {
    ...base,
    class: 'aborted',
    message: 'The start was aborted.',
    hint: 'Start again if it is still wanted.',
    details: always({}),
  },
  EC_REGISTRY_METRIC: {
    ...wrong,
    message: 'The metric {metric} is a {kind} already.',
    hint: 'Give one of the two another name.',
    details: always({ metric: text, kind: text }),
  },
});
