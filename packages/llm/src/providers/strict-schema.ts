import { isObject, type JsonObject, type JsonValue } from '../json.ts';

/** A schema as a provider gets it, and whether the provider can be held to it exactly. */
export interface StrictSchema {
  readonly schema: JsonObject;
  readonly strict: boolean;
}

/** What strict modes take: https://platform.openai.com/docs/guides/structured-outputs#supported-schemas */
const TAKEN = new Set([
  '$defs',
  '$ref',
  'additionalProperties',
  'anyOf',
  'const',
  'description',
  'enum',
  'exclusiveMaximum',
  'exclusiveMinimum',
  'format',
  'items',
  'maxItems',
  'maximum',
  'minItems',
  'minimum',
  'multipleOf',
  'pattern',
  'properties',
  'required',
  'title',
  'type',
]);

/**
 * Closes every object of a schema, as strict modes demand: what a schema does not name, a model must not write.
 * Where the schema uses something that strict modes do not take, such as an optional property, it is a hint only.
 */
export function strictSchema(schema: JsonObject): StrictSchema {
  const closed = close(schema) as JsonObject;
  return { schema: closed, strict: isStrict(closed) };
}

function close(schema: JsonValue): JsonValue {
  if (Array.isArray(schema)) return schema.map(close);
  if (!isObject(schema)) return schema;
  const entries = Object.entries(schema as JsonObject).map(([name, value]) => [name, closeIn(name, value)]);
  const open = isObject(schema.properties) && schema.additionalProperties === undefined;
  return { ...Object.fromEntries(entries), ...(open ? { additionalProperties: false } : {}) };
}

/** Maps of schemas keep their names; values that are data, such as `enum` and `default`, stay as they are. */
function closeIn(name: string, value: JsonValue | undefined): JsonValue | undefined {
  if (name === 'properties' || name === '$defs') {
    const entries = Object.entries(isObject(value) ? value : {});
    return Object.fromEntries(entries.map(([key, inner]) => [key, close(inner as JsonValue)]));
  }
  return name === 'items' || name === 'anyOf' ? close(value ?? true) : value;
}

function isStrict(schema: unknown): boolean {
  if (Array.isArray(schema)) return schema.every(isStrict);
  if (!isObject(schema)) return false;
  if (Object.keys(schema).some((name) => !TAKEN.has(name))) return false;
  const properties = isObject(schema.properties) ? schema.properties : {};
  const required: readonly unknown[] = Array.isArray(schema.required) ? schema.required : [];
  const whole = Object.keys(properties).every((name) => required.includes(name));
  if (schema.type === 'object' && (schema.additionalProperties !== false || !whole)) return false;
  const maps = [properties, isObject(schema.$defs) ? schema.$defs : {}];
  const nested = [...maps.flatMap(Object.values), ...[schema.items, schema.anyOf].filter(Boolean)];
  return nested.every(isStrict);
}
