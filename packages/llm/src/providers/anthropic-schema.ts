import { isObject, type JsonObject, type JsonValue } from '../json.ts';

/**
 * Keywords that Anthropic compiles into the grammar of an answer; a request with any other one is refused.
 * Source: https://platform.claude.com/docs/en/build-with-claude/structured-outputs#json-schema-limitations
 */
const TAKEN = new Set([
  '$defs',
  '$ref',
  'additionalProperties',
  'allOf',
  'anyOf',
  'const',
  'definitions',
  'description',
  'enum',
  'items',
  'properties',
  'required',
  'title',
  'type',
]);

const FORMATS = new Set([
  'date',
  'date-time',
  'duration',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'time',
  'uri',
  'uuid',
]);

/** Keywords whose value is a map of schemas, and those whose value is a schema or a list of them. */
const MAPS = new Set(['$defs', 'definitions', 'properties']);
const NESTED = new Set(['allOf', 'anyOf', 'items']);

/**
 * A schema as Anthropic takes it: objects are closed, alternatives are `anyOf`, and what the grammar cannot hold the
 * model to, such as `minimum`, is told it in the description. The answer is checked against the whole schema here.
 */
export function anthropicSchema(schema: JsonObject): JsonObject {
  const { oneOf, $schema: _dialect, ...rest } = schema;
  const members = Object.entries(oneOf === undefined ? rest : { anyOf: oneOf, ...rest });
  const taken = members.filter(([name, value]) => isTaken(name, value));
  const told = members.filter(([name, value]) => !isTaken(name, value) && value !== undefined);
  return {
    ...Object.fromEntries(taken.map(([name, value]) => [name, nested(name, value)])),
    ...(rest.type === 'object' ? { additionalProperties: false } : {}),
    ...describe(rest.description, told),
  };
}

function isTaken(name: string, value: JsonValue | undefined): boolean {
  if (name === 'format') return FORMATS.has(String(value));
  if (name === 'minItems') return value === 0 || value === 1;
  return TAKEN.has(name);
}

function nested(name: string, value: JsonValue | undefined): JsonValue | undefined {
  if (MAPS.has(name) && isObject(value)) return mapOf(value as JsonObject);
  if (!NESTED.has(name)) return value;
  return Array.isArray(value) ? value.map(schemaOf) : schemaOf(value as JsonValue);
}

function mapOf(schemas: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(schemas).map(([key, schema]) => [key, schemaOf(schema as JsonValue)]),
  );
}

/** A schema may also be `true` or `false`. */
function schemaOf(schema: JsonValue): JsonValue {
  return isObject(schema) ? anthropicSchema(schema as JsonObject) : schema;
}

function describe(
  description: JsonValue | undefined,
  told: readonly (readonly [string, JsonValue | undefined])[],
): JsonObject {
  if (told.length === 0) return {};
  const rules = told.map(([name, value]) => `${name} ${JSON.stringify(value)}`).join(', ');
  return { description: typeof description === 'string' ? `${description} (${rules})` : rules };
}
