import { isObject, type JsonObject, type JsonValue } from '../json.ts';
import type { SchemaKeyword } from './json-schema.ts';

/** Keywords about a value itself. */
export const assertions: Readonly<Record<string, SchemaKeyword>> = {
  type: ({ type }, value, { path }) => {
    const wanted = Array.isArray(type) ? type : [type];
    return wanted.some((one) => hasType(value, one)) ? [] : [`${path}: must be ${wanted.join(' or ')}`];
  },
  enum: ({ enum: allowed }, value, { path }) =>
    list(allowed).some((one) => sameJson(one, value))
      ? []
      : [`${path}: must be one of ${JSON.stringify(allowed)}`],
  const: ({ const: wanted }, value, { path }) =>
    sameJson(wanted, value) ? [] : [`${path}: must be ${JSON.stringify(wanted)}`],
  required: ({ required }, value, { path }) => missing(list(required), value, path),
  dependentRequired: ({ dependentRequired }, value, { path }) =>
    isObject(value) && isObject(dependentRequired)
      ? Object.entries(dependentRequired).flatMap(([name, others]) =>
          Object.hasOwn(value, name) ? missing(list(others), value, path) : [],
        )
      : [],
  pattern: ({ pattern }, value, { path }) =>
    typeof value !== 'string' || new RegExp(String(pattern), 'u').test(value)
      ? []
      : [`${path}: must match ${String(pattern)}`],
  uniqueItems: ({ uniqueItems }, value, { path }) =>
    uniqueItems === true && Array.isArray(value) && new Set(value.map(sorted)).size < value.length
      ? [`${path}: must not repeat an item`]
      : [],
  multipleOf: ({ multipleOf }, value, { path }) =>
    typeof value === 'number' && typeof multipleOf === 'number' && !isMultiple(value, multipleOf)
      ? [`${path}: must be a multiple of ${multipleOf}`]
      : [],
  minItems: limit('minItems', 'at least', 'items', (value) =>
    Array.isArray(value) ? value.length : undefined,
  ),
  maxItems: limit('maxItems', 'at most', 'items', (value) =>
    Array.isArray(value) ? value.length : undefined,
  ),
  minLength: limit('minLength', 'at least', 'characters', lengthOf),
  maxLength: limit('maxLength', 'at most', 'characters', lengthOf),
  minProperties: limit('minProperties', 'at least', 'members', sizeOf),
  maxProperties: limit('maxProperties', 'at most', 'members', sizeOf),
  minimum: limit('minimum', 'at least', '', numberOf),
  maximum: limit('maximum', 'at most', '', numberOf),
  exclusiveMinimum: limit('exclusiveMinimum', 'more than', '', numberOf),
  exclusiveMaximum: limit('exclusiveMaximum', 'less than', '', numberOf),
};

const FITS = {
  'at least': (found: number, wanted: number) => found >= wanted,
  'at most': (found: number, wanted: number) => found <= wanted,
  'more than': (found: number, wanted: number) => found > wanted,
  'less than': (found: number, wanted: number) => found < wanted,
} as const;

function limit(
  name: string,
  bound: keyof typeof FITS,
  unit: string,
  measure: (value: JsonValue) => number | undefined,
): SchemaKeyword {
  return (schema, value, { path }) => {
    const wanted = schema[name];
    const found = measure(value);
    if (typeof wanted !== 'number' || found === undefined || FITS[bound](found, wanted)) return [];
    return [`${path}: must be ${bound} ${wanted}${unit === '' ? '' : ` ${unit}`}`];
  };
}

function missing(names: readonly JsonValue[], value: JsonValue, path: string): string[] {
  if (!isObject(value)) return [];
  return names.flatMap((name) => (Object.hasOwn(value, String(name)) ? [] : [`${path}: ${name} is missing`]));
}

function lengthOf(value: JsonValue): number | undefined {
  return typeof value === 'string' ? [...value].length : undefined;
}

function sizeOf(value: JsonValue): number | undefined {
  return isObject(value) ? Object.keys(value).length : undefined;
}

function numberOf(value: JsonValue): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** Divisions of decimal fractions have a rest of rounding alone. */
function isMultiple(value: number, of: number): boolean {
  const times = value / of;
  return Math.abs(times - Math.round(times)) <= 1e-9 * Math.max(1, Math.abs(times));
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

function sameJson(one: JsonValue | undefined, other: JsonValue): boolean {
  return one === other || sorted(one) === sorted(other);
}

/** JSON in which the order of names does not count. */
function sorted(value: JsonValue | undefined): string {
  if (Array.isArray(value)) return `[${value.map(sorted).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value ?? null);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${sorted((value as JsonObject)[name])}`).join(',')}}`;
}
