import { entryOf, isObject, type JsonObject, type JsonValue } from '../json.ts';
import { applicators } from './schema-applicators.ts';
import { assertions } from './schema-assertions.ts';

/** Where a value stands and how its parts are checked. */
export interface SchemaPlace {
  /** Place of the value, such as `input.files[0]`. */
  readonly path: string;
  /** What is wrong with a value by another schema of the same document. */
  check(schema: JsonValue | undefined, value: JsonValue, path: string): string[];
}

/** Checks one keyword of a schema: what is wrong with the value, empty where it fits. */
export type SchemaKeyword = (schema: JsonObject, value: JsonValue, place: SchemaPlace) => string[];

/** Keywords that say nothing about whether a value fits, or that another keyword reads. */
const ANNOTATIONS = new Set([
  'minContains',
  'maxContains',
  '$id',
  '$comment',
  '$defs',
  'definitions',
  'title',
  'description',
  'default',
  'deprecated',
  'examples',
  'format',
  'readOnly',
  'writeOnly',
  'contentEncoding',
  'contentMediaType',
  'then',
  'else',
]);

/** The keywords that are checked: https://json-schema.org/draft/2020-12/json-schema-validation */
const KEYWORDS: Readonly<Record<string, SchemaKeyword>> = { ...assertions, ...applicators };

/** Keywords whose value is a schema, a list of schemas, or a map of them. */
const ONE = ['additionalProperties', 'propertyNames', 'items', 'contains', 'not', 'if', 'then', 'else'];
const LISTS = ['anyOf', 'oneOf', 'allOf', 'prefixItems'];
const MAPS = ['properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions'];

/** How many schemas may refer to each other before a value is looked at: a circle without a value has no end. */
const DEPTH = 64;

/** What is wrong with a value, each with its place; empty where it fits. */
export function checkJsonSchema(schema: JsonObject, value: JsonValue): string[] {
  return checkAt(schema, value, 'input', schema, 0);
}

function checkAt(
  schema: JsonValue | undefined,
  value: JsonValue,
  path: string,
  root: JsonObject,
  depth: number,
): string[] {
  if (schema === false) return [`${path}: is not allowed`];
  if (!isObject(schema)) return [];
  const found = schema as JsonObject;
  const check: SchemaPlace['check'] = (inner, part, place) =>
    checkAt(inner, part, place, root, place === path ? depth + 1 : 0);
  const referred = typeof found.$ref === 'string' ? resolve(root, found.$ref) : undefined;
  const problems = depth < DEPTH && referred !== undefined ? check(referred, value, path) : [];
  const own = Object.keys(found).flatMap(
    (name) => entryOf(KEYWORDS, name)?.(found, value, { path, check }) ?? [],
  );
  return [...problems, ...own];
}

/** The schema that a reference within the document names, or `undefined`. */
function resolve(root: JsonObject, reference: string): JsonValue | undefined {
  if (reference === '#') return root;
  if (!reference.startsWith('#/')) return undefined;
  const names = reference.slice(2).split('/').map(unescapePointer);
  return names.reduce<unknown>(
    (found, name) => (typeof found === 'object' && found !== null ? Reflect.get(found, name) : undefined),
    root,
  ) as JsonValue | undefined;
}

function unescapePointer(name: string): string {
  return decodeURIComponent(name).replaceAll('~1', '/').replaceAll('~0', '~');
}

/** The first thing anywhere in a schema that cannot be checked: passing over it would accept too much. */
export function unsupportedKeyword(schema: unknown, root: unknown = schema): string | undefined {
  if (!isObject(schema)) return undefined;
  const unknown = Object.keys(schema).find((name) => !isKnown(name, schema, root));
  if (unknown !== undefined) return unknown;
  const inner = Object.entries(schema).flatMap(([name, nested]) => schemasIn(name, nested));
  return inner.map((one) => unsupportedKeyword(one, root)).find((name) => name !== undefined);
}

function isKnown(name: string, schema: Readonly<Record<string, unknown>>, root: unknown): boolean {
  if (name === '$ref')
    return typeof schema.$ref === 'string' && resolve(root as JsonObject, schema.$ref) !== undefined;
  // Another one may give every keyword another meaning.
  if (name === '$schema') return /^https?:\/\/json-schema\.org\//.test(String(schema.$schema));
  if (name === 'pattern') return isPattern(schema.pattern);
  if (name === 'patternProperties')
    return isObject(schema[name]) && Object.keys(schema[name]).every(isPattern);
  return Object.hasOwn(KEYWORDS, name) || ANNOTATIONS.has(name) || name.startsWith('x-');
}

function isPattern(pattern: unknown): boolean {
  try {
    return typeof pattern === 'string' && new RegExp(pattern, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

function schemasIn(name: string, nested: unknown): unknown[] {
  if (ONE.includes(name)) return [nested];
  if (LISTS.includes(name)) return Array.isArray(nested) ? nested : [];
  return MAPS.includes(name) && isObject(nested) ? Object.values(nested) : [];
}
