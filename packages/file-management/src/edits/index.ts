export { type EditErrorCode, editErrors } from './edit-errors.ts';
export type {
  BaseFile,
  Divergence,
  EditPlan,
  EditReceipt,
  EditRefusal,
  MatchLevel,
  NearCandidate,
  PlannedFile,
  Relaxation,
  TextSpan,
  UsedHint,
} from './edit-plan.ts';
export {
  type EditFormat,
  type EditProblem,
  type EditSet,
  editFormats,
  type FileEdit,
  type Hunk,
  type HunkHint,
  type HunkLine,
} from './edit-set.ts';
export { detectFormat } from './formats/detect-format.ts';
export type { EditLimits, EditParser, EditParserEvent } from './formats/edit-parser.ts';
export { formatInstructions } from './formats/format-instructions.ts';
export { createEditParser, parseEdits } from './formats/parse-edits.ts';
export { type EditToolSchema, editToolSchemas, type ToolFormat } from './formats/tool-schemas.ts';
export { inverseOf } from './plan/inverse-of.ts';
export { planEdits } from './plan/plan-edits.ts';
export type { HashText, PlanOptions, ReadBase } from './plan/plan-options.ts';
export { refusalError, refusalText } from './refusal-text.ts';
