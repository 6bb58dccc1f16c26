import type crypto from 'node:crypto';
import type diagnosticsChannel from 'node:diagnostics_channel';
import type files from 'node:fs/promises';
import type path from 'node:path';
import { llmErrors } from './errors/llm-errors.ts';

/** The modules of Node that are used here. */
interface NodeModules {
  readonly 'node:crypto': typeof crypto;
  readonly 'node:diagnostics_channel': typeof diagnosticsChannel;
  readonly 'node:fs/promises': typeof files;
  readonly 'node:path': typeof path;
}

/**
 * A module of Node, or `undefined` where there is none. It is asked for where it is used, since an import would keep
 * everything beside it from being bundled for a browser.
 */
export function findNodeModule<Name extends keyof NodeModules>(name: Name): NodeModules[Name] | undefined {
  return globalThis.process?.getBuiltinModule?.(name) as NodeModules[Name] | undefined;
}

/** A module of Node for something that cannot be done without. Throws `EC_LLM_INVALID_OPTION` where there is none. */
export function nodeModule<Name extends keyof NodeModules>(name: Name): NodeModules[Name] {
  const found = findNodeModule(name);
  if (found !== undefined) return found;
  const reason = `this needs ${name}, which is not there`;
  throw llmErrors.create('EC_LLM_INVALID_OPTION', { option: 'runtime', reason });
}
