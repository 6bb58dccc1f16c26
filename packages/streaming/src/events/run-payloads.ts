import type { ErrorJson } from '@enhanced-code/errors';
import type { JsonValue, Usage } from '@enhanced-code/llm';
import type { Payload } from './event-base.ts';
import type { RunOutcome, Verdict } from './payloads.ts';

/** The first event of a run. */
export interface RunStart extends Payload<'run-start'> {
  /** What the user asked for. */
  readonly instruction: string;
  /** The model that was chosen. */
  readonly model: RunModel;
  /** Name of the workspace for people; not an absolute path. */
  readonly workspace: string;
  /** Options of the run that a reader may want to show. */
  readonly options: { readonly [name: string]: JsonValue };
  /** Reserved: the run that started this one. */
  readonly parentRunId?: string;
}

/** The model of a run. */
export interface RunModel {
  /** Who serves it. */
  readonly provider: string;
  /** Its name at that provider. */
  readonly modelId: string;
}

/** What a run cost. */
export interface RunCost {
  /** How much, in whole units of the currency. */
  readonly amount: number;
  /** Three letters as in ISO 4217, such as `USD`. */
  readonly currency: string;
}

/** Something said in the conversation outside a model attempt, such as a message sent to a running run. */
export interface MessageAdded extends Payload<'message'> {
  /** Who said it. */
  readonly role: 'system' | 'user' | 'assistant';
  /** What was said. */
  readonly text: string;
}

/** The run goes on, but something was given up or is worth knowing. */
export interface Warning extends Payload<'warning'> {
  /** What it is about, as a stable name such as `syntax-unavailable`. */
  readonly code: string;
  /** What was given up, in words for a person. */
  readonly message: string;
  /** The error that led to it. */
  readonly error?: ErrorJson;
}

/** The last event of a run. */
export interface RunEnd extends Payload<'run-end'> {
  /** How it ended. */
  readonly outcome: RunOutcome;
  /** Whether the change was checked (syntax, findings). */
  readonly checked: Verdict;
  /** Whether the project's own commands were run on it. */
  readonly verified: Verdict;
  /** Whether it was reviewed by a policy or a person. */
  readonly reviewed: Verdict;
  /** Tokens of all attempts, also of failed ones. */
  readonly usage: Usage;
  /** What they cost, where a price is known. */
  readonly cost?: RunCost;
  /** The transaction that was committed. */
  readonly transactionId?: string;
  /** The checkpoint from which it can be undone. */
  readonly checkpointId?: string;
  /** Why it failed, was refused or was cancelled. */
  readonly error?: ErrorJson;
}

/** An event of somebody else's. Never needed to understand a run. */
export interface Custom extends Payload<'custom'> {
  /** Name with a namespace, such as `acme/lint-finished`. */
  readonly name: `${string}/${string}`;
  /** What it says. */
  readonly data: JsonValue;
}

/** Events about a run as a whole. */
export type RunPayload = RunStart | MessageAdded | Warning | RunEnd | Custom;
