import type { EnhancedCodeError } from '@enhanced-code/errors';
import type { Clock } from '@enhanced-code/llm';
import type { StageName } from '../events/payloads.ts';
import type { EmitEvent, RunEventDraft } from '../events/run-event.ts';
import { toError } from './step-failure.ts';

/** Puts the id of the step on its events, and stages around its work. */
export class StepRecorder {
  readonly stepId: string;
  readonly #emit: EmitEvent;
  readonly #clock: Clock;

  constructor(stepId: string, emit: EmitEvent, clock: Clock) {
    this.stepId = stepId;
    this.#emit = emit;
    this.#clock = clock;
  }

  /** Hands an event to the log; a promise only where the log gives one, since there are many deltas. */
  emit(draft: RunEventDraft): void | Promise<void> {
    return this.#emit({ ...draft, stepId: this.stepId });
  }

  /** Does the work of a stage between its two events. `failureOf` says why a result is not what was hoped for. */
  async stage<Result>(
    stage: StageName,
    work: () => Result | Promise<Result>,
    failureOf: (result: Result) => EnhancedCodeError | undefined = () => undefined,
  ): Promise<Result> {
    const startedAt = this.#clock.now();
    await this.emit({ type: 'stage-start', stage });
    try {
      const result = await work();
      await this.#endStage(stage, startedAt, failureOf(result));
      return result;
    } catch (error) {
      await this.#endStage(stage, startedAt, toError(error));
      throw error;
    }
  }

  /** Says that a stage was not entered, and why. */
  async skip(stage: StageName, reason: string): Promise<void> {
    await this.emit({ type: 'stage-end', stage, status: 'skipped', reason });
  }

  async #endStage(stage: StageName, startedAt: number, error: EnhancedCodeError | undefined): Promise<void> {
    const outcome =
      error === undefined
        ? { status: 'done' as const }
        : { status: 'failed' as const, reason: `${error.code}: ${error.message}` };
    await this.emit({ type: 'stage-end', stage, ...outcome, durationMs: this.#clock.now() - startedAt });
  }
}
