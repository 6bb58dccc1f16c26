import { llmErrors } from '../errors/llm-errors.ts';
import { isObject, type JsonObject, type JsonValue } from '../json.ts';
import type { TypedSchema } from '../output/object-types.ts';
import { checkJsonSchema, unsupportedKeyword } from './json-schema.ts';

/** The part of Standard Schema that is used here: https://standardschema.dev */
export interface StandardSchema<Output = unknown> {
  /** What the standard demands of a schema. */
  readonly '~standard': {
    /** Version of the standard. */
    readonly version: 1;
    /** The library that made the schema, such as `zod`. */
    readonly vendor: string;
    /** Checks a value. */
    validate(value: unknown): StandardResult<Output> | Promise<StandardResult<Output>>;
    /** What the schema takes and gives, for the compiler alone. */
    readonly types?:
      | {
          /** What the schema takes. */
          readonly input: unknown;
          /** What the schema gives back. */
          readonly output: Output;
        }
      | undefined;
    /** How the schema looks as JSON Schema, where the library can tell. */
    readonly jsonSchema?: {
      /** The JSON Schema of what the schema takes, in the dialect named by `target`. */
      input(options: { readonly target: string }): Record<string, unknown>;
    };
  };
}

/** What a Standard Schema answers. */
export type StandardResult<Output> =
  | {
      /** The value as the schema gives it back. */
      readonly value: Output;
      /** Absent: the value fits. */
      readonly issues?: undefined;
    }
  | {
      /** What is wrong with the value. */
      readonly issues: readonly {
        /** What is wrong, in words. */
        readonly message: string;
        /** Where, from the outside in. */
        readonly path?: readonly unknown[] | undefined;
      }[];
    };

/** A schema of values: JSON Schema, or zod or any other Standard Schema that can be told as JSON Schema. */
export type ValueSchema<Output = unknown> = JsonObject | StandardSchema<Output>;

/** A value that fits, or what is wrong with it. */
export type Checked<Output> =
  | { readonly ok: true; readonly value: Output }
  | { readonly ok: false; readonly problems: readonly string[] };

/** A schema that is ready for use. */
export interface ReadySchema<Output = unknown> {
  /** What a provider gets to see. */
  readonly jsonSchema: JsonObject;
  check(value: JsonValue): Promise<Checked<Output>>;
}

/** Makes a schema ready. Throws `EC_LLM_INVALID_OPTION` where it cannot be checked or not be told as JSON Schema. */
export function readySchema<Output>(name: string, schema: ValueSchema<Output>): ReadySchema<Output> {
  return isStandard(schema) ? readyStandard(name, schema) : readyJson(name, schema);
}

function isStandard<Output>(schema: ValueSchema<Output>): schema is StandardSchema<Output> {
  return isObject(schema['~standard']);
}

function readyStandard<Output>(name: string, schema: StandardSchema<Output>): ReadySchema<Output> {
  const standard = schema['~standard'];
  if (standard.jsonSchema === undefined)
    throw unusable(name, `${standard.vendor} cannot tell it as JSON Schema`);
  const { $schema: _dialect, ...jsonSchema } = standard.jsonSchema.input({ target: 'draft-2020-12' });
  return {
    jsonSchema: jsonSchema as JsonObject,
    async check(value) {
      const result = await standard.validate(value);
      if (result.issues === undefined) return { ok: true, value: result.value };
      return { ok: false, problems: result.issues.map(({ message, path }) => at(path ?? [], message)) };
    },
  };
}

function readyJson<Output>(name: string, jsonSchema: JsonObject): ReadySchema<Output> {
  const keyword = unsupportedKeyword(jsonSchema);
  if (keyword !== undefined) throw unusable(name, `its keyword ${keyword} cannot be checked here`);
  return {
    jsonSchema,
    async check(value) {
      const problems = checkJsonSchema(jsonSchema, value);
      return problems.length === 0 ? { ok: true, value: value as Output } : { ok: false, problems };
    },
  };
}

/** A JSON Schema whose values have a type that only its author knows. */
export function jsonSchema<Output>(schema: JsonObject): StandardSchema<Output> & TypedSchema<Output> {
  const ready = readyJson<Output>('value', schema);
  return {
    '~standard': {
      version: 1,
      vendor: 'json-schema',
      jsonSchema: { input: () => schema },
      async validate(value) {
        const checked = await ready.check(value as JsonValue);
        return checked.ok ? checked : { issues: checked.problems.map((message) => ({ message })) };
      },
    },
  };
}

function at(path: readonly unknown[], message: string): string {
  const keys = path.map((step) => String(isObject(step) ? step.key : step));
  return keys.length === 0 ? message : `${keys.join('.')}: ${message}`;
}

function unusable(name: string, reason: string): Error {
  return llmErrors.create('EC_LLM_INVALID_OPTION', { option: `schema of ${name}`, reason });
}
