export type { Attempt, AttemptUsage } from './attempt.ts';
export { collectCatalogues, defineErrors, type ErrorCatalogue, type ErrorEntries } from './catalogue.ts';
export type { ErrorClass, ErrorSeverity, ReplaySafety } from './classes.ts';
export { EnhancedCodeError, type ErrorData, isEnhancedCodeError } from './enhanced-code-error.ts';
export type { DetailsOf, ErrorEntry, ErrorOptions } from './entry.ts';
export type { ForeignCause } from './foreign-cause.ts';
export { errorErrors } from './own-errors.ts';
export type { DetailSchema, DetailsSchema, FromSchema } from './schema.ts';
