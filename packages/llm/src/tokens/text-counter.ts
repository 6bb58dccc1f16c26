import { llmErrors } from '../errors/llm-errors.ts';
import { isObject } from '../json.ts';
import type { ModelRequest } from '../model.ts';

/** A vocabulary of OpenAI: `o200k_base` of all models since GPT-4o, `cl100k_base` of those before. */
export type Encoding = 'o200k_base' | 'cl100k_base';

/** Options of `loadTextCounter`. */
export interface TextCounterOptions {
  /** The vocabulary. Default `o200k_base`. */
  readonly encoding?: Encoding;
  /** Gives the module of `gpt-tokenizer` for the vocabulary. Default imports it by name. */
  readonly load?: (encoding: Encoding) => Promise<unknown>;
}

/**
 * Loads an exact counter of tokens for models of OpenAI, which for others is only an estimate. Needs the package
 * `gpt-tokenizer`; loading its vocabulary takes some hundred milliseconds and some ten megabytes.
 * @throws EC_LLM_SDK_MISSING if the package is not installed.
 */
export async function loadTextCounter(options: TextCounterOptions = {}): Promise<(text: string) => number> {
  const { encoding = 'o200k_base', load = importVocabulary } = options;
  const packageName = 'gpt-tokenizer';
  const details = { provider: 'exact token counts', packageName };
  const module: unknown = await load(encoding).catch((cause: unknown) => {
    throw llmErrors.create('EC_LLM_SDK_MISSING', details, { cause });
  });
  const encode = isObject(module) ? module.countTokens : undefined;
  if (typeof encode !== 'function') throw llmErrors.create('EC_LLM_SDK_MISSING', details);
  // Text of files may quote the marks of a vocabulary; they are text here and never marks.
  return (text) => Number(encode(text, { disallowedSpecial: new Set() }));
}

/** The names are written out, so that a bundler finds them. */
function importVocabulary(encoding: Encoding): Promise<unknown> {
  return encoding === 'o200k_base'
    ? import('gpt-tokenizer/encoding/o200k_base')
    : import('gpt-tokenizer/encoding/cl100k_base');
}

/** Counts the input of a request. */
export type RequestCounter = (
  request: ModelRequest,
  options?: {
    /** Ends the count. */
    readonly signal?: AbortSignal;
  },
) => number | Promise<number>;
