import { findCatalogueProblems } from './catalogue-problems.ts';
import { type EnhancedCodeError, isEnhancedCodeError } from './enhanced-code-error.ts';
import type { DetailsOf, ErrorEntry, ErrorOptions } from './entry.ts';
import { entryFactory, ownError } from './raise.ts';

/** Codes of an area and what they declare. */
export type ErrorEntries = Readonly<Record<string, ErrorEntry>>;

/** The closed set of errors of one area. */
export interface ErrorCatalogue<Entries extends ErrorEntries = ErrorEntries> {
  /** Name of the area, lower case. */
  readonly area: string;
  /** The declaration itself. */
  readonly entries: Entries;
  /**
   * Makes an error of this catalogue; the caller throws it, and its stack starts there. Details are copied:
   * only what the schema declares is kept, and a value that does not fit it becomes `[invalid]`.
   * @throws EC_ERRORS_UNKNOWN_CODE if the catalogue has no such code.
   */
  create<Code extends keyof Entries & string>(
    code: Code,
    details: DetailsOf<Entries[Code]>,
    options?: ErrorOptions,
  ): EnhancedCodeError<Code, DetailsOf<Entries[Code]>>;
  /** Whether a value is an error of this catalogue, or the one named. */
  is<Code extends keyof Entries & string>(
    value: unknown,
    code?: Code,
  ): value is EnhancedCodeError<Code, DetailsOf<Entries[Code]>>;
}

/** `file-management` in a code reads `FILE_MANAGEMENT`. */
type InCode<Area extends string> = Area extends `${infer Head}-${infer Tail}`
  ? `${Uppercase<Head>}_${InCode<Tail>}`
  : Uppercase<Area>;

/** Demands of every code that it belongs to the area; one that does not must be of type never. */
type CodesOf<Area extends string, Entries> = {
  readonly [Code in keyof Entries]: Code extends `EC_${InCode<Area>}_${string}` ? ErrorEntry : never;
};

/**
 * Declares the errors of one area. Codes start with `EC_` and the area in capitals. The factory, the guard,
 * the pages and the schemas all come from this one declaration.
 * @throws EC_ERRORS_BAD_CATALOGUE naming every problem at once.
 */
export function defineErrors<const Area extends string, const Entries extends ErrorEntries>(
  area: Area,
  entries: Entries & CodesOf<Area, Entries>,
): ErrorCatalogue<Entries> {
  const problems = findCatalogueProblems(area, entries);
  if (problems.length > 0) throw ownError('EC_ERRORS_BAD_CATALOGUE', { area, problems });
  const factories = new Map(
    Object.entries(entries as ErrorEntries).map(([code, entry]) => [code, entryFactory(code, entry)]),
  );
  function create(code: string, details: unknown, options?: ErrorOptions): EnhancedCodeError {
    const make = factories.get(code);
    if (make === undefined) throw ownError('EC_ERRORS_UNKNOWN_CODE', { area, code });
    const error = make(details, options);
    Error.captureStackTrace(error, create);
    return error;
  }
  const is = (value: unknown, code?: string): boolean =>
    isEnhancedCodeError(value) && (code === undefined ? factories.has(value.code) : value.code === code);
  return { area, entries, create, is } as unknown as ErrorCatalogue<Entries>;
}
