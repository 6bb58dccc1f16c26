import type { EnhancedCodeError } from '@enhanced-code/errors';
import {
  type ApplyResult,
  type EditRefusal,
  refusalError,
  refusalText,
} from '@enhanced-code/file-management';
import type { Json } from '../envelope.ts';

type Refusals = ApplyResult['refusals'];

/** Refusals that a feedback holds in full; a model that reads more of them learns nothing. */
const SHOWN = 20;

/** The error of a reply whose edits were refused: the one of its first refusal. */
export function refusedError(refusals: Refusals): EnhancedCodeError | undefined {
  return refusals[0] === undefined ? undefined : refusalError(refusals[0]);
}

/** What to send back to the model that wrote the edits; it holds lines of files. Empty without refusals. */
export function feedbackOf(refusals: Refusals): string {
  const more = refusals.length > SHOWN ? [`${refusals.length - SHOWN} more edits were refused.`] : [];
  return [...refusals.slice(0, SHOWN).map(refusalText), ...more].join('\n\n');
}

/** A refusal for machines: the typed reasons, what went wrong in a sentence, and the text for a model. */
export function refusalData(refusal: EditRefusal): Json {
  const { message, hint } = refusalError(refusal);
  return {
    ...(refusal as unknown as { [key: string]: Json }),
    message,
    hint,
    feedback: refusalText(refusal),
  };
}
