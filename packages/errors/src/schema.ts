/** The part of JSON Schema that a catalogue may use for the details of an error. */
export type DetailSchema =
  | {
      /** A text. */
      readonly type: 'string';
      /** The only values that are allowed. Default: any text. */
      readonly enum?: readonly string[];
      /** What the detail says. */
      readonly description?: string;
    }
  | {
      /** A number, with or without a fraction. */
      readonly type: 'number' | 'integer';
      /** What the detail says. */
      readonly description?: string;
    }
  | {
      /** True or false. */
      readonly type: 'boolean';
      /** What the detail says. */
      readonly description?: string;
    }
  | {
      /** A list. */
      readonly type: 'array';
      /** Schema of every item. */
      readonly items: DetailSchema;
      /** What the detail says. */
      readonly description?: string;
    }
  | DetailsSchema;

/** JSON Schema of one object of details. Properties that are not `required` are optional. */
export interface DetailsSchema {
  /** Always an object. */
  readonly type: 'object';
  /** Schema of each detail, by its name. */
  readonly properties: { readonly [name: string]: DetailSchema };
  /** Names of the details that are always there. Default: none. */
  readonly required?: readonly string[];
  /** What the object says. */
  readonly description?: string;
}

type RequiredNames<Schema> = Schema extends { readonly required: readonly (infer Name)[] } ? Name : never;

/** The TypeScript type of the values that a JSON Schema literal allows. */
export type FromSchema<Schema> = Schema extends { readonly enum: readonly (infer Member)[] }
  ? Member
  : Schema extends { readonly type: 'string' }
    ? string
    : Schema extends { readonly type: 'number' | 'integer' }
      ? number
      : Schema extends { readonly type: 'boolean' }
        ? boolean
        : Schema extends { readonly type: 'array'; readonly items: infer Items }
          ? readonly FromSchema<Items>[]
          : Schema extends { readonly properties: infer Properties }
            ? {
                readonly [Name in keyof Properties as Name extends RequiredNames<Schema>
                  ? Name
                  : never]: FromSchema<Properties[Name]>;
              } & {
                readonly [Name in keyof Properties as Name extends RequiredNames<Schema>
                  ? never
                  : Name]?: FromSchema<Properties[Name]>;
              }
            : Readonly<Record<never, never>>;
