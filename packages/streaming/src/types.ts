export type {
  AttemptEnd,
  AttemptPayload,
  AttemptReset,
  AttemptStart,
  PartBoundary,
  PartDelta,
  PartEnd,
  ToolCallDelta,
  ToolCallEnd,
  ToolCallStart,
  ToolIntent,
  ToolResultReceived,
  UsageReported,
} from './events/attempt-payloads.ts';
export type {
  ChangePayload,
  ChangeProposed,
  CheckFinding,
  CheckResult,
  CommitDone,
  CommitIntent,
  EditApplied,
  EditParsed,
  EditRefused,
  ReviewDecision,
  ReviewRequested,
} from './events/change-payloads.ts';
export type { EventVisibility, Payload, RunEventBase } from './events/event-base.ts';
export type {
  ChangedFile,
  CommittedFile,
  Finished,
  Judged,
  Refused,
  Skipped,
  Unfinished,
} from './events/payloads.ts';
export type { DraftFields, RunEventPayload } from './events/run-event.ts';
export type {
  Custom,
  MessageAdded,
  RunCost,
  RunEnd,
  RunModel,
  RunPayload,
  RunStart,
  Warning,
} from './events/run-payloads.ts';
export type {
  ContextSelected,
  PromptRendered,
  SelectedFile,
  StageEnd,
  StageStart,
  StepEnd,
  StepPayload,
  StepStart,
  StepState,
} from './events/step-payloads.ts';
export type { OpenedRun } from './log/event-log.ts';
export type { AttemptView, EditView, PartView, StageView } from './state/run-state.ts';
export type { StepAttempt } from './step/step-result.ts';
export type { ReceivedEvent } from './wire/decode.ts';
export type { EventPosition } from './wire/event-id.ts';
export type { WireChunks } from './wire/lines.ts';
