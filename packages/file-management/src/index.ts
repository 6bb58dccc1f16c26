export type { FileSnapshot } from './content/file-snapshot.ts';
export {
  createEditParser,
  detectFormat,
  type EditFormat,
  type EditParser,
  type EditPlan,
  type EditReceipt,
  type EditRefusal,
  type EditSet,
  editErrors,
  editFormats,
  formatInstructions,
  type HashText,
  inverseOf,
  parseEdits,
  planEdits,
  refusalError,
  refusalText,
} from './edits/index.ts';
export { fileErrors } from './file-errors.ts';
export type { HistoryEntry } from './history/history.ts';
export type { UndoResult } from './history/take-back.ts';
export type { UndoOptions } from './history/undo.ts';
export type { WorkspaceFile } from './listing/list-files.ts';
export type { TextComparer } from './state/workspace-context.ts';
export type {
  ApplyResult,
  CommitApproval,
  CommitOptions,
  CommitResult,
  FileBlock,
  FileConflict,
  Transaction,
  TransactionDiagnostics,
} from './transaction/transaction.ts';
export { openWorkspace, type WorkspaceOptions } from './workspace/open-workspace.ts';
export type { RecoveryReport, Workspace } from './workspace/workspace.ts';
