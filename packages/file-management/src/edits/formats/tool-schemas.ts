import type { EditFormat } from '../edit-set.ts';

/** The formats that are the input of a tool. */
export type ToolFormat = Extract<EditFormat, 'str-replace' | 'insert' | 'line-range' | 'json'>;

/** How a tool is shown to a model. */
export interface EditToolSchema {
  /** What the tool does and what it demands. */
  readonly description: string;
  /** JSON Schema of its input. */
  readonly inputSchema: Readonly<Record<string, unknown>>;
}

const path = { type: 'string', description: 'Path of the file inside the workspace.' };
const baseHash = { type: 'string', description: 'The hash that came with the file when it was read.' };

function object(
  properties: Readonly<Record<string, unknown>>,
  required: readonly string[],
): Readonly<Record<string, unknown>> {
  return { type: 'object', properties, required, additionalProperties: false };
}

const strReplace = object(
  {
    path,
    old_str: {
      type: 'string',
      description: 'Text of the file, exactly as it is, that stands in it only once.',
    },
    new_str: { type: 'string', description: 'The text that shall stand in its place.' },
    replace_all: { type: 'boolean', description: 'Whether to replace every occurrence. Default false.' },
  },
  ['path', 'old_str', 'new_str'],
);

const insert = object(
  {
    path,
    insert_line: {
      type: 'integer',
      minimum: 0,
      description: 'Line to insert after, counted from 1; 0 for the beginning.',
    },
    anchor: {
      type: 'string',
      description: 'The text of that line, exactly as it is. Without it, base_hash is needed.',
    },
    text: { type: 'string', description: 'The lines to insert.' },
    base_hash: baseHash,
  },
  ['path', 'insert_line', 'text'],
);

const lineRange = object(
  {
    path,
    start_line: { type: 'integer', minimum: 1, description: 'First line to replace, counted from 1.' },
    end_line: {
      type: 'integer',
      minimum: 0,
      description: 'Last line to replace; one less than start_line to insert before it.',
    },
    text: { type: 'string', description: 'The lines that shall stand in their place.' },
    base_hash: baseHash,
  },
  ['path', 'start_line', 'end_line', 'text', 'base_hash'],
);

const whole = object(
  { path, content: { type: 'string', description: 'The whole content of the file.' }, base_hash: baseHash },
  ['path', 'content'],
);

const json = object(
  { edits: { type: 'array', minItems: 1, items: { anyOf: [strReplace, insert, lineRange, whole] } } },
  ['edits'],
);

/** Descriptions and input schemas of the edit formats that are tool calls. */
export const editToolSchemas: { readonly [Format in ToolFormat]: EditToolSchema } = {
  'str-replace': {
    description: 'Replaces text that stands in a file exactly once by other text.',
    inputSchema: strReplace,
  },
  insert: {
    description: 'Inserts lines behind a line of a file.',
    inputSchema: insert,
  },
  'line-range': {
    description: 'Replaces lines of a file by their numbers. The hash of the file as it was read is needed.',
    inputSchema: lineRange,
  },
  json: {
    description:
      'Makes several edits at once, all of them or none. Overwriting an existing file needs its hash.',
    inputSchema: json,
  },
};
