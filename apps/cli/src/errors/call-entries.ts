import { usage } from './usage.ts';

/** Errors of the words of a call. */
export const callEntries = {
  EC_CLI_UNKNOWN_OPTION: {
    ...usage,
    message: 'There is no option {option}.',
    hint: '[Did you mean {suggestion}? ]Run `enhanced-code {command} --help` for the options there are.',
    details: {
      type: 'object',
      properties: { option: { type: 'string' }, command: { type: 'string' }, suggestion: { type: 'string' } },
      required: ['option', 'command'],
    },
  },
  EC_CLI_UNKNOWN_COMMAND: {
    ...usage,
    message: 'There is no command "{command}".',
    hint: '[Did you mean {suggestion}? ]Run `enhanced-code --help` for the commands there are.',
    details: {
      type: 'object',
      properties: { command: { type: 'string' }, suggestion: { type: 'string' } },
      required: ['command'],
    },
  },
  EC_CLI_USAGE: {
    ...usage,
    message: '{problem}',
    hint: 'Run `enhanced-code {command} --help` for how to call it.',
    details: {
      type: 'object',
      properties: { problem: { type: 'string' }, command: { type: 'string' } },
      required: ['problem', 'command'],
    },
  },
  EC_CLI_EMPTY_INSTRUCTION: {
    ...usage,
    message: 'The instruction is empty.',
    hint: 'Say what to change: `enhanced-code edit "rename load to read in src"`; `-` reads it from stdin.',
  },
  EC_CLI_NO_MODEL: {
    ...usage,
    message: 'No model is configured.',
    hint:
      'Do one of three: set ANTHROPIC_API_KEY, set OPENAI_API_KEY, or pass --base-url <url> --model <name> for any ' +
      'OpenAI-compatible server (Ollama, vLLM, llama.cpp). Without a model, `enhanced-code demo` shows a scripted run.',
  },
  EC_CLI_MODEL_NAME_MISSING: {
    ...usage,
    message: 'A server was named with --base-url, but no model.',
    hint: 'Add --model <name>; the server lists its models at <base-url>/models.',
  },
  EC_CLI_NO_KEY: {
    ...usage,
    class: 'auth',
    exitCode: 4,
    httpStatus: 401,
    message: 'Provider {provider} was asked for, but {variable} is not set.',
    hint: 'Set {variable}, or choose another provider.',
    details: {
      type: 'object',
      properties: { provider: { type: 'string' }, variable: { type: 'string' } },
      required: ['provider', 'variable'],
    },
  },
  EC_CLI_UNKNOWN_CODE: {
    ...usage,
    class: 'not_found',
    message: 'There is no error code {code}.',
    hint: '[Did you mean {suggestion}? ]Run `enhanced-code explain` without a code for the list.',
    details: {
      type: 'object',
      properties: { code: { type: 'string' }, suggestion: { type: 'string' } },
      required: ['code'],
    },
  },
} as const;
