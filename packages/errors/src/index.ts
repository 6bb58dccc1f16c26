export {
  type DetailsOf,
  defineErrors,
  type ErrorCatalogue,
  type ErrorClass,
  type ErrorEntry,
  type ErrorOptions,
  type ErrorSeverity,
  type ReplaySafety,
} from './catalogue.ts';
export { EnhancedCodeError, isEnhancedCodeError } from './enhanced-code-error.ts';
export type { DetailSchema, DetailsSchema, FromSchema } from './schema.ts';
