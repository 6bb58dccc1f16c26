import type { ContextSelection } from '@enhanced-code/context';
import type { CommitResult, Transaction } from '@enhanced-code/file-management';
import type { AssistantPart } from '@enhanced-code/llm';
import type { StepPrompt, StepResult, StreamStepOptions, Verdict } from '@enhanced-code/streaming';
import type { ChangedFile, CheckFinding } from '../run/event-types.ts';

/** One turn of the conversation between steps: what the model wrote, and what it was told. */
export interface Turn {
  /** Who said it. */
  readonly role: 'user' | 'assistant';
  /** What was said. */
  readonly text: string;
  /**
   * All that the model wrote, with the signatures and encrypted thoughts that have to go back to it unchanged; absent
   * for a turn of the user. A prompt that puts `text` in place of it makes some models think anew.
   */
  readonly content?: readonly AssistantPart[];
}

/** What choosing the context gets. */
export interface SelectInput {
  /** What the user wants changed. */
  readonly instruction: string;
  /** Files that must be in it. */
  readonly paths: readonly string[];
  /** Most tokens that the selection may take. */
  readonly budgetTokens: number;
  /** The pending change, which selection must see. */
  readonly transaction: Transaction;
  /** Aborted when the run is cancelled. */
  readonly signal: AbortSignal;
}

/** What rendering the prompt gets. */
export interface PromptInput {
  /** What the user wants changed. */
  readonly instruction: string;
  /** What `select` chose. */
  readonly selection: ContextSelection;
  /** Turns since the first prompt: replies of the model, and messages that the user sent meanwhile. */
  readonly turns: readonly Turn[];
  /** Why nothing of the last reply was applied; absent when it was. */
  readonly failure?: string;
  /** Most tokens that the rendered prompt may take. */
  readonly budgetTokens: number;
}

/** What checking, verifying and committing get. */
export interface ChangeInput {
  /** The pending change. */
  readonly transaction: Transaction;
  /** The exact change. */
  readonly candidateHash: string;
  /** Aborted when the run is cancelled. */
  readonly signal: AbortSignal;
}

/** What a check says of the net change. */
export interface CheckOutcome {
  /** `passed` only if every changed file was looked at and nothing new was found. */
  readonly verdict: Verdict;
  /** Errors that the change adds; they go back to the model. */
  readonly findings: readonly CheckFinding[];
}

/** What a reviewer is shown. */
export interface ReviewInput extends ChangeInput {
  /** The change as a patch. */
  readonly diff: string;
  /** The files that the change touches. */
  readonly files: readonly ChangedFile[];
  /** What `check` came to. */
  readonly checked: Verdict;
  /** What `verify` came to. */
  readonly verified: Verdict;
  /** Emits `review-requested` and waits until somebody calls `handle.decide`. Rejects when the run is cancelled. */
  ask(reason: string): Promise<ReviewOutcome>;
}

/** What a reviewer decides on one exact change. */
export interface ReviewOutcome {
  /** Whether all, nothing or only the blocks in `accepted` may be committed. */
  readonly decision: 'approved' | 'rejected' | 'partly-approved';
  /** Who decided. Default `policy`. */
  readonly by?: 'policy' | 'person';
  /** The blocks that are accepted, with `partly-approved`; all others are dropped. */
  readonly accepted?: readonly string[];
  /** Why, in words. */
  readonly reason?: string;
  /** How the review is reported. Default `passed` or `failed` by the decision. */
  readonly verdict?: Verdict;
}

/** What committing gets. */
export interface CommitInput extends ChangeInput {
  /** Protected paths that the caller agreed to have changed. */
  readonly approvedPaths: readonly string[];
}

/**
 * The stages of a run. Each is one function with a typed input and output; replace any of them with
 * `createEnhancedCode({ stages: { check } })`.
 */
export interface Stages {
  /** Chooses what the model sees. Default: the context index over the pending state. */
  select(input: SelectInput): Promise<ContextSelection>;
  /** Renders the prompt. Default: the edit prompt with the instructions of the edit format. */
  prompt(input: PromptInput): StepPrompt | Promise<StepPrompt>;
  /** Calls the model once and applies its edits. Default: `streamStep`. */
  generate(options: StreamStepOptions<ContextSelection>): Promise<StepResult<ContextSelection>>;
  /** Looks for new errors in the net change. Default: diagnostics of the transaction. */
  check(input: ChangeInput): Promise<CheckOutcome>;
  /** Runs the project's own commands on the staged change. Default: skipped, there is no sandbox. */
  verify(input: ChangeInput): Promise<Verdict>;
  /** Decides on the change. Default: approved, and reported as skipped. */
  review(input: ReviewInput): Promise<ReviewOutcome>;
  /** Writes all files or none. Default: the commit of the transaction. */
  commit(input: CommitInput): Promise<CommitResult>;
}
