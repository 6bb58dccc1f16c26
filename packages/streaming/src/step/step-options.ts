import type { ContextSelection } from '@enhanced-code/context';
import type {
  ApplyResult,
  EditFormat,
  EditParser,
  EditRefusal,
  EditSet,
} from '@enhanced-code/file-management';
import type { Clock, LanguageModel, ModelRequest, RenderedPrompt } from '@enhanced-code/llm';
import type { EmitEvent } from '../events/run-event.ts';

/** What a step needs of a transaction; the one of file-management satisfies it. */
export interface StepTransaction<Savepoint = unknown> {
  /** Remembers the present state. */
  savepoint(): Savepoint | Promise<Savepoint>;
  /** Goes back to a remembered state. */
  rollbackTo(savepoint: Savepoint): void | Promise<void>;
  /** Applies all edits or none; those that hide lines only to files that were shown as they are now. */
  apply(
    edits: EditSet,
    options?: { readonly shownHashes?: ReadonlyMap<string, string> },
  ): Promise<Pick<ApplyResult, 'receipts' | 'refusals'>>;
}

/** How much room a step has. */
export interface StepBudget {
  /** Tokens that the chosen context may cost. */
  readonly contextTokens: number;
  /** Tokens that the whole prompt may have. */
  readonly promptTokens: number;
}

/** A prompt as a step sends it; what `Prompt.render` gives satisfies it. */
export type StepPrompt = Pick<RenderedPrompt, 'messages' | 'tokens' | 'sections'>;

/** What `streamStep` takes. */
export interface StreamStepOptions<
  Selection extends ContextSelection = ContextSelection,
  Savepoint = unknown,
> {
  /** The model to call. */
  readonly model: LanguageModel;
  /** Where edits become pending. */
  readonly transaction: StepTransaction<Savepoint>;
  /** Chooses the context within a budget. Called again with half of it when the prompt was too large. */
  select(options: { readonly budgetTokens: number; readonly signal: AbortSignal }): Promise<Selection>;
  /** Renders the prompt within a budget. Called again with half of it when the prompt was too large. */
  render(selection: Selection, options: { readonly budgetTokens: number }): StepPrompt | Promise<StepPrompt>;
  /**
   * Says which files the selection shows whole: their paths, and the hash of each as it is shown. Asked right after
   * `select`. Edits that delete lines they do not show, such as whole files, are then refused for every other file
   * and for one that changed since. Default: only edits that carry a hash of their own are checked.
   */
  shownHashes?(selection: Selection): Promise<ReadonlyMap<string, string>>;
  /** The format in which the model was asked to write its edits. */
  readonly format: EditFormat;
  /** Makes the parser of a reply. Default: `createEditParser` of file-management. */
  createParser?(format: EditFormat): EditParser;
  /** What the model is told about a refused edit. Default: `refusalText` of file-management. */
  describeRefusal?(refusal: EditRefusal): string;
  /** Takes the events of the step. */
  readonly emit: EmitEvent;
  /** How much room there is. */
  readonly budget: StepBudget;
  /** Further fields of the model request, such as `temperature` or `tools`. */
  readonly request?: Omit<ModelRequest, 'messages'>;
  /** Id of the step. Default: one of `ids`. */
  readonly stepId?: string;
  /** Place of the step within the run, 1-based. Default 1. */
  readonly index?: number;
  /** Cancels the step. */
  readonly signal?: AbortSignal;
  /** Where time comes from. Default: the clock of the machine. */
  readonly clock?: Clock;
  /** Makes an id that is unique within the run. Default: random ones. */
  readonly ids?: (kind: 'step') => string;
}
