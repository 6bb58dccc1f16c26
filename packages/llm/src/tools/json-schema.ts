import { isObject, type JsonObject, type JsonValue } from '../json.ts';

type Check = (schema: JsonObject, value: JsonValue, path: string) => string[];

/** Keywords that say nothing about whether a value fits. */
const ANNOTATIONS = new Set([
  '$schema',
  '$id',
  '$comment',
  'title',
  'description',
  'default',
  'examples',
  'format',
]);

/** The keywords that are checked: https://json-schema.org/draft/2020-12/json-schema-validation */
const CHECKS: Readonly<Record<string, Check>> = {
  type: ({ type }, value, path) => {
    const wanted = Array.isArray(type) ? type : [type];
    return wanted.some((one) => hasType(value, one)) ? [] : [`${path}: must be ${wanted.join(' or ')}`];
  },
  enum: ({ enum: allowed }, value, path) =>
    list(allowed).some((one) => same(one, value))
      ? []
      : [`${path}: must be one of ${JSON.stringify(allowed)}`],
  const: ({ const: wanted }, value, path) =>
    same(wanted, value) ? [] : [`${path}: must be ${JSON.stringify(wanted)}`],
  properties: ({ properties }, value, path) =>
    isObject(value)
      ? Object.entries(isObject(properties) ? properties : {}).flatMap(([name, schema]) =>
          Object.hasOwn(value, name)
            ? check(schema as JsonValue, value[name] as JsonValue, `${path}.${name}`)
            : [],
        )
      : [],
  required: ({ required }, value, path) =>
    isObject(value)
      ? list(required).flatMap((name) =>
          Object.hasOwn(value, String(name)) ? [] : [`${path}: ${name} is missing`],
        )
      : [],
  additionalProperties: (schema, value, path) => {
    const known = isObject(schema.properties) ? schema.properties : {};
    const others = isObject(value)
      ? Object.entries(value).filter(([name]) => !Object.hasOwn(known, name))
      : [];
    return others.flatMap(([name, other]) =>
      check(schema.additionalProperties ?? true, other as JsonValue, `${path}.${name}`),
    );
  },
  items: ({ items }, value, path) =>
    Array.isArray(value) ? value.flatMap((one, index) => check(items ?? true, one, `${path}[${index}]`)) : [],
  minItems: limit('minItems', (value) => (Array.isArray(value) ? value.length : undefined), 'least', 'items'),
  maxItems: limit('maxItems', (value) => (Array.isArray(value) ? value.length : undefined), 'most', 'items'),
  minLength: limit('minLength', (value) => lengthOf(value), 'least', 'characters'),
  maxLength: limit('maxLength', (value) => lengthOf(value), 'most', 'characters'),
  minimum: limit('minimum', (value) => (typeof value === 'number' ? value : undefined), 'least', ''),
  maximum: limit('maximum', (value) => (typeof value === 'number' ? value : undefined), 'most', ''),
  anyOf: ({ anyOf }, value, path) =>
    list(anyOf).some((one) => check(one, value, path).length === 0)
      ? []
      : [`${path}: fits none of the alternatives`],
};

/** The keywords whose values are schemas, or lists or maps of them. */
const NESTED = new Set(['properties', 'additionalProperties', 'items', 'anyOf']);

/** What is wrong with a value, each with its place; empty where it fits. */
export function checkJsonSchema(schema: JsonObject, value: JsonValue): string[] {
  return check(schema, value, 'input');
}

/** The first keyword anywhere in a schema that cannot be checked: passing over it would accept too much. */
export function unsupportedKeyword(schema: unknown): string | undefined {
  if (!isObject(schema)) return undefined;
  const unknown = Object.keys(schema).find((name) => !(name in CHECKS) && !ANNOTATIONS.has(name));
  if (unknown !== undefined) return unknown;
  const inner = Object.entries(schema).flatMap(([name, nested]) =>
    NESTED.has(name) ? schemasIn(name, nested) : [],
  );
  return inner.map(unsupportedKeyword).find((name) => name !== undefined);
}

function schemasIn(name: string, nested: unknown): unknown[] {
  if (Array.isArray(nested)) return nested;
  return name === 'properties' && isObject(nested) ? Object.values(nested) : [nested];
}

function check(schema: JsonValue, value: JsonValue, path: string): string[] {
  if (schema === false) return [`${path}: is not allowed`];
  if (!isObject(schema)) return [];
  return Object.keys(schema).flatMap((name) => CHECKS[name]?.(schema as JsonObject, value, path) ?? []);
}

function limit(
  name: string,
  measure: (value: JsonValue) => number | undefined,
  bound: 'least' | 'most',
  unit: string,
): Check {
  return (schema, value, path) => {
    const wanted = schema[name];
    const found = measure(value);
    if (typeof wanted !== 'number' || found === undefined) return [];
    const fits = bound === 'least' ? found >= wanted : found <= wanted;
    return fits ? [] : [`${path}: must be at ${bound} ${wanted}${unit === '' ? '' : ` ${unit}`}`];
  };
}

function lengthOf(value: JsonValue): number | undefined {
  return typeof value === 'string' ? [...value].length : undefined;
}

function hasType(value: JsonValue, type: unknown): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isObject(value);
  return type === 'integer' ? Number.isInteger(value) : typeof value === type;
}

function list(value: unknown): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

function same(a: JsonValue | undefined, b: JsonValue): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
