import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fakeFetch } from '../../test/fake-fetch.ts';
import { anthropicParts, events } from '../../test/wire.ts';
import { anthropic, generateObject, type JsonObject } from '../index.ts';
import type { ValueSchema } from '../tools/schema.ts';

const { messageStart, messageDelta, block, delta, stop } = anthropicParts;

/** Lets a model answer with a value and gives what was sent for its schema, and what came of the answer. */
async function ask(schema: ValueSchema, value: unknown) {
  const answer = [
    messageStart,
    block(0, { type: 'text', text: '' }),
    delta(0, { type: 'text_delta', text: JSON.stringify(value) }),
    stop(0),
    messageDelta('end_turn'),
    { type: 'message_stop' },
  ];
  const { fetch, requests } = fakeFetch([events(answer, true)]);
  const model = anthropic({ model: 'claude', apiKey: 'k', fetch });
  const messages = [{ role: 'user', content: 'go' }] as const;
  const result = await generateObject(model, { messages, schema });
  const body = requests[0]?.body as { output_config: { format: { schema: JsonObject } } } | undefined;
  return { sent: body?.output_config.format.schema ?? {}, result };
}

/** Keywords with which Anthropic refuses a request: https://platform.claude.com/docs/en/build-with-claude/structured-outputs */
const REFUSED =
  /"(minimum|maximum|exclusiveMinimum|exclusiveMaximum|multipleOf|minLength|maxLength|pattern|maxItems|uniqueItems|oneOf|\$schema|if|not)":/;

describe('the schema of an answer of Claude', () => {
  it('has nothing in it that is refused, and tells it in words', async () => {
    const schema = z.object({
      age: z.number().int().min(3).max(120).describe('In years'),
      name: z
        .string()
        .min(2)
        .max(40)
        .regex(/^[a-z]+$/),
      tags: z.array(z.string()).min(2).max(4),
    });
    const { sent } = await ask(schema, { age: 4, name: 'ab', tags: ['x', 'y'] });
    const properties = sent.properties as Record<string, JsonObject>;
    expect(JSON.stringify(sent).replaceAll(/"description":"(\\.|[^"\\])*"/g, '')).not.toMatch(REFUSED);
    expect(properties.age).toEqual({ type: 'integer', description: 'In years (minimum 3, maximum 120)' });
    expect(String(properties.name?.description)).toContain('maxLength 40');
    expect(properties.tags).toMatchObject({ type: 'array', description: 'minItems 2, maxItems 4' });
  });

  it('still holds the answer to all of it', async () => {
    const schema = z.object({ age: z.number().min(3) });
    expect((await ask(schema, { age: 4 })).result).toMatchObject({ state: 'finished', object: { age: 4 } });
    expect((await ask(schema, { age: 2 })).result).toMatchObject({
      state: 'failed',
      error: { code: 'EC_LLM_OUTPUT_INVALID' },
    });
  });

  it('is closed at every object, in lists, alternatives and definitions too', async () => {
    const point = { type: 'object', properties: { x: { type: 'number' } }, required: ['x'] };
    const schema = {
      type: 'object',
      properties: {
        list: { type: 'array', minItems: 1, items: point },
        either: { oneOf: [point, { type: 'null' }] },
        named: { $ref: '#/$defs/point' },
        data: { enum: [{ type: 'object' }, 1] },
      },
      required: ['list'],
      $defs: { point },
    };
    const { sent } = await ask(schema, { list: [{ x: 1 }] });
    const closed = { ...point, additionalProperties: false };
    expect(sent).toEqual({
      type: 'object',
      properties: {
        list: { type: 'array', minItems: 1, items: closed },
        either: { anyOf: [closed, { type: 'null' }] },
        named: { $ref: '#/$defs/point' },
        data: { enum: [{ type: 'object' }, 1] },
      },
      required: ['list'],
      $defs: { point: closed },
      additionalProperties: false,
    });
  });

  it.each([
    ['date-time', { type: 'string', format: 'date-time' }],
    ['regex', { type: 'string', description: 'format "regex"' }],
  ])('keeps the format %s only where it is known', async (format, expected) => {
    const { sent } = await ask({ type: 'object', properties: { at: { type: 'string', format } } }, {});
    expect(sent.properties).toEqual({ at: expected });
  });
});
