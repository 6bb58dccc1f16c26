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
