import type { JsonValue } from '@enhanced-code/llm';

/** Bounds of one run. A reached one ends the run as `failed` and names itself. */
export interface RunLimits {
  /** Model calls with their edits; refused edits and failed checks go back to the model until then. Default 4. */
  readonly maxSteps: number;
  /** Time of the whole run without waiting for a review, in milliseconds. Default 600,000. */
  readonly maxDurationMs: number;
  /** Input and output tokens of all attempts together. Default 1,000,000. */
  readonly maxTokens: number;
}

/** What one run is asked to do. */
export interface RunOptions {
  /** What to change, in the user's words. */
  readonly instruction: string;
  /** Files that must be in the context, as paths relative to the workspace. */
  readonly paths?: readonly string[];
  /** Stop before the commit: the result holds the change, the workspace stays as it is. Default false. */
  readonly dryRun?: boolean;
  /** Protected paths that the caller agrees to have changed, relative to the workspace. */
  readonly approvedPaths?: readonly string[];
  /** Bounds of this run, over those of the engine. */
  readonly limits?: Partial<RunLimits>;
  /** Cancels the run, like `handle.cancel()`. */
  readonly signal?: AbortSignal;
  /** Id of the run. Default: one of the engine's `ids`. */
  readonly runId?: string;
  /** Kept in the first event for whoever reads the log. */
  readonly labels?: { readonly [name: string]: JsonValue };
}

/** The limits of a run that names none. */
export const defaultLimits: RunLimits = { maxSteps: 4, maxDurationMs: 600_000, maxTokens: 1_000_000 };
