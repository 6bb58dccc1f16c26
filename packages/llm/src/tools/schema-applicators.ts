import { isObject, type JsonObject, type JsonValue } from '../json.ts';
import type { SchemaKeyword } from './json-schema.ts';

/** Keywords that hand a value or its parts to other schemas. */
export const applicators: Readonly<Record<string, SchemaKeyword>> = {
  properties: ({ properties }, value, { path, check }) =>
    membersOf(value).flatMap(([name, member]) =>
      isObject(properties) && Object.hasOwn(properties, name)
        ? check((properties as JsonObject)[name], member, `${path}.${name}`)
        : [],
    ),
  patternProperties: ({ patternProperties }, value, { path, check }) =>
    membersOf(value).flatMap(([name, member]) =>
      matching(patternProperties, name).flatMap((schema) => check(schema, member, `${path}.${name}`)),
    ),
  additionalProperties: (schema, value, { path, check }) =>
    membersOf(value).flatMap(([name, member]) =>
      isNamed(schema, name) ? [] : check(schema.additionalProperties, member, `${path}.${name}`),
    ),
  propertyNames: ({ propertyNames }, value, { path, check }) =>
    membersOf(value).flatMap(([name]) => check(propertyNames, name, `${path}.${name}`)),
  prefixItems: ({ prefixItems }, value, { path, check }) =>
    itemsOf(value).flatMap((item, index) => check(listOf(prefixItems)[index], item, `${path}[${index}]`)),
  items: ({ items, prefixItems }, value, { path, check }) =>
    itemsOf(value).flatMap((item, index) =>
      index < listOf(prefixItems).length ? [] : check(items, item, `${path}[${index}]`),
    ),
  contains: (
    { contains, minContains = 1, maxContains = Number.POSITIVE_INFINITY },
    value,
    { path, check },
  ) => {
    if (!Array.isArray(value)) return [];
    const found = itemsOf(value).filter((item) => check(contains, item, path).length === 0).length;
    if (found < Number(minContains))
      return [`${path}: has ${found === 0 ? 'no' : 'too few'} items that are wanted`];
    return found > Number(maxContains) ? [`${path}: has too many items that are wanted`] : [];
  },
  dependentSchemas: ({ dependentSchemas }, value, { path, check }) =>
    isObject(value) && isObject(dependentSchemas)
      ? Object.entries(dependentSchemas as JsonObject).flatMap(([name, schema]) =>
          Object.hasOwn(value, name) ? check(schema, value, path) : [],
        )
      : [],
  allOf: ({ allOf }, value, { path, check }) => listOf(allOf).flatMap((one) => check(one, value, path)),
  anyOf: ({ anyOf }, value, { path, check }) =>
    listOf(anyOf).some((one) => check(one, value, path).length === 0)
      ? []
      : [`${path}: fits none of the alternatives`],
  oneOf: ({ oneOf }, value, { path, check }) => {
    const fitting = listOf(oneOf).filter((one) => check(one, value, path).length === 0).length;
    return fitting === 1 ? [] : [`${path}: fits ${fitting === 0 ? 'none' : 'several'} of the alternatives`];
  },
  not: ({ not }, value, { path, check }) =>
    check(not, value, path).length === 0 ? [`${path}: is what it must not be`] : [],
  if: ({ if: condition, then, else: otherwise }, value, { path, check }) =>
    check(check(condition, value, path).length === 0 ? then : otherwise, value, path),
};

function membersOf(value: JsonValue): [string, JsonValue][] {
  return isObject(value) ? (Object.entries(value) as [string, JsonValue][]) : [];
}

function itemsOf(value: JsonValue): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

function matching(patterns: JsonValue | undefined, name: string): JsonValue[] {
  return membersOf(patterns ?? null).flatMap(([pattern, schema]) =>
    new RegExp(pattern, 'u').test(name) ? [schema] : [],
  );
}

function isNamed({ properties, patternProperties }: JsonObject, name: string): boolean {
  const known = isObject(properties) && Object.hasOwn(properties, name);
  return known || matching(patternProperties, name).length > 0;
}
