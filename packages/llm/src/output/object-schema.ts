import { isObject, type JsonObject, type JsonValue } from '../json.ts';

/** A schema as an object schema, which is all that providers take on top. */
export interface ObjectSchema {
  readonly schema: JsonObject;
  /** Whether the value is the member `value` of what the model writes. */
  readonly wrapped: boolean;
}

/** Puts a schema of a list, a text or several alternatives into an object; an object schema stays as it is. */
export function toObjectSchema(schema: JsonObject): ObjectSchema {
  if (schema.type === 'object') return { schema, wrapped: false };
  const { $defs, definitions, ...inner } = schema;
  const kept = { ...($defs && { $defs }), ...(definitions && { definitions }) };
  const wrapper = {
    type: 'object',
    properties: { value: inner },
    required: ['value'],
    additionalProperties: false,
    ...kept,
  };
  return { schema: moveRoot(wrapper) as JsonObject, wrapped: true };
}

/** A reference to the whole schema now has to name the place where that stands. */
function moveRoot(schema: JsonValue | undefined): JsonValue | undefined {
  if (Array.isArray(schema)) return schema.map((one: JsonValue) => moveRoot(one) ?? null);
  if (!isObject(schema)) return schema;
  const entries = Object.entries(schema as JsonObject).map(([name, value]) =>
    name === '$ref' && value === '#' ? [name, '#/properties/value'] : [name, moveRoot(value)],
  );
  return Object.fromEntries(entries);
}
