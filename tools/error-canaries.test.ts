// No error of any package shows what its catalogue does not declare, in whatever way it is looked at.
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import {
  asEnhancedCodeError,
  type DetailSchema,
  type EnhancedCodeError,
  type ErrorEntry,
  fromJSON,
  reviveError,
  toJSON,
} from '../packages/errors/src/index.ts';
import { collectCatalogues, renderError, toProblem } from '../packages/errors/src/present/index.ts';
import { loadCatalogues } from './error-pages.ts';

const CANARY = 'sk-CANARY-7f3a9';
const declared = await loadCatalogues();
const entries = collectCatalogues(declared.map(({ catalogue }) => catalogue));
const codes = declared.flatMap(({ catalogue }) =>
  Object.entries(catalogue.entries).map(([code, entry]) => {
    const create = catalogue.create as (code: string, details: object, options: object) => EnhancedCodeError;
    return { code, entry, create };
  }),
);

/** A value for one detail: harmless where any text is allowed, the canary everywhere else. */
function valueFor(schema: DetailSchema): unknown {
  if (schema.type === 'string' && schema.enum === undefined) return 'shown';
  if (schema.type === 'array') return [valueFor(schema.items), { [CANARY]: CANARY }];
  if (schema.type === 'object') return detailsFor(schema.properties);
  return CANARY;
}

function detailsFor(properties: Readonly<Record<string, DetailSchema>>): Record<string, unknown> {
  const given = Object.entries(properties).map(([name, schema]) => [name, valueFor(schema)]);
  return { ...Object.fromEntries(given), headers: { authorization: CANARY }, prompt_: CANARY, [CANARY]: 1 };
}

/** A failure as libraries raise it, with prompt, key and header in every field. */
function foreign(): Error {
  const cause = new AggregateError([new Error(CANARY), CANARY, { message: CANARY }], CANARY);
  const fields = { code: CANARY, name: CANARY, headers: { authorization: CANARY }, body: CANARY };
  return Object.assign(new TypeError(CANARY, { cause }), fields);
}

function raise(code: string, entry: ErrorEntry, create: (typeof codes)[number]['create']): EnhancedCodeError {
  const attempts = [{ target: 'a', class: 'network', latencyMs: 1, request: CANARY, usage: { raw: CANARY } }];
  const options = { cause: foreign(), errors: [foreign(), CANARY], attempts, unsafe: CANARY, body: CANARY };
  return create(code, detailsFor(entry.details?.properties ?? {}), options);
}

const deep = { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: true };
const views: Readonly<Record<string, (error: EnhancedCodeError) => unknown>> = {
  message: (error) => error.message,
  hint: (error) => error.hint,
  stack: (error) => error.stack,
  'JSON.stringify': (error) => JSON.stringify({ error, spread: { ...error } }),
  'toJSON with stacks': (error) => JSON.stringify(toJSON(error, { stack: true })),
  'fromJSON(toJSON)': (error) => inspect(fromJSON(toJSON(error)), deep),
  'util.inspect': (error) => inspect(error, deep),
  'String()': (error) => `${String(error)} ${error}`,
  structuredClone: (error) => inspect(structuredClone(error), deep),
  'a revived clone': (error) => inspect(reviveError(structuredClone(error), entries), deep),
  'the error of another error': (error) =>
    inspect(asEnhancedCodeError(new Error(CANARY, { cause: error })), deep),
  'RFC 9457': (error) => JSON.stringify(toProblem(error)),
  terminal: (error) => renderError(error, { verbose: true, color: true }),
};

describe.each(Object.entries(views))('%s', (_name, view) => {
  test('shows no canary of any code', () => {
    const shown = codes.filter(({ code, entry, create }) =>
      /CANARY/.test(String(view(raise(code, entry, create)))),
    );
    expect(shown.map(({ code }) => code)).toEqual([]);
  });
});

test('the canaries are there: the explicit call finds them', () => {
  expect(codes.length).toBeGreaterThan(150);
  for (const { code, entry, create } of codes) {
    const error = raise(code, entry, create);
    expect(error.unsafe()).toBe(CANARY);
    expect(inspect(error.unsafe('cause'))).toContain(CANARY);
  }
});

test('every code survives its own JSON, with details, causes, parts and attempts', () => {
  for (const { code, entry, create } of codes) {
    const json = toJSON(raise(code, entry, create));
    expect(toJSON(fromJSON(JSON.parse(JSON.stringify(json))))).toEqual(json);
    expect(json).toMatchObject({ code, cause: { name: 'TypeError' }, attempts: [{ target: 'a' }] });
    expect(json.errors).toHaveLength(2);
  }
});

test('no catalogue declares a detail for what must not be shown', () => {
  const secret =
    /^(?:api_?key|authorization|headers?|cookies?|password|secret|token|body|content|text|diff|snippet)$/i;
  const names = codes.flatMap(({ code, entry }) =>
    Object.keys(entry.details?.properties ?? {}).map((name) => ({ code, name })),
  );
  expect(names.filter(({ name }) => secret.test(name))).toEqual([]);
});
