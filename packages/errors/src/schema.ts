/** The part of JSON Schema that a catalogue may use for the details of an error. */
export type DetailSchema =
  | { readonly type: 'string'; readonly enum?: readonly string[]; readonly description?: string }
  | { readonly type: 'number' | 'integer'; readonly description?: string }
  | { readonly type: 'boolean'; readonly description?: string }
  | { readonly type: 'array'; readonly items: DetailSchema; readonly description?: string }
  | DetailsSchema;

/** JSON Schema of one object of details. Properties that are not `required` are optional. */
export interface DetailsSchema {
  readonly type: 'object';
  readonly properties: { readonly [name: string]: DetailSchema };
  readonly required?: readonly string[];
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
