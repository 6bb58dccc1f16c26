import type { EnhancedCodeError } from '@enhanced-code/errors';
import type { JsonValue } from '../json.ts';
import type { ModelRequest } from '../model.ts';
import type { FinishReason, ResponseInfo, TerminalState, Usage } from '../stream-part.ts';
import type { StandardSchema, ValueSchema } from '../tools/schema.ts';

/** What a schema gives back for a value that fits; any JSON value for a plain JSON Schema. */
export type OutputOf<Schema> = Schema extends StandardSchema<infer Output> ? Output : JsonValue;

/** A schema that tells its types to the compiler. */
export interface TypedSchema<Input> {
  /** What the standard demands of a schema. */
  readonly '~standard': {
    /** For the compiler alone. */
    readonly types?:
      | {
          /** What the schema takes. */
          readonly input: Input;
        }
      | undefined;
  };
}

/** What a schema takes, before it fills in defaults and transforms; this is what the model writes. */
export type InputOf<Schema> = Schema extends TypedSchema<infer Input> ? Input : OutputOf<Schema>;

/** A value of which any member may still be missing, at any depth; of a list the first items are there. */
export type PartialDeep<Value> = Value extends readonly (infer Item)[]
  ? readonly PartialDeep<Item>[]
  : Value extends object
    ? { readonly [Name in keyof Value]?: PartialDeep<Value[Name]> }
    : Value;

/** Asks a model for a value that fits a schema. */
export interface ObjectRequest<Schema extends ValueSchema>
  extends Omit<ModelRequest, 'outputFormat' | 'tools' | 'toolChoice'> {
  /** zod, any other Standard Schema that can be told as JSON Schema, or JSON Schema. */
  readonly schema: Schema;
  /** Name of the value for the model: letters, digits, `_` and `-`, at most 64 characters. Default `answer`. */
  readonly name?: string;
  /** What the value stands for, for the model. */
  readonly description?: string;
}

/** Options of `streamObject` and `generateObject`. */
export interface ObjectOptions {
  /** The only way to cancel the call from outside. */
  readonly signal?: AbortSignal;
  /**
   * How the model is held to the schema: by its own structured output (`native`) or by a tool that it has to call
   * (`tool`). Default: `native` where its capabilities declare it, else `tool`.
   */
  readonly mode?: 'native' | 'tool';
}

/** The value so far. */
export interface PartialObject<Value> {
  /**
   * The value so far, not yet checked; `undefined` before its beginning and after an attempt was taken back. Texts
   * grow; numbers, `true`, `false` and `null` appear when they are complete. It is one object that goes on changing,
   * so that a long answer costs no more than its length: copy what must stay.
   */
  readonly value: PartialDeep<Value> | undefined;
  /** Where the model is writing, from the outside in: the innermost member that has a value. Empty for the whole. */
  readonly path: readonly (string | number)[];
}

/** What is told of every end. */
export interface ObjectEnd {
  /** Why the model stopped. */
  readonly finishReason: FinishReason;
  /** Tokens of the call. */
  readonly usage: Usage;
  /** What the response said about itself. */
  readonly response?: ResponseInfo;
}

/** What became of the request: a value that fits its schema, or an error. */
export type ObjectResult<Value> =
  | (ObjectEnd & {
      /** The model finished and its value fits the schema. */
      readonly state: 'finished';
      /** The value as the schema gives it back. */
      readonly object: Value;
      /** Never there in this state. */
      readonly error?: undefined;
    })
  | (ObjectEnd & {
      /** How the call ended; `failed` also where the model finished with a value that does not fit. */
      readonly state: Exclude<TerminalState, 'finished'>;
      /** Never there in these states: what was cut or does not fit is no value. */
      readonly object?: undefined;
      /** What ended it. `EC_LLM_OUTPUT_INVALID` holds the model's text in `unsafe()`. */
      readonly error: EnhancedCodeError;
    });

/**
 * A value that is being written. Neither iterating nor `result()` ever throws. There is one reader; leaving its loop
 * early cancels the call.
 */
export interface ObjectStream<Schema extends ValueSchema>
  extends AsyncIterable<PartialObject<InputOf<Schema>>> {
  /** Runs the call to its end and gives the checked value, or why there is none. May be asked for more than once. */
  result(): Promise<ObjectResult<OutputOf<Schema>>>;
}
