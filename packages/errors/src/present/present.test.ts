import { expect, test } from 'vitest';
import { demoErrors } from '../../test/demo.ts';
import { defineErrors, errorErrors, toJSON } from '../index.ts';
import { catalogueSchema, collectCatalogues, docsUrl, errorPage, PROBLEM_TYPE, toProblem } from './index.ts';

test('the address of a page depends on where the pages are', () => {
  expect(docsUrl('EC_X_Y')).toBe('docs/errors/EC_X_Y.md');
  expect(docsUrl('EC_X_Y', 'pages')).toBe('pages/EC_X_Y.md');
  expect(docsUrl('EC_X_Y', 'https://example.org/errors')).toBe('https://example.org/errors/EC_X_Y');
  expect(docsUrl('EC_X_Y', 'https://example.org/errors/')).toBe('https://example.org/errors/EC_X_Y');
});

test('a problem document has the standard members and ours', () => {
  const error = demoErrors.create('EC_DEMO_LOST', { path: 'a.ts' }, { retryAfterMs: 7 });
  const docsBase = 'https://example.org/e';
  expect(toProblem(error, { docsBase, instance: 'run-1' })).toEqual({
    type: 'https://example.org/e/EC_DEMO_LOST',
    title: 'Demo lost',
    status: 404,
    detail: 'No file at a.ts.',
    instance: 'run-1',
    code: 'EC_DEMO_LOST',
    class: 'not_found',
    retryable: false,
    retryAfterMs: 7,
    hint: 'Check the path a.ts.',
    details: { path: 'a.ts' },
  });
  expect(PROBLEM_TYPE).toBe('application/problem+json');
});

test('a problem document of something foreign says that it was unexpected', () => {
  const problem = toProblem(new TypeError('secret'));
  expect(problem).toMatchObject({ status: 500, code: 'EC_ERRORS_UNEXPECTED', title: 'Errors unexpected' });
  expect(problem).not.toHaveProperty('instance');
  expect(problem).not.toHaveProperty('retryAfterMs');
});

test('catalogues are joined into one table', () => {
  const table = collectCatalogues([demoErrors, errorErrors, demoErrors]);
  expect(table.get('EC_DEMO_LOST')).toBe(demoErrors.entries.EC_DEMO_LOST);
  expect(table.size).toBe(Object.keys(demoErrors.entries).length + Object.keys(errorErrors.entries).length);
});

test('codes that two catalogues declare are refused by name', () => {
  const twin = defineErrors('demo', demoErrors.entries);
  expect(() => collectCatalogues([demoErrors, errorErrors, twin])).toThrow(
    'The error catalogue "demo, errors" is wrong: EC_DEMO_LOST is declared twice, EC_DEMO_BUSY is declared twice',
  );
});

/** The part of JSON Schema that our schemas use, judged directly. */
function fits(schema: Record<string, unknown>, value: unknown, root = schema): boolean {
  if (typeof schema.$ref === 'string') {
    const name = schema.$ref.slice('#/$defs/'.length);
    return fits(
      (root.$defs as Record<string, Record<string, unknown>>)[name] ?? { const: name },
      value,
      root,
    );
  }
  if (Array.isArray(schema.oneOf)) return schema.oneOf.filter((one) => fits(one, value, root)).length === 1;
  if ('const' in schema) return schema.const === value;
  if (schema.type === 'array') {
    const items = schema.items as Record<string, unknown>;
    return Array.isArray(value) && value.every((item) => fits(items, item, root));
  }
  if (schema.type !== 'object') {
    const type: string = typeof value;
    return schema.type === 'integer' ? Number.isInteger(value) : type === schema.type;
  }
  const fields = value as Record<string, unknown>;
  const required = (schema.required ?? []) as string[];
  const properties = Object.entries((schema.properties ?? {}) as Record<string, Record<string, unknown>>);
  const present = properties.filter(([name]) => fields[name] !== undefined);
  return (
    required.every((name) => name in fields) &&
    present.every(([name, inner]) => fits(inner, fields[name], root))
  );
}

test('the schema of a catalogue fits the JSON of its errors and nothing else', () => {
  const schema = catalogueSchema(demoErrors) as Record<string, unknown>;
  const attempts = [{ target: 'a', class: 'network', latencyMs: 1 }] as const;
  const json = toJSON(demoErrors.create('EC_DEMO_LOST', { path: 'a', line: 1 }, { cause: 'x', attempts }), {
    stack: true,
  });
  expect(fits(schema, json)).toBe(true);
  expect(fits(schema, toJSON(demoErrors.create('EC_DEMO_BUSY', {})))).toBe(true);
  const { class: _class, ...lacking } = json;
  const { target: _target, ...lackingTarget } = attempts[0];
  for (const wrong of [
    lacking,
    { ...json, code: 'EC_DEMO_NONE' },
    { ...json, version: 2 },
    { ...json, details: {} },
    { ...json, details: { path: 7 } },
    { ...json, exitCode: 2 },
    { ...json, attempts: [lackingTarget] },
    toJSON(errorErrors.create('EC_ERRORS_ABORTED', {})),
  ]) {
    expect(fits(schema, wrong)).toBe(false);
  }
  expect(schema).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Errors of demo',
  });
});

const notes = { meaning: 'It means.', causes: ['one', 'two'], fix: ['do this'], reproduce: 'Run it.' };

test('a page holds the notes and the facts', () => {
  const table = collectCatalogues([demoErrors]);
  const entry = table.get('EC_DEMO_LOST');
  expect(entry && errorPage('EC_DEMO_LOST', entry, notes)).toBe(`# EC_DEMO_LOST

It means.

> No file at {path}[, line {line}].

## Causes

- one
- two

## Fix

Check the path {path}.

- do this

## How to reproduce

Run it.

## Facts

| fact | value |
| --- | --- |
| severity | error |
| class | not_found |
| retryable | no |
| replay safety | safe |
| exit code | 1 |
| HTTP status | 404 |

## Details

| detail | type | present | meaning |
| --- | --- | --- | --- |
| \`path\` | string | always |  |
| \`line\` | integer | where known |  |
`);
});

test('a page names the type of every detail, and only a code with details has them', () => {
  const shapes = errorPage('EC_DEMO_SHAPES', demoErrors.entries.EC_DEMO_SHAPES, notes);
  expect(shapes).toContain('| `kind` | `round`, `square` | always |  |');
  expect(shapes).toContain('| `names` | list of string | where known |  |');
  const busy = errorPage('EC_DEMO_BUSY', { ...demoErrors.entries.EC_DEMO_BUSY, hint: 'a|b <c>' }, notes);
  expect(busy).not.toContain('## Details');
  expect(busy).toContain('| retryable | yes |');
  expect(busy).toContain('a\\|b &lt;c>');
});

test('a page says what a detail means', () => {
  const details = {
    type: 'object',
    properties: { size: { type: 'number', description: 'in bytes' } },
  } as const;
  expect(errorPage('EC_X', { ...demoErrors.entries.EC_DEMO_BUSY, details }, notes)).toContain(
    '| `size` | number | where known | in bytes |',
  );
});
