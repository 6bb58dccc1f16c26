// Types only: what the functions of this package take and give, for packages that pass it on.

export type { EntryKind, FileChange } from './commit/commit-record.ts';
export type { SettleChoice, SettledCommit } from './commit/settle-verdict.ts';
export type { LineEnding, TextEncoding } from './content/encoding.ts';
export type { FileSnapshot, FileState } from './content/file-snapshot.ts';
export type {
  CreateEdit,
  DeleteEdit,
  HunksEdit,
  InsertEdit,
  LazyEdit,
  LineRangeEdit,
  RangeChange,
  RangesEdit,
  RenameEdit,
  SubstituteEdit,
  WholeFileEdit,
} from './edits/edit-set.ts';
export type { PlanOptions } from './edits/plan/plan-options.ts';
export type { HistoryEntry } from './history/history.ts';
export type { UndoObstacle, UndoResult } from './history/take-back.ts';
export type { UndoOptions } from './history/undo.ts';
export type { ListOptions, WorkspaceFile } from './listing/list-files.ts';
export type { Protection } from './paths/protected-names.ts';
export type { Environment } from './state/state-location.ts';
export type { TextComparer, TextComparison, TextFinding, TextPosition } from './state/workspace-context.ts';
export type {
  ApplyOptions,
  ApplyResult,
  CommitApproval,
  CommitOptions,
  CommitResult,
  FileBlock,
  FileConflict,
  FileDelta,
  FileDiagnostics,
  FileReceipt,
  StaleRead,
  Transaction,
  TransactionDiagnostics,
  WriteOptions,
} from './transaction/transaction.ts';
export type { WorkspaceOptions } from './workspace/open-workspace.ts';
export type {
  BeginOptions,
  PendingTransaction,
  RecoverOptions,
  RecoveryReport,
  RestoreOptions,
  RetentionOptions,
  RetentionReport,
  Workspace,
} from './workspace/workspace.ts';
