import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { JsonObject, JsonValue } from '../json.ts';
import { checkJsonSchema, unsupportedKeyword } from './json-schema.ts';

const schemas = [
  z.object({ a: z.string().min(2).max(3), b: z.number().int().optional() }).strict(),
  z
    .array(z.union([z.boolean(), z.null(), z.enum(['x', 'y'])]))
    .min(1)
    .max(2),
  z.object({ a: z.object({ b: z.array(z.number().min(-1).max(2)) }) }),
  z.literal('only'),
  z.tuple([z.literal('x'), z.number()]),
  z.record(z.enum(['a', 'b']), z.number().multipleOf(0.5).gt(0)),
  z.array(z.string().regex(/^[a-x]+$/)).max(3),
  z.discriminatedUnion('a', [
    z.strictObject({ a: z.literal('x') }),
    z.strictObject({ a: z.literal('y'), b: z.number() }),
  ]),
  z.intersection(z.object({ a: z.string() }).loose(), z.object({ b: z.boolean() }).loose()),
  z.object({
    a: z.string(),
    get b() {
      return z.array(z.object({ a: z.string() })).optional();
    },
  }),
];

const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<unknown>('x', 'y', 'ab', 'abcd', 'only', true, null, 0, 1, -2, 1.5, 3),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b'), tie('any')),
  ),
})).any;

describe('checking with JSON Schema', () => {
  it.each(schemas)('agrees with the library that made the schema: %#', (schema) => {
    const { $schema: _dialect, ...jsonSchema } = z.toJSONSchema(schema) as JsonObject;
    expect(unsupportedKeyword(jsonSchema)).toBeUndefined();
    fc.assert(
      fc.property(value, (given) => {
        // The library drops unknown members of a plain object, which JSON Schema forbids as it tells it.
        const fits = schema.safeParse(given).success;
        const problems = checkJsonSchema(jsonSchema, given as JsonValue);
        if (!fits) expect(problems).not.toEqual([]);
        else if (problems.length > 0) expect(problems.join()).toContain('is not allowed');
      }),
      { numRuns: 500 },
    );
  });

  it.each<[JsonObject, JsonValue, string]>([
    [{ allOf: [{ type: 'string' }, { maxLength: 1 }] }, 'ab', 'input: must be at most 1 characters'],
    [{ oneOf: [{ type: 'string' }, { minLength: 1 }] }, 'a', 'input: fits several of the alternatives'],
    [{ not: { type: 'null' } }, null, 'input: is what it must not be'],
    [
      JSON.parse('{"if":{"type":"string"},"then":{"pattern":"^x"},"else":{"type":"number"}}') as JsonObject,
      'y',
      'input: must match ^x',
    ],
    [{ if: { type: 'string' }, else: { type: 'number' } }, null, 'input: must be number'],
    [
      { uniqueItems: true },
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
      'input: must not repeat an item',
    ],
    [{ contains: { const: 7 } }, [1, 2], 'input: has no items that are wanted'],
    [{ contains: { const: 7 }, minContains: 2 }, [7, 2], 'input: has too few items that are wanted'],
    [{ contains: { const: 7 }, maxContains: 1 }, [7, 7], 'input: has too many items that are wanted'],
    [{ dependentSchemas: { a: { required: ['b'] } } }, { a: 1 }, 'input: b is missing'],
    [
      { patternProperties: { '^n': { type: 'number' } }, additionalProperties: false },
      { n1: 'x' },
      'input.n1: must be number',
    ],
    [
      { patternProperties: { '^n': {} }, additionalProperties: false },
      { other: 1 },
      'input.other: is not allowed',
    ],
    [{ propertyNames: { maxLength: 2 } }, { abc: 1 }, 'input.abc: must be at most 2 characters'],
    [{ dependentRequired: { a: ['b'] } }, { a: 1 }, 'input: b is missing'],
    [{ minProperties: 1 }, {}, 'input: must be at least 1 members'],
    [{ multipleOf: 0.1 }, 0.25, 'input: must be a multiple of 0.1'],
    [{ exclusiveMaximum: 3 }, 3, 'input: must be less than 3'],
    [{ enum: [{ a: 1, b: 2 }] }, { a: 1 }, 'input: must be one of [{"a":1,"b":2}]'],
    [{ $ref: '#/$defs/a~1b', $defs: { 'a/b': { type: 'null' } } }, 1, 'input: must be null'],
    [
      { properties: { next: { $ref: '#' } }, required: ['v'] },
      { v: 1, next: { v: 1, next: {} } },
      'input.next.next: v is missing',
    ],
  ])('%o finds what is wrong with %o', (schema, given, problem) => {
    expect(unsupportedKeyword(schema)).toBeUndefined();
    expect(checkJsonSchema(schema, given)).toEqual([problem]);
  });

  it.each<[JsonObject, JsonValue]>([
    [{ contains: { const: 7 }, minContains: 0 }, []],
    [{ contains: { const: 7 }, minContains: 1, maxContains: 2 }, [7, 1, 7]],
    [{ minContains: 3 }, []],
    [{ dependentSchemas: { a: false } }, { b: 1 }],
    [{ $schema: 'https://json-schema.org/draft/2020-12/schema', minimum: 1 }, 1],
  ])('%o takes %o', (schema, given) => {
    expect(unsupportedKeyword(schema)).toBeUndefined();
    expect(checkJsonSchema(schema, given)).toEqual([]);
  });

  it('comes to an end where schemas refer to each other in a circle', () => {
    const circle = {
      $ref: '#/$defs/a',
      $defs: { a: { $ref: '#/$defs/b' }, b: { allOf: [{ $ref: '#/$defs/a' }], type: 'string' } },
    };
    expect(checkJsonSchema(circle, 'x')).toEqual([]);
    expect(checkJsonSchema(circle, 1)).toContain('input: must be string');
  });

  it.each([
    { $ref: 'https://example.com/schema' },
    { $ref: '#/$defs/gone' },
    { pattern: '(' },
    { patternProperties: { '(': {} } },
    { unevaluatedProperties: false },
    { anyOf: [{ $dynamicRef: '#a' }] },
    { dependentSchemas: { a: { unevaluatedItems: false } } },
    { $schema: 'https://example.com/meta', minimum: 1 },
  ])('tells at once what it cannot check: %o', (schema) => {
    expect(unsupportedKeyword(schema)).toBeDefined();
  });

  it('names the place of each problem', () => {
    const schema = {
      type: 'object',
      properties: { list: { items: { type: ['integer', 'null'] } } },
      required: ['x'],
    };
    expect(checkJsonSchema(schema, { list: [1, null, 'a'] })).toEqual([
      'input.list[2]: must be integer or null',
      'input: x is missing',
    ]);
  });

  it('does not take inherited members for given ones', () => {
    expect(checkJsonSchema({ required: ['toString'] }, {})).toEqual(['input: toString is missing']);
  });
});
