import type { ContextReason, ContextTier } from '@enhanced-code/context';
import type { ErrorJson } from '@enhanced-code/errors';
import type { RenderedPrompt } from '@enhanced-code/llm';
import type { Payload } from './event-base.ts';
import type { StageName } from './payloads.ts';

/** How a step ended: as its last model attempt did, or with edits that could not be applied. */
export type StepState = 'finished' | 'truncated' | 'failed' | 'refused' | 'cancelled' | 'not-applied';

/** A step begins: context, prompt, one model call and its edits. */
export interface StepStart extends Payload<'step-start'> {
  /** The step. */
  readonly stepId: string;
  /** Place within the run, 1-based. */
  readonly index: number;
}

/** A step has ended. */
export interface StepEnd extends Payload<'step-end'> {
  /** The step. */
  readonly stepId: string;
  /** How it ended. */
  readonly state: StepState;
  /** Why it did not finish. */
  readonly error?: ErrorJson;
}

/** A stage begins. */
export interface StageStart extends Payload<'stage-start'> {
  /** Which stage it is. */
  readonly stage: StageName;
}

/** A stage has ended, or was not entered at all (then there is no `stage-start`). */
export interface StageEnd extends Payload<'stage-end'> {
  /** Which stage it is. */
  readonly stage: StageName;
  /** What came of it. */
  readonly status: 'done' | 'failed' | 'skipped';
  /** Why it was skipped or failed, in words for a person. */
  readonly reason?: string;
  /** How long it took, in milliseconds. */
  readonly durationMs?: number;
}

/** One file as it was chosen for the prompt, without its text. */
export interface SelectedFile {
  /** Path relative to the workspace, with `/`. */
  readonly path: string;
  /** How much of it goes into the prompt. */
  readonly tier: ContextTier;
  /** What it costs in the prompt, in tokens. */
  readonly tokens: number;
  /** Why it was chosen, strongest first. */
  readonly reasons: readonly ContextReason[];
}

/** The context of a prompt has been chosen. */
export interface ContextSelected extends Payload<'context-selected'> {
  /** The chosen files, the most likely first. */
  readonly entries: readonly SelectedFile[];
  /** Tokens that the entries cost together. */
  readonly usedTokens: number;
  /** Tokens that they were allowed to cost. */
  readonly budgetTokens: number;
  /** How many ranked files found no room. */
  readonly leftOut: number;
}

/** A prompt has been rendered. */
export interface PromptRendered extends Payload<'prompt-rendered'> {
  /** Tokens of the prompt, estimated. */
  readonly tokens: number;
  /** Tokens that it was allowed to have. */
  readonly budgetTokens: number;
  /** Its sections, and what of them was kept. */
  readonly sections: RenderedPrompt['sections'];
}

/** Events about steps and their stages. */
export type StepPayload = StepStart | StepEnd | StageStart | StageEnd | ContextSelected | PromptRendered;
