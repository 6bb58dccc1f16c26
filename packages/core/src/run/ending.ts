import { type EnhancedCodeError, isEnhancedCodeError } from '@enhanced-code/errors';
import type { RunOutcome } from '@enhanced-code/streaming';
import { coreErrors } from '../core-errors.ts';

/** The end of a run that does not reach its commit; thrown inside the run, never out of it. */
export class Ending {
  readonly outcome: RunOutcome;
  readonly error: EnhancedCodeError | undefined;

  constructor(outcome: RunOutcome, error?: EnhancedCodeError) {
    this.outcome = outcome;
    this.error = error;
  }

  /** The end of a run whose signal was aborted: cancelled, or failed where a limit was the reason. */
  static aborted(reason: unknown): Ending {
    if (coreErrors.is(reason, 'EC_CORE_LIMIT_REACHED')) return new Ending({ kind: 'failed' }, reason);
    const error = isEnhancedCodeError(reason) ? reason : coreErrors.create('EC_CORE_CANCELLED', {});
    return new Ending({ kind: 'cancelled' }, error);
  }

  /** The end of a run in which something was thrown. */
  static of(thrown: unknown, stage: string): Ending {
    if (thrown instanceof Ending) return thrown;
    if (isEnhancedCodeError(thrown)) {
      return new Ending(
        thrown.class === 'policy' ? { kind: 'refused', by: 'policy' } : { kind: 'failed' },
        thrown,
      );
    }
    const name = thrown instanceof Error ? thrown.name : typeof thrown;
    const error = coreErrors.create('EC_CORE_INTERNAL', { stage, name }, { cause: thrown });
    return new Ending({ kind: 'failed' }, error);
  }
}
