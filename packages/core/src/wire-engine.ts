import { randomUUID } from 'node:crypto';
import { systemClock } from '@enhanced-code/llm';
import type { Registry } from '@enhanced-code/registry';
import { registerComponents, tokens, workspaceName } from './components.ts';
import { coreErrors } from './core-errors.ts';
import type { EnhancedCodeOptions } from './engine-options.ts';
import type { EngineParts } from './engine-parts.ts';

const CONTEXT_TOKENS = 16_000;
/** Room in a prompt for everything that is not a file: rules of the format, instruction, turns. */
const OTHER_TOKENS = 8_000;

/** The engine behind its public face: its registry, and the parts that it gives to runs once started. */
export interface Engine {
  readonly registry: Registry;
  readonly ids: EngineParts['ids'];
  /** Starts the components with the first call; a start that failed is tried again with the next. */
  parts(): Promise<EngineParts>;
}

/** Wires an engine. Nothing is started. */
export function wireEngine(options: EnhancedCodeOptions): Engine {
  assertCount('contextTokens', options.contextTokens);
  assertCount('promptTokens', options.promptTokens);
  assertCount('maxOutputTokens', options.maxOutputTokens);
  const registry = registerComponents(options);
  const ids = options.ids ?? (() => randomUUID());
  return {
    registry,
    ids,
    async parts() {
      await registry.start();
      return partsOf(registry, options, ids);
    },
  };
}

function partsOf(registry: Registry, options: EnhancedCodeOptions, ids: EngineParts['ids']): EngineParts {
  const workspace = registry.resolve(tokens.workspace);
  const {
    model,
    format = 'search-replace',
    limits = {},
    clock = systemClock,
    contextTokens = CONTEXT_TOKENS,
  } = options;
  return {
    model,
    workspace,
    workspaceName: workspaceName(workspace),
    log: registry.resolve(tokens.log),
    stages: registry.resolve(tokens.stages),
    format,
    budget: { contextTokens, promptTokens: options.promptTokens ?? contextTokens + OTHER_TOKENS },
    limits,
    ...(options.maxOutputTokens === undefined ? {} : { maxOutputTokens: options.maxOutputTokens }),
    clock,
    ids,
  };
}

/** Throws unless an option is absent or a whole number above 0. */
function assertCount(option: string, value: number | undefined): void {
  if (value === undefined || (Number.isInteger(value) && value > 0)) return;
  throw coreErrors.create('EC_CORE_OPTION_INVALID', { option, expected: 'a whole number above 0' });
}
