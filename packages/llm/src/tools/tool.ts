import type { ToolDefinition } from '../messages.ts';
import { readySchema, type ValueSchema } from './schema.ts';

/**
 * What running a tool changes: nothing, something that can still be taken back (`pending`), or something outside
 * that cannot (`external`).
 */
export type ToolEffect = 'none' | 'pending' | 'external';

/** What a tool is told besides its input. */
export interface ToolContext {
  /** The call that is carried out. */
  readonly toolCallId: string;
  /** Aborted when the result is no longer wanted. */
  readonly signal: AbortSignal;
}

/** A tool that can be run. */
export interface Tool<Input = unknown> {
  /** Letters, digits, `_` and `-`, at most 64 characters: what every provider takes. */
  readonly name: string;
  /** What it does and when to use it, for the model. */
  readonly description: string;
  /** Schema of the input; what does not fit it is refused without a run. */
  readonly inputSchema: ValueSchema<Input>;
  /** What running it changes. */
  readonly effect: ToolEffect;
  /** Does the work. What it gives is shown to the model: text as it is, anything else as JSON. */
  // Declared as a method, so that tools of different inputs fit into one list.
  execute(input: Input, context: ToolContext): unknown;
}

/** Keeps the type of the input between schema and `execute`. */
export function defineTool<Input>(tool: Tool<Input>): Tool<Input> {
  return tool;
}

/** The tools as a request carries them. Throws `EC_LLM_INVALID_OPTION` for a schema that cannot be used. */
export function toolDefinitions(tools: readonly Tool[]): ToolDefinition[] {
  return tools.map(({ name, description, inputSchema }) => ({
    name,
    description,
    inputSchema: readySchema(name, inputSchema).jsonSchema,
  }));
}
