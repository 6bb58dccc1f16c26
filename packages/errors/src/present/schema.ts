import type { ErrorCatalogue } from '../catalogue.ts';
import type { ErrorEntry } from '../entry.ts';
import type { DetailsSchema } from '../schema.ts';
import { ATTEMPT_SCHEMA, JSON_FIELDS, JSON_FORMAT, JSON_VERSION } from '../to-json.ts';

/** A JSON Schema as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A cause is one of our errors, from whatever catalogue, or the summary of a foreign one. */
const CAUSE: JsonSchema = { type: 'object' };

/**
 * JSON Schema (draft 2020-12) of the JSON of every error of a catalogue: one alternative per code, with its
 * constants and its details.
 */
export function catalogueSchema(catalogue: ErrorCatalogue): JsonSchema {
  const definitions = Object.entries(catalogue.entries).map(([code, entry]) => [
    code,
    entrySchema(code, entry),
  ]);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `Errors of ${catalogue.area}`,
    oneOf: Object.keys(catalogue.entries).map((code) => ({ $ref: `#/$defs/${code}` })),
    $defs: Object.fromEntries(definitions),
  };
}

function entrySchema(code: string, entry: ErrorEntry): JsonSchema {
  const { message: _message, hint: _hint, details, ...constants } = entry;
  const fixed = Object.entries(constants).map(([name, value]) => [name, { const: value }]);
  return {
    type: 'object',
    properties: {
      ...JSON_FIELDS,
      format: { const: JSON_FORMAT },
      version: { const: JSON_VERSION },
      code: { const: code },
      ...Object.fromEntries(fixed),
      details: details ?? { type: 'object', properties: {} },
      attempts: { type: 'array', items: withRequired(ATTEMPT_SCHEMA, ['target', 'class', 'latencyMs']) },
      stack: { type: 'string' },
      cause: CAUSE,
      errors: { type: 'array', items: CAUSE },
    },
    required: ['format', 'version', ...Object.keys(JSON_FIELDS).slice(0, 9), 'details'],
  };
}

function withRequired(schema: DetailsSchema, required: readonly string[]): DetailsSchema {
  return { ...schema, required };
}
