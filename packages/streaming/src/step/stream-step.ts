import type { ContextSelection } from '../seams.ts';
import type { StreamStepOptions } from './step-options.ts';
import type { StepResult } from './step-result.ts';

export declare function streamStep<Selection extends ContextSelection, Savepoint>(
  options: StreamStepOptions<Selection, Savepoint>,
): Promise<StepResult<Selection>>;
