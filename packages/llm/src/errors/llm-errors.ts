import { defineErrors } from '@enhanced-code/errors';
import { answerErrors } from './answer-errors.ts';
import { contractErrors } from './contract-errors.ts';
import { limitErrors } from './limit-errors.ts';
import { ownErrors } from './own-errors.ts';
import { transientErrors } from './transient-errors.ts';

/** Every error that this package throws or puts into a stream. */
export const llmErrors = defineErrors('llm', {
  ...transientErrors,
  ...answerErrors,
  ...ownErrors,
  ...limitErrors,
  ...contractErrors,
});
