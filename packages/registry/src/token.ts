declare const held: unique symbol;

/** A token of whatever type, as lists and maps of them need it. */
export interface AnyToken {
  /** Name in errors, events, metrics and the boot tree; unique within one registry. */
  readonly name: string;
}

/**
 * Stands for one component and carries its type. Two tokens are the same only if they are the same object,
 * whatever their names.
 */
export interface Token<T> extends AnyToken {
  /** Never present: it ties the token to `T` exactly, neither a wider nor a narrower type. */
  readonly [held]?: (value: T) => T;
}

/** Makes a token; export it from the module that declares the type. */
export function createToken<T>(name: string): Token<T> {
  return Object.freeze({ name });
}

/** The type that a token stands for. */
export type Resolved<Key extends AnyToken> = Key extends Token<infer T> ? T : never;

/** Dependencies of a component by the names under which its factory receives them. */
export type TokenMap = Readonly<Record<string, AnyToken>>;

/** What a factory receives for its dependencies. */
export type ResolvedMap<Map extends TokenMap> = { readonly [Name in keyof Map]: Resolved<Map[Name]> };
