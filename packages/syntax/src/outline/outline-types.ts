import type { Range, SyntaxVerdict } from '../types.ts';

/** What a definition defines. */
export type DefinitionKind =
  | 'class'
  | 'constant'
  | 'constructor'
  | 'enum'
  | 'field'
  | 'function'
  | 'interface'
  | 'macro'
  | 'method'
  | 'module'
  | 'namespace'
  | 'property'
  | 'struct'
  | 'trait'
  | 'type'
  | 'variable';

/** Something that a text defines. */
export interface Definition {
  /** What it is. */
  readonly kind: DefinitionKind;
  /** Its name as written. */
  readonly name: string;
  /** The whole definition. */
  readonly range: Range;
  /** Its name alone. */
  readonly nameRange: Range;
  /** Its first line without indentation and opening brace; at most 200 characters. */
  readonly signature: string;
  /** Names of the definitions around it, outermost first. */
  readonly containers: readonly string[];
  /** Text of the comment right before it or of the string that documents it; at most 2,000 characters. */
  readonly doc?: string;
}

/** How a name is used. */
export type ReferenceKind = 'call' | 'type' | 'name';

/** A use of a name. */
export interface Reference {
  /** How it is used, as far as the syntax shows. */
  readonly kind: ReferenceKind;
  /** The name as written. */
  readonly name: string;
  /** Where. */
  readonly range: Range;
}

/** A module or file that a text asks for. */
export interface ImportTarget {
  /** What is asked for, without quotes: `./types.ts`, `os.path`, `std::fs`. */
  readonly target: string;
  /** Where the target stands. */
  readonly range: Range;
}

/** What a text defines, uses and imports, each in order of its place. */
export interface Outline extends SyntaxVerdict {
  /** What it defines; locals of functions are left out. */
  readonly definitions: readonly Definition[];
  /** What it uses. */
  readonly references: readonly Reference[];
  /** What it imports. */
  readonly imports: readonly ImportTarget[];
}
