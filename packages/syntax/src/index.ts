export { type CheckFilesOptions, createSyntax, type Syntax } from './create-syntax.ts';
export { detectLanguage } from './detect/detect-language.ts';
export type { LanguageId } from './detect/languages.ts';
export type { SyntaxDocument, TextChange } from './document.ts';
export { syntaxErrors } from './errors.ts';
export type { InlineOptions, SyntaxOptions, WorkerOptions } from './options.ts';
export type {
  Definition,
  DefinitionKind,
  ImportTarget,
  Outline,
  Reference,
  ReferenceKind,
} from './outline/outline-types.ts';
export { scopeAt } from './outline/scope-at.ts';
export type { GrammarSource } from './tree/grammar-source.ts';
export type {
  Diagnostic,
  DiagnosticConfidence,
  DiagnosticSeverity,
  FileReport,
  Position,
  Range,
  SyntaxComparison,
  SyntaxReport,
  SyntaxStatus,
  SyntaxVerdict,
} from './types.ts';
